"""Bids recorded after the deadline that wait for a second purchaser's word."""

from datetime import timedelta

from django.db.models import Exists, Min, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.bids.models import Bid
from procurement.bids.rules import can_handle_bids
from procurement.tenders.models import Tender
from procurement.tenders.queries import due_of_tender, owed
from procurement.tenders.workflow import State
from psp.core.dates import end_of_day, london_date, start_of_day
from psp.core.due import source

# Ours: nothing is opened until it is decided.
TO_CONFIRM = timedelta(days=2)


@source("belated_bids", gettext_lazy("Bids recorded late to confirm"))
def belated_bids(first, last, person_id=None):
    """List tenders with a bid that was recorded after the deadline, owed by the purchasers who did not record it."""
    unconfirmed = Bid.objects.unconfirmed()
    rows = Tender.objects.filter(Exists(unconfirmed.filter(tender=OuterRef("pk"))), state=State.PUBLISHED)
    waiting = Q(bids__in=unconfirmed.values("pk"))
    rows = rows.annotate(recorded_at=Min("bids__recorded_at", filter=waiting))
    rows = rows.filter(recorded_at__range=(start_of_day(first - TO_CONFIRM), end_of_day(last - TO_CONFIRM)))
    rows = rows.prefetch_related(Prefetch("bids", unconfirmed.only("tender_id", "recorded_by_id"), to_attr="waiting"))
    for tender, people, _leaders in owed(rows, may=confirms_a_bid, person_id=person_id):
        title, day = _("Confirm a bid recorded after the deadline: {tender}"), london_date(tender.recorded_at)
        yield due_of_tender(
            "belated_bids", tender, title, day + TO_CONFIRM, people, people, page="bids", is_confidential=True
        )


def confirms_a_bid(person, tender):
    """Whether a person says if one of the bids that wait came in time: who handles them and did not record it."""
    by_others = any(bid.recorded_by_id != person.pk for bid in tender.waiting)
    return by_others and can_handle_bids.test(person, tender)
