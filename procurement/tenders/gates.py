"""What a tender needs before it is published, as far as its own record says."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import Partnership
from procurement.tenders.models import Tender
from procurement.tenders.queries import purchasers_of
from psp.core.gates import Gap, criterion

PUBLISH = "publish_tender"


def who_purchases(tender):
    """Name who owes what is missing before publication."""
    return ", ".join(purchasers_of(tender.partnership)) or _("No purchaser named")


@criterion(
    "tender_stage_started",
    before=PUBLISH,
    title=gettext_lazy("The partnership is in the tender stage"),
    is_met=lambda at: Exists(Partnership.objects.filter(pk=OuterRef("partnership_id"), state="tender")),
    why=gettext_lazy("Readiness, the evaluation and each partner’s contingency plan come first."),
    position=10,
    fixed=True,
)
def tender_stage_started(tender, at):
    return Gap(
        _("Start the tender stage of the partnership"), tender.partnership.get_absolute_url(), who_purchases(tender)
    )


@criterion(
    "no_tender_out",
    before="stop_partnership",
    title=gettext_lazy("No tender is out"),
    is_met=lambda at: ~Exists(_tenders_out(at).filter(partnership=OuterRef("pk"))),
    why=gettext_lazy("Every bidder has to be told that a tender is cancelled, with the grounds."),
    position=10,
    fixed=True,
    silent=True,
)
def no_tender_out(partnership, at):
    tender = _tenders_out(at).filter(partnership=partnership).first()
    words = _("Cancel the tender first, or conclude it: every bidder must be notified of the grounds")
    return Gap(words, tender.get_absolute_url(), who_purchases(tender))


def _tenders_out(at):
    """List the tenders that are public by a moment and not over."""
    return Tender.objects.open().filter(published_at__lte=at)


@criterion(
    "purchase_described",
    before=PUBLISH,
    title=gettext_lazy("What is bought is described"),
    is_met=lambda at: ~Q(description=""),
    position=20,
)
def purchase_described(tender, at):
    return Gap(_("Describe what is bought"), tender.url("edit_tender"), who_purchases(tender))
