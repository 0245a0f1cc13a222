"""Scores that wait to be moderated, due two weeks after the last evaluator locked theirs."""

from django.db.models import Exists, Max, OuterRef, Prefetch, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import PartnershipRole
from procurement.bids.queries import handlers_of
from procurement.evaluators.models import Evaluator
from procurement.moderation.queries import unmoderated_bids
from procurement.moderation.rules import can_moderate
from procurement.scoring.reminders import TIME_TO_SCORE, next_step_on
from procurement.tenders.models import Tender
from procurement.tenders.queries import due_of_tender, owed
from procurement.tenders.workflow import State
from psp.core.due import source

SCORERS = (PartnershipRole.EVALUATOR, PartnershipRole.PURCHASER)


@source("scores_to_moderate", gettext_lazy("Scores to moderate"))
def scores_to_moderate(first, last, person_id=None):
    """List tenders with scores to be agreed, owed by the chair, and by the evaluators of a bid the chair is kept from."""
    locked = Evaluator.objects.filter(tender=OuterRef("pk")).order_by().values("tender")
    unmoderated = unmoderated_bids()
    rows = Tender.objects.filter(Exists(unmoderated.filter(tender=OuterRef("pk"))), state=State.MODERATION)
    rows = rows.annotate(begun_at=Subquery(locked.annotate(last=Max("locked_at")).values("last")))
    rows = rows.prefetch_related(Prefetch("bids", unmoderated, to_attr="to_moderate"))
    for tender, people, _leaders in owed(rows, may=moderates_a_bid, roles=SCORERS, person_id=person_id):
        due_on = next_step_on(tender, tender.begun_at, TIME_TO_SCORE)
        if due_on is not None and first <= due_on <= last:
            title = _("Moderate the scores: {tender}")
            leaders = tuple(handlers_of(tender))
            yield due_of_tender(
                "scores_to_moderate", tender, title, due_on, people, leaders, page="moderation", is_confidential=True
            )


def moderates_a_bid(person, tender):
    """Whether a person writes the consensus scores of one of the bids that wait for them."""
    for bid in tender.to_moderate:
        bid.tender = tender
    return any(can_moderate.test(person, bid) for bid in tender.to_moderate)
