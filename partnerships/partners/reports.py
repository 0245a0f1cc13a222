"""The partners and people as a chapter of the partnership report. No addresses: a report travels."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.lifecycle.models import Partnership
from partnerships.partners.queries import partners_of, people_of
from psp.core import reports
from psp.core.dates import in_words
from psp.core.reports import Table


@reports.chapter("partnership", key="partners", title=gettext_lazy("Partners and people"), position=30)
def partners(partnership: Partnership, at: datetime) -> dict[str, Any]:
    """Read the partners, leads first, and the people with their roles."""
    members = partners_of(partnership)
    former = [member for member in members if member.left_on is not None]
    people = tuple(
        (
            str(role.person),
            role.get_role_display(),
            ", ".join(str(membership.organisation) for membership in role.person.memberships.all()) or "–",
        )
        for role in people_of(partnership)
    )
    return {
        "members": [member for member in members if member.left_on is None],
        "former": _former(former) if former else None,
        "people": Table(_("People"), (_("Name"), _("Role"), _("Organisation")), people) if people else None,
        "knows": [role for role in partnership.roles.all() if role.role == "leader" and role.knows],
    }


def _former(members: list[Any]) -> Table:
    rows = tuple((str(member.organisation), in_words(member.joined_on), in_words(member.left_on)) for member in members)
    return Table(_("Former partners"), (_("Organisation"), _("Joined"), _("Left")), rows)
