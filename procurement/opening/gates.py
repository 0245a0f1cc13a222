"""What must hold before bids are opened. None of it can be waived."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.bids.models import Bid
from procurement.opening.models import OpeningConfirmation
from procurement.tenders.gates import who_purchases
from psp.core.dates import london_date, moment_in_words
from psp.core.gates import Gap, criterion

OPEN = "open_bids"


@criterion(
    "deadline_passed",
    before=OPEN,
    title=gettext_lazy("The deadline for bids has passed"),
    is_met=lambda at: Q(submission_deadline__lte=at),
    position=10,
    fixed=True,
)
def deadline_passed(tender, at):
    deadline = tender.submission_deadline
    words = _("The bids stay sealed until {moment}").format(moment=moment_in_words(deadline) if deadline else "–")
    return Gap(words, owner=who_purchases(tender), due_on=london_date(deadline) if deadline else None)


@criterion(
    "bid_received",
    before=OPEN,
    title=gettext_lazy("A bid came in on time"),
    is_met=lambda at: Exists(Bid.objects.on_time().filter(tender=OuterRef("pk"))),
    position=20,
    fixed=True,
)
def bid_received(tender, at):
    if tender.submission_deadline is None or at < tender.submission_deadline:
        return Gap(_("Bids can come in until the deadline"), owner=who_purchases(tender))
    return Gap(_("No bid came in on time: cancel the tender"), tender.url("cancel_tender"), who_purchases(tender))


@criterion(
    "two_people_open",
    before=OPEN,
    title=gettext_lazy("Two different people open the bids"),
    is_met=lambda at: Exists(OpeningConfirmation.objects.filter(tender=OuterRef("pk"), position=2)),
    why=gettext_lazy("Nobody can be suspected of having read or changed a bid on their own."),
    position=30,
    fixed=True,
)
def two_people_open(tender, at):
    return Gap(_("A second person opens the bids"), tender.url(OPEN), who_purchases(tender))
