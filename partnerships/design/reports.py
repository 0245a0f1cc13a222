"""What the partners have agreed on, as a chapter of the partnership report."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.design.queries import Standing, standings_of
from partnerships.lifecycle.models import Partnership
from psp.core import reports
from psp.core.dates import in_words
from psp.core.reports import Table


@reports.chapter("partnership", key="design", title=gettext_lazy("Design"), position=40)
def design(partnership: Partnership, at: datetime) -> dict[str, Any]:
    """Read the latest version of each text, and who has agreed to it."""
    return {"texts": [(standing, _agreements(standing)) for standing in standings_of(partnership).values()]}


def _agreements(standing: Standing) -> Table | None:
    if not standing.parties:
        return None
    rows = tuple(
        (str(party), in_words(party.agreed_on) if party.agreed_on else _("Not yet"), party.signatory or "–")
        for party in standing.parties
    )
    return Table(_("Who has agreed"), (_("Organisation"), _("Agreed"), _("By")), rows)
