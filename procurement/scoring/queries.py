"""Reads about scores that tell no more than how far they are, and an evaluator's own."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.bids.models import Bid
from procurement.evaluators.models import Evaluator
from procurement.evaluators.queries import scored_bids_of
from procurement.scoring.engine import inputs
from procurement.scoring.engine.inputs import Problem
from procurement.scoring.engine.moderation import Assignment, scoring_gaps
from procurement.scoring.engine.moderation import Score as GivenScore
from procurement.scoring.engine.price import price_shares
from procurement.scoring.engine.standings import heaviest_of, two_decimals
from procurement.scoring.models import Score
from procurement.tenders.models import PriceMethod, Tender, tie_rule_in_words
from psp.core.money import in_words as money_in_words
from psp.core.money import percent

SCALE = (
    gettext_lazy("0, unacceptable: no answer, or one that does not show that the requirement can be met."),
    gettext_lazy(
        "1, poor: part of the question is answered, with little detail; there are doubts that it will be met."
    ),
    gettext_lazy("2, acceptable: the question is answered; some detail is missing on how it will be met."),
    gettext_lazy("3, good: a full answer with enough detail to be confident that the requirement will be met."),
    gettext_lazy("4, excellent: a full answer, detailed and supported by evidence, that leaves no doubt."),
)
FORMULAS = {
    PriceMethod.LOWEST_PRICE: gettext_lazy(
        "Points for price = {weight} × the lowest price ÷ this price. The lowest price is that of the bids that are ranked."
    ),
    PriceMethod.DISTANCE_FROM_MEAN: gettext_lazy(
        "Points for price = {weight} × (1 − the distance of this price from the mean price ÷ the mean price), never below 0. "
        "The mean is that of the bids that are ranked."
    ),
    PriceMethod.FIXED_BUDGET: gettext_lazy(
        "The budget is {budget}. Price earns no points, and a bid above the budget is not ranked."
    ),
}
# Prices of an example, in pounds.
EXAMPLE = {"A": Decimal(100_000), "B": Decimal(105_000)}


def announced_rules(tender: Tender) -> list[tuple[str, str]]:
    """List how bids are scored and ranked as (heading, words): as it was announced, before that as it will be.

    Of a tender announced by an earlier version, what it said about ties.
    """
    if tender.published and not tender.is_draft:
        rules = tender.published.get("rules") or [[_("If totals are equal"), tender.tie_rule]]
        return [(heading, words) for heading, words in rules]
    return announcement_of(tender)


def announcement_of(tender: Tender) -> list[tuple[str, str]]:
    """Write down what bidders are told about scoring and ranking: the rules the scoring engine applies, in words."""
    questions = list(tender.questions.all())
    quality, price = percent(tender.quality_weight), percent(tender.price_weight)
    rules = [
        (_("Quality and price"), _("Quality weighs {quality}, price {price}.").format(quality=quality, price=price)),
        (_("Scale of each question"), "\n".join(str(level) for level in SCALE)),
        (
            _("Points for quality"),
            _(
                "A question earns its score ÷ 4 × its weight. Their sum, of 100, × {quality} is the points for quality."
            ).format(quality=quality),
        ),
        (_("Points for price"), _price_rule(tender)),
        (_("Bids that are not ranked"), _not_ranked(tender, questions)),
        (
            _("Order and rounding"),
            _(
                "Bids are ordered by their exact totals. Figures are shown with two decimals, rounded half up; the rounded "
                "figures never decide."
            ),
        ),
        (_("If totals are equal"), " ".join(filter(None, [tie_rule_in_words(), _heaviest_words(questions)]))),
    ]
    return [(str(heading), str(words)) for heading, words in rules]


def _price_rule(tender: Tender) -> str:
    method = PriceMethod(tender.price_method)
    budget = money_in_words(tender.budget) if tender.budget is not None else _("not set yet")
    words = str(FORMULAS[method]).format(weight=f"{tender.price_weight.normalize():f}", budget=budget)
    if method == PriceMethod.FIXED_BUDGET:
        return words
    shares = price_shares(inputs.Method(tender.price_method), EXAMPLE)
    points = {bid: two_decimals(Fraction(tender.price_weight) * share) for bid, share in shares.items()}
    example = _("Example: bids of {first} and {second} earn {one} and {other} points for price.").format(
        first=money_in_words(EXAMPLE["A"]), second=money_in_words(EXAMPLE["B"]), one=points["A"], other=points["B"]
    )
    return f"{words} {example}"


def _not_ranked(tender: Tender, questions: list[Any]) -> str:
    words = [_("A bid without a price above £0 is refused.")]
    minimum = _("A bid that scores less than {least} on “{question}” is not ranked.")
    words += [
        minimum.format(least=question.minimum_score, question=question.text)
        for question in questions
        if question.minimum_score
    ]
    words.append(_("Withdrawn and excluded bids, and bids below a minimum, count for no other bid’s points."))
    return " ".join(words)


def _heaviest_words(questions: list[Any]) -> str:
    if not questions:
        return ""
    most = heaviest_of([inputs.Question(question.text, question.weight) for question in questions])
    if len(most) == len(questions) > 1:
        return _("All questions of this tender have the same weight, so this step decides nothing here.")
    names = _(" and ").join(f"“{question.code}”" for question in most)
    return _("The greatest weight has {names}.").format(names=names)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an evaluator is: complete scores of those owed. What they gave is not in here."""

    evaluator: Evaluator
    done: int
    owed: int

    @property
    def is_complete(self) -> bool:
        return self.done >= self.owed


def missing_scores(evaluator: Evaluator) -> int:
    """Count the questions of an evaluator's bids without a score and a comment. Three queries."""
    bids = list(scored_bids_of(evaluator).values_list("pk", flat=True))
    questions = evaluator.tender.questions.count()
    done = evaluator.scores.filter(is_complete=True, bid__in=bids).count()
    return len(bids) * questions - done


def progress_of(tender: Tender) -> list[Progress]:
    """List how far each evaluator of quality is. Four queries, however many there are."""
    live = set(tender.bids.live().values_list("pk", flat=True))
    questions = tender.questions.count()
    complete = Score.objects.filter(evaluator__tender=tender, is_complete=True).values_list("evaluator", "bid")
    rows = tender.evaluators.scoring().select_related("person").prefetch_related("recusals")
    found = []
    for evaluator in rows:
        bids = live - {recusal.bid_id for recusal in evaluator.recusals.all()}
        done = sum(1 for pk, bid in complete if pk == evaluator.pk and bid in bids)
        found.append(Progress(evaluator, done, len(bids) * questions))
    return found


def own_scores(evaluator: Evaluator) -> dict[tuple[int, int], dict[str, Any]]:
    """Open an evaluator's own scores by (bid, question): points, comment and version."""
    return {
        (score.bid_id, score.question_id): score.content() | {"version": score.version}
        for score in evaluator.scores.all()
    }


def engine_questions(tender: Tender) -> tuple[inputs.Question, ...]:
    """Return a tender's quality questions as the engine takes them, coded by their ids."""
    return tuple(
        inputs.Question(str(row.pk), row.weight, row.section, row.minimum_score or 0) for row in tender.questions.all()
    )


def engine_bids(tender: Tender) -> list[inputs.Bid]:
    """Return the bids on time as the engine takes them, without prices, coded by receipt number."""
    return [inputs.Bid(bid.receipt, standing=standing_of(bid)) for bid in tender.bids.on_time()]


def standing_of(bid: Bid) -> inputs.Standing:
    """Return whether an opened bid is scored."""
    return inputs.Standing.EXCLUDED if bid.excluded_at else inputs.Standing.LIVE


def gaps_of(tender: Tender) -> list[Problem]:
    """Set every score against the engine: whose score of what is missing, evaluators too few, scores not locked."""
    bids = list(tender.bids.live())
    receipts = {bid.pk: bid.receipt for bid in bids}
    assignments, given = [], []
    for evaluator in tender.evaluators.scoring().prefetch_related("recusals", "scores"):
        kept_from = {recusal.bid_id for recusal in evaluator.recusals.all()}
        assignments += [
            Assignment(str(evaluator.pk), bid.receipt, evaluator.locked_at is not None, bid.pk in kept_from)
            for bid in bids
        ]
        for score in evaluator.scores.all():
            content = score.content()
            if score.bid_id in receipts and content["points"] is not None and content["comment"]:
                given.append(
                    GivenScore(str(evaluator.pk), receipts[score.bid_id], str(score.question_id), content["points"])
                )
    return scoring_gaps(engine_questions(tender), engine_bids(tender), assignments, given)
