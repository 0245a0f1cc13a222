"""Who a partnership lacks to score bids: at least two people score each."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnerships.public import can_name_purchasers
from psp.core.missing import Missing, source

SCORERS = 2


@source
def scorers(partnership: Any, user: Any) -> Iterable[Missing]:
    """Say how many people who can score bids are missing, from the pilot on. No query of its own."""
    if not partnership.is_running or partnership.state == "design":
        return
    able = {
        role.person_id
        for role in partnership.roles.all()
        if role.role in {"purchaser", "evaluator"} and role.person.is_active and not role.person.is_administrator
    }
    missing = SCORERS - len(able)
    if missing <= 0:
        return
    may_name = can_name_purchasers.test(user, partnership) and user.has_perm("partnerships.add_personrole", partnership)
    yield Missing(
        ngettext("One more person is needed to score bids", "{count} people are needed to score bids", missing).format(
            count=missing
        ),
        _("Needed before the bids are opened: at least two people score each"),
        url=partnership.url("add_person") if may_name else "",
        action=_("Offer somebody the role of evaluator"),
        advice=_("The partnership’s purchasers name evaluators."),
        position=60,
    )
