"""The award that is to be decided."""

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.awards.rules import can_decide
from procurement.bids.rules import can_handle_bids
from procurement.results.models import Result
from procurement.scoring.reminders import NEXT_STEP, next_step_on
from procurement.tenders.models import Tender
from procurement.tenders.queries import due_of_tender, owed
from procurement.tenders.workflow import State
from psp.core.due import source

# The award is decided in one of these; a month's plan shows it from publication on.
BEFORE_AWARD = (State.PUBLISHED, State.OPENED, State.MODERATION, State.RANKED)


@source("tender_decision", gettext_lazy("Award decision planned"))
def decision_is_planned(first, last, person_id=None):
    """List the days planned for the award: owed by those who handle the bids, once these are ranked by those who decide.

    Without a planned day the award is due soon after the ranking.
    """
    latest = Result.objects.filter(tender=OuterRef("pk")).order_by("-number").values("made_at")[:1]
    is_planned, is_ranked = Q(decision_on__range=(first, last)), Q(decision_on=None, state=State.RANKED)
    rows = Tender.objects.filter(is_planned | is_ranked, state__in=BEFORE_AWARD)
    rows = rows.annotate(ranked_at=Subquery(latest))
    for tender, people, _leaders in owed(rows, may=decides_the_award, person_id=person_id):
        due_on = tender.decision_on or next_step_on(tender, tender.ranked_at, NEXT_STEP)
        if due_on is None or not first <= due_on <= last:
            continue
        # Project leaders see no bids, and so not what is late about them.
        is_ranked = tender.state == State.RANKED
        title = _("Decide the award: {tender}")
        yield due_of_tender(
            "tender_decision",
            tender,
            title,
            due_on,
            people,
            people,
            page="award_tender" if is_ranked else "tender",
            is_confidential=True,
        )


def decides_the_award(person, tender):
    """Whether a person decides the award of a tender, or will be asked to once its bids are ranked."""
    rule = can_decide if tender.state == State.RANKED else can_handle_bids
    return rule.test(person, tender)
