"""Who a partnership lacks to score bids: at least two people score each."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnerships.public import can_name_purchasers
from procurement.bids.rules import can_handle_bids
from procurement.evaluators.operations import BEFORE_MODERATION
from procurement.evaluators.queries import SCORERS, missing_scorers, missing_scorers_words
from procurement.evaluators.rules import may_know_evaluators
from psp.core.missing import Missing, source


@source
def scorers(partnership: Any, user: Any) -> Iterable[Missing]:
    """Say how many people who can score bids are missing, from the pilot on, to those who may know who evaluates.

    To those who appoint evaluators of a tender: how many it still needs, as its own page says. Two queries, three for them.
    """
    if not partnership.is_running or partnership.state == "design":
        return
    tender = partnership.tenders.filter(state__in=BEFORE_MODERATION).first()
    if tender is not None and can_handle_bids.test(user, tender):
        if count := missing_scorers(tender):
            needed_for = _("Needed before the bids are opened: at least two people score each")
            action, url = _("Appoint evaluators"), tender.url("evaluators")
            yield Missing(missing_scorers_words(count), needed_for, url=url, action=action, position=60)
        return
    able = {
        role.person_id
        for role in partnership.roles.all()
        if role.role in {"purchaser", "evaluator"} and role.person.is_active and not role.person.is_administrator
    }
    missing = SCORERS - len(able)
    if missing <= 0 or not may_know_evaluators(user, partnership):
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
