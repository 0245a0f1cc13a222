"""Bids an evaluator has yet to score, due two weeks after the opening, and scoring that a purchaser can close."""

from datetime import timedelta

from django.db.models import Exists, Max, OuterRef, Prefetch, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import PartnershipRole, PersonRole
from procurement.bids.rules import can_handle_bids
from procurement.evaluators.models import Evaluator
from procurement.opening.models import OpeningConfirmation
from procurement.scoring.gates import still_scoring
from procurement.scoring.rules import can_score
from procurement.tenders.models import Tender
from procurement.tenders.queries import due_of_tender, owed
from procurement.tenders.workflow import State
from psp.core.dates import london_date
from psp.core.due import DueItem, source
from psp.core.notices import Sight

# Ours: how long scoring takes; never longer than to the day the award is decided.
TIME_TO_SCORE = timedelta(days=14)
# Ours: how soon the next step of a tender follows once nothing holds it up.
NEXT_STEP = timedelta(days=7)


@source("bids_to_score", gettext_lazy("Bids to score"))
def bids_to_score(first, last, person_id=None):
    """List who has not locked their scores, from the opening on; the purchasers are notified when it is late.

    Who has yet to declare their interests owes that first (``interests``). Two queries, and what the rule asks.
    """
    opened = OpeningConfirmation.objects.filter(tender=OuterRef("tender"), position=2).values("confirmed_at")[:1]
    rows = Evaluator.objects.scoring().filter(locked_at=None, declared_at__isnull=False, tender__state=State.OPENED)
    rows = rows.filter(person__is_active=True).exclude(tender__partnership__state="stopped")
    if person_id is not None:
        rows = rows.filter(person=person_id)
    purchasers = PersonRole.objects.filter(role=PartnershipRole.PURCHASER, person__is_active=True).order_by("person")
    rows = rows.annotate(begun_at=Subquery(opened)).select_related("person", "tender__partnership")
    rows = rows.prefetch_related(Prefetch("tender__partnership__roles", purchasers, to_attr="purchasers"))
    for row in rows.order_by("pk"):
        tender = row.tender
        due_on = next_step_on(tender, row.begun_at, TIME_TO_SCORE)
        if due_on is None or not first <= due_on <= last or not can_score.test(row.person, tender):
            continue
        yield DueItem(
            kind="bids_to_score",
            key=f"bids_to_score:{row.pk}",
            title=_("Score the bids: {tender}").format(tender=tender.title),
            due_on=due_on,
            # On other people's lists it stands as well, and they may not open the page where it is done.
            url=tender.get_absolute_url()
            if person_id is None
            else reverse("scoring", args=[tender.partnership_id, tender.pk]),
            partnership_id=tender.partnership_id,
            partnership=tender.partnership.name,
            people=(row.person_id,),
            leaders=tuple(role.person_id for role in tender.partnership.purchasers),
            is_confidential=True,
            sight=Sight("bids", tender.pk),
        )


@source("scoring_to_close", gettext_lazy("Scoring to close"))
def scoring_to_close(first, last, person_id=None):
    """List tenders whose evaluators have all locked their scores, owed by those who can close the scoring."""
    scorers = Evaluator.objects.scoring().filter(tender=OuterRef("pk"))
    locked = scorers.order_by().values("tender").annotate(last=Max("locked_at")).values("last")
    rows = Tender.objects.filter(Exists(scorers), state=State.OPENED)
    rows = rows.exclude(Exists(still_scoring().filter(tender=OuterRef("pk")))).annotate(begun_at=Subquery(locked))
    for tender, people, _leaders in owed(rows, may=can_handle_bids.test, person_id=person_id):
        due_on = next_step_on(tender, tender.begun_at, NEXT_STEP)
        if due_on is not None and first <= due_on <= last:
            title = _("All scores are locked, close the scoring: {tender}")
            yield due_of_tender(
                "scoring_to_close", tender, title, due_on, people, people, page="close_scoring", is_confidential=True
            )


def next_step_on(tender, begun_at, time):
    """Return the day on which a step is due that could begin at a moment: never later than the award's; None without either."""
    days = [tender.decision_on, begun_at and london_date(begun_at + time)]
    return min(filter(None, days), default=None)
