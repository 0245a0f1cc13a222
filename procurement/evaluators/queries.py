"""Reads about evaluators: who can be appointed, who is missing."""

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import ngettext

from partnerships.models import PartnershipRole, PersonRole, User
from procurement.bids.models import Bid
from procurement.evaluators.models import Evaluator, Recusal
from procurement.tenders.models import Tender
from psp.core.finding import Folded

# At least two people score each bid (guide).
SCORERS = 2
ROLES = [PartnershipRole.EVALUATOR, PartnershipRole.PURCHASER]


def people_to_appoint(tender: Tender) -> QuerySet[User]:
    """Select the partnership's evaluators and purchasers who are not appointed yet."""
    named = PersonRole.objects.filter(partnership=tender.partnership_id, role__in=ROLES)
    appointed = tender.evaluators.evaluating().values("person")
    return (
        User.objects.active().filter(pk__in=named.values("person")).exclude(pk__in=appointed).order_by(Folded("name"))
    )


def evaluators_of(tender: Tender) -> QuerySet[Evaluator]:
    """List who evaluates or handles the tender's bids, the chair first, with the bids they are kept from. Two queries."""
    return tender.evaluators.current().select_related("person").prefetch_related("recusals__bid")


def missing_scorers(tender: Tender) -> int:
    """Count the evaluators of quality a tender still needs. One query."""
    return max(0, SCORERS - tender.evaluators.scoring().count())


def missing_scorers_words(count: int) -> str:
    """Say how many evaluators of quality a tender still needs."""
    words = ngettext(
        "{count} more evaluator of quality is needed", "{count} more evaluators of quality are needed", count
    )
    return words.format(count=count)


def scorers_of_bid() -> QuerySet[Evaluator]:
    """Select those who score the quality of the outer query's bid."""
    recused = Recusal.objects.filter(evaluator=OuterRef("pk"), bid=OuterRef(OuterRef("pk")))
    return Evaluator.objects.scoring().filter(tender=OuterRef("tender")).exclude(Exists(recused))


def with_scorer_count(bids: QuerySet[Bid]) -> QuerySet[Bid]:
    """Annotate each bid with ``scorer_count``: how many evaluators score its quality."""
    counted = scorers_of_bid().order_by().values("tender").annotate(n=Count("pk")).values("n")
    return bids.annotate(scorer_count=Coalesce(Subquery(counted, output_field=IntegerField()), Value(0)))


def scored_bids_of(evaluator: Evaluator) -> QuerySet[Bid]:
    """List the live bids an evaluator scores, in the order received; none while interests are not declared.

    What the person declared in an earlier place of the tender counts too.
    """
    if evaluator.declared_at is None or evaluator.recused_from_all or evaluator.removed_at:
        return Bid.objects.none()
    theirs = Evaluator.objects.filter(tender=evaluator.tender_id, person=evaluator.person_id)
    bids = evaluator.tender.bids.live().exclude(recusals__evaluator__in=theirs)
    return bids.exclude(Exists(theirs.filter(recused_from_all=True)))
