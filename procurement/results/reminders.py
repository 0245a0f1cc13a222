"""Moderation that can be closed, so that prices are opened and the bids ranked."""

from django.db.models import Exists, Max, OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.bids.models import Bid
from procurement.bids.rules import can_handle_bids
from procurement.moderation.models import ModeratedScore
from procurement.moderation.queries import unmoderated_bids
from procurement.scoring.reminders import NEXT_STEP, next_step_on
from procurement.tenders.models import Tender
from procurement.tenders.queries import due_of_tender, owed
from procurement.tenders.workflow import State
from psp.core.due import source


@source("moderation_to_close", gettext_lazy("Moderation to close"))
def moderation_to_close(first, last, person_id=None):
    """List tenders whose scores are all agreed, owed by those who can close the moderation."""
    agreed = ModeratedScore.objects.filter(bid__tender=OuterRef("pk")).order_by().values("bid__tender")
    rows = Tender.objects.filter(Exists(Bid.objects.live().filter(tender=OuterRef("pk"))), state=State.MODERATION)
    rows = rows.exclude(Exists(unmoderated_bids().filter(tender=OuterRef("pk"))))
    rows = rows.annotate(begun_at=Subquery(agreed.annotate(last=Max("moderated_at")).values("last")))
    for tender, people, _leaders in owed(rows, may=can_handle_bids.test, person_id=person_id):
        due_on = next_step_on(tender, tender.begun_at, NEXT_STEP)
        if due_on is not None and first <= due_on <= last:
            title = _("All scores are moderated, close the moderation: {tender}")
            yield due_of_tender(
                "moderation_to_close",
                tender,
                title,
                due_on,
                people,
                people,
                page="close_moderation",
                is_confidential=True,
            )
