"""Bids recorded belatedly are decided about before any bid is opened: afterwards nobody could without suspicion."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.bids.models import Bid
from procurement.opening.gates import OPEN
from procurement.tenders.gates import who_purchases
from psp.core.gates import Gap, criterion


@criterion(
    "belated_bids_decided",
    before=OPEN,
    title=gettext_lazy("Bids recorded after the deadline are confirmed or left sealed"),
    is_met=lambda at: ~Exists(Bid.objects.unconfirmed().filter(tender=OuterRef("pk"))),
    position=25,
    fixed=True,
)
def belated_bids_decided(tender, at):
    words = _("A second purchaser says whether a bid recorded after the deadline came in time")
    return Gap(words, tender.url("bids"), who_purchases(tender))
