"""What must hold before the contract: of the tender's conclusion, and of the partnership's own gates. Nothing can be waived."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.awards.models import Award, Contract, Hold
from procurement.awards.queries import won_by_partners
from procurement.tenders.gates import who_purchases
from procurement.tenders.models import Tender
from procurement.tenders.queries import purchasers_of
from procurement.tenders.workflow import State
from psp.core.dates import in_words
from psp.core.gates import Gap, criterion

CONCLUDE = "conclude_tender"


def why_not(award, at):
    """Say what keeps an award's contract from being signed, None where nothing does."""
    if award.standstill_ends_on is None:
        return _("Tell every bidder of the decision: the standstill has not begun")
    if award.standstill_ends_at >= at:
        return _("The standstill ends at midnight at the end of {day}").format(day=in_words(award.standstill_ends_on))
    if award.holds.filter(lifted_at=None).exists():
        return _("The award is challenged: settle this first")
    return None


@criterion(
    "standstill_over",
    before=CONCLUDE,
    title=gettext_lazy("The standstill has ended and nothing holds the award up"),
    is_met=lambda at: Exists(Award.objects.standstill_over(at).filter(tender=OuterRef("pk"))),
    why=gettext_lazy("Every bidder has time to challenge the decision before the contract is signed."),
    position=10,
    fixed=True,
)
def standstill_over(tender, at):
    award = Award.objects.filter(tender=tender).first()
    words = why_not(award, at) if award else _("Award the contract")
    due_on = award.standstill_ends_on if award else None
    return Gap(words or _("Award the contract"), tender.url("award"), who_purchases(tender), due_on)


@criterion(
    "no_challenge_open",
    before=CONCLUDE,
    title=gettext_lazy("No challenge to the award is open"),
    is_met=lambda at: ~Exists(Hold.objects.filter(award__tender=OuterRef("pk"), lifted_at=None)),
    position=20,
    fixed=True,
)
def no_challenge_open(tender, at):
    return Gap(_("Settle the challenge to the award"), tender.url("award"), who_purchases(tender))


@criterion(
    "contract_signed",
    before=CONCLUDE,
    title=gettext_lazy("The signed contract is recorded"),
    is_met=lambda at: Exists(Contract.objects.filter(award__tender=OuterRef("pk"))),
    position=30,
    fixed=True,
)
def contract_signed(tender, at):
    return Gap(_("Record the signed contract"), tender.url(CONCLUDE), who_purchases(tender))


@criterion(
    "award_stands",
    before="start_contract",
    title=gettext_lazy("The award is decided and its standstill has ended"),
    is_met=lambda at: Exists(Award.objects.standstill_over(at).filter(tender__partnership=OuterRef("pk"))),
    why=gettext_lazy("No service starts on an award that another bidder can still challenge."),
    position=10,
    fixed=True,
)
def award_stands(partnership, at):
    owner = ", ".join(purchasers_of(partnership)) or _("No purchaser named")
    tender = partnership.tenders.open().first()
    if tender is None:
        return Gap(_("Tender the contract and award it"), partnership.url("partnership_tender"), owner)
    award = Award.objects.filter(tender=tender).first()
    if award is None:
        return Gap(_("Award the contract"), tender.get_absolute_url(), owner)
    return Gap(
        why_not(award, at) or _("Award the contract"), tender.get_absolute_url(), owner, award.standstill_ends_on
    )


def _won():
    return Exists(won_by_partners().filter(tender=OuterRef("pk")))


def _concluded():
    return Tender.objects.filter(partnership=OuterRef("pk"), state=State.CONCLUDED)


@criterion(
    "tender_lost",
    before="run_contingency",
    title=gettext_lazy("The contract went to a bidder outside the partnership, or the tender was cancelled"),
    is_met=lambda at: (
        Exists(_concluded().exclude(_won()))
        | (
            Exists(Tender.objects.filter(partnership=OuterRef("pk"), state=State.CANCELLED))
            & ~Exists(Tender.objects.open().filter(partnership=OuterRef("pk")))
            & ~Exists(_concluded().filter(_won()))
        )
    ),
    why=gettext_lazy("A contingency plan is for losing. As long as the tender is open, nothing is lost."),
    position=10,
)
def tender_lost(partnership, at):
    owner = ", ".join(purchasers_of(partnership)) or _("No purchaser named")
    tender = partnership.tenders.open().first()
    if tender is None:
        won = partnership.tenders.filter(state=State.CONCLUDED).exists()
        words = _("A partner won the tender: start the contract") if won else _("Tender the contract first")
        return Gap(words, partnership.url("partnership_tender"), owner)
    return Gap(_("Conclude the tender, or cancel it"), tender.get_absolute_url(), owner)
