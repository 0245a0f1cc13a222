"""What goes into a result, what is frozen of it, and what its page shows."""

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal, localcontext
from enum import Enum
from fractions import Fraction
from itertools import pairwise
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.bids.models import Bid, Part
from procurement.bids.queries import envelope_of, tenders_with_part
from procurement.evaluators.models import Evaluator, Task
from procurement.moderation.models import ModeratedScore
from procurement.results.models import Result
from procurement.scoring.engine import inputs
from procurement.scoring.engine.ranking import SettledBy
from procurement.scoring.engine.result import ENGINE_VERSION, evaluate
from procurement.scoring.engine.sensitivity import weight_sensitivity
from procurement.scoring.queries import engine_questions, standing_of
from procurement.tenders.models import Tender
from psp.core.charts.chart import Chart
from psp.core.charts.lines import Line, Lines, lines
from psp.core.charts.stacked_bars import Stack, StackedBars, stacked_bars
from psp.core.charts.words import Unit
from psp.core.sealing import unseal

PROBLEMS = {
    "split_not_whole": gettext_lazy("Quality and price do not weigh 100 per cent together."),
    "fixed_budget_weighs_price": gettext_lazy("With a fixed budget, price weighs nothing."),
    "questions_not_whole": gettext_lazy("The weights of the questions do not sum to 100."),
    "question_without_weight": gettext_lazy("A question weighs nothing."),
    "moderated_score_missing": gettext_lazy("A consensus score of bid {bid} is missing."),
    "rationale_missing": gettext_lazy("The rationale of a consensus score of bid {bid} is missing."),
    "price_missing": gettext_lazy("Bid {bid} has no price."),
    "price_not_positive": gettext_lazy("The price of bid {bid} is not above £0."),
}
EXCLUSIONS = {
    "withdrawn": gettext_lazy("Withdrawn."),
    "excluded": gettext_lazy("Excluded: {reason}"),
    "below_minimum": gettext_lazy("Scored {points} on a question that needs at least {minimum}."),
    "over_budget": gettext_lazy("The price is above the fixed budget."),
}


def setup_of(tender: Tender) -> inputs.Setup:
    """Return what the tender announced, as the engine takes it."""
    return inputs.Setup(
        questions=engine_questions(tender),
        quality_weight=tender.quality_weight,
        price_weight=tender.price_weight,
        method=inputs.Method(tender.price_method),
        budget=tender.budget,
    )


def priced_bids(bids: Sequence[Bid]) -> list[inputs.Bid]:
    """Return opened bids with their prices and standing, coded by receipt number. Raises StillSealed before its time."""
    return [
        inputs.Bid(
            bid.receipt,
            Decimal(envelope_of(bid, Part.PRICE)["price"]),
            standing_of(bid),
            unseal(bid.sealed_exclusion)["reason"] if bid.sealed_exclusion else "",
        )
        for bid in bids
    ]


def moderated_of(tender: Tender) -> list[inputs.ModeratedScore]:
    """Return the consensus scores of the live bids as the engine takes them."""
    rows = ModeratedScore.objects.filter(bid__in=tender.bids.live()).select_related("bid")
    found = []
    for row in rows:
        content = row.content()
        found.append(
            inputs.ModeratedScore(row.bid.receipt, str(row.question_id), content["points"], content["rationale"])
        )
    return found


def frozen(tender: Tender, bids: Sequence[Bid], *, number: int, drawn_order: Sequence[str] = ()) -> dict[str, Any]:
    """Rank the bids and write down inputs, outputs and who wins at other weights, ready for JSON.

    Raises NotScorable with every problem, StillSealed before prices may be opened.
    """
    setup, priced, moderated = setup_of(tender), priced_bids(bids), moderated_of(tender)
    result = evaluate(setup, priced, moderated, drawn_order=drawn_order)
    return {
        "tender": tender.pk,
        "number": number,
        "bidders": {bid.receipt: envelope_of(bid, Part.IDENTITY)["name"] for bid in bids},
        "questions": {str(row.pk): row.text for row in tender.questions.all()},
        "inputs": _plain({"bids": [asdict(bid) for bid in priced], "moderated": [asdict(one) for one in moderated]}),
        "result": _plain(asdict(result)),
        "sensitivity": _plain(asdict(weight_sensitivity(setup, priced, moderated))),
        "drawn_order": list(drawn_order),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    # A fraction as "numerator/denominator": exact, where a decimal would have to be rounded.
    return str(value) if isinstance(value, Decimal | Fraction) else value


def result_of(tender: Tender) -> Result | None:
    """Return the tender's latest result, or None before bids are ranked."""
    return tender.results.order_by("-number").first()


def readable_results(person: Any) -> QuerySet[Tender]:
    """Select the tenders whose result a person sees (``rules.can_see_result``). As many queries for many as for one."""
    if not person.is_authenticated or not person.is_active or person.is_administrator:
        return Tender.objects.none()
    roles = person.roles_by_partnership.items()
    purchases = [pk for pk, held in roles if "purchaser" in held]
    speaks = [pk for pk, held in roles if held & {"leader", "contact"}]
    places = Evaluator.objects.current().filter(person=person, declared_at__isnull=False)
    kept = Evaluator.objects.filter(Q(recused_from_all=True) | Q(recusals__isnull=False), person=person)
    evaluates = [pk for pk, held in roles if held & {"evaluator", "purchaser"}]
    scored = Q(partnership__in=evaluates, pk__in=places.filter(task=Task.QUALITY).values("tender"))
    near = Q(partnership__in=purchases) | scored
    found = Tender.objects.visible_to(person).filter(near, pk__in=places.values("tender"), papers_deleted_at=None)
    found = found.filter(Exists(Result.objects.filter(tender=OuterRef("pk")))).exclude(partnership__in=speaks)
    found = found.exclude(pk__in=kept.values("tender"))
    return found.exclude(pk__in=tenders_with_part(person, list(found.select_related("partnership"))))


def is_outdated(result: Result) -> bool:
    """Whether a result was frozen by an earlier method than today's."""
    return result.engine_version != ENGINE_VERSION


def must_rank_again(result: Result) -> bool:
    """Whether an outdated result can carry no award: nothing is ranked first, or the method of today was announced."""
    keeps = result.tender.announces_earlier_order and result.content()["result"]["winner"] is not None
    return is_outdated(result) and not keeps


def draw_in_force(result: Result) -> Any | None:
    """Return the draw that is being made about a result, or that made it; None where there is none. Two queries at most."""
    return result.draws.filter(abandoned_at=None).first() or getattr(result, "made_by_draw", None)


def bids_to_draw(content: dict[str, Any]) -> list[str]:
    """Return the receipts of the bids that share a place, sorted; empty where nothing waits for a draw."""
    waiting = [tie for tie in content["result"]["ties"] if tie["settled_by"] == SettledBy.NOTHING_YET]
    return sorted(receipt for tie in waiting for receipt in tie["bids"])


def problem_words(problem: inputs.Problem) -> str:
    """Say what keeps bids from being ranked; no price and no score is said."""
    words = PROBLEMS.get(problem.code, gettext_lazy("The scores of bid {bid} do not add up: check them."))
    return str(words).format(bid=problem.bid)


def exclusion_words(exclusion: dict[str, Any]) -> str:
    """Say why a bid is not ranked, of an exclusion as it was frozen."""
    return str(EXCLUSIONS[exclusion["code"]]).format(**exclusion["params"])


TIES = {
    SettledBy.HIGHER_QUALITY: gettext_lazy(
        "{names} have exactly the same total, {total} points. The higher quality score put {ahead} first."
    ),
    SettledBy.HEAVIEST_QUESTION: gettext_lazy(
        "{names} have exactly the same total, {total} points, and the same quality. The higher score on the question with "
        "the greatest weight put {ahead} first."
    ),
    SettledBy.LOWER_PRICE: gettext_lazy(
        "{names} have exactly the same total, {total} points, and the same quality. The lower price put {ahead} first."
    ),
    SettledBy.DRAW: gettext_lazy(
        "{names} are equal in all that was announced, with {total} points. The draw put {ahead} first."
    ),
    SettledBy.NOTHING_YET: gettext_lazy(
        "{names} are equal in all that was announced, with {total} points. A draw before two witnesses decides."
    ),
    # Of results frozen by the method before this one.
    "decision": gettext_lazy(
        "{names} have {total} points each, with the same quality. The purchasers put {ahead} first."
    ),
    "decision_needed": gettext_lazy("{names} have {total} points each, with the same quality. Rank the bids again."),
}


def tie_words(content: dict[str, Any]) -> list[str]:
    """Explain every tie of a frozen result in a sentence, and every pair that only the exact figures tell apart."""
    rows = {row["bid"]: row for row in content["result"]["bids"]}
    said = []
    for tie in content["result"]["ties"]:
        ahead = tie.get("ahead") or _ahead_before(tie, rows)
        said.append(
            str(TIES[tie["settled_by"]]).format(
                names=_names(content, tie["bids"]),
                total=rows[tie["bids"][0]]["total"],
                ahead=_names(content, ahead),
            )
        )
    return [*said, *_close_words(content)]


def _names(content: dict[str, Any], receipts: Sequence[str]) -> str:
    return _(" and ").join(content["bidders"][receipt] for receipt in receipts)


def _ahead_before(tie: dict[str, Any], rows: dict[str, dict[str, Any]]) -> list[str]:
    """Those whom quality put ahead, in a result frozen before ties said so themselves."""
    first = tie["bids"][0]
    if tie["settled_by"] != SettledBy.HIGHER_QUALITY:
        return [first]
    return [bid for bid in tie["bids"] if rows[bid]["quality_points"] == rows[first]["quality_points"]]


def _close_words(content: dict[str, Any]) -> list[str]:
    words = _("{first} and {second} are both shown with {total} points. Exactly, {first} has {more} more.")
    ranked = [row for row in content["result"]["bids"] if row["rank"] and row.get("exact_total")]
    return [
        words.format(
            first=content["bidders"][one["bid"]],
            second=content["bidders"][other["bid"]],
            total=one["total"],
            more=_two_digits(Fraction(one["exact_total"]) - Fraction(other["exact_total"])),
        )
        for one, other in pairwise(ranked)
        if one["total"] == other["total"] and one["exact_total"] != other["exact_total"]
    ]


def _two_digits(exact: Fraction) -> str:
    """Say a small difference with its first two digits, such as 0.00000064."""
    with localcontext() as context:
        context.prec = 2
        return f"{Decimal(exact.numerator) / Decimal(exact.denominator):f}"


def rounding_words(content: dict[str, Any]) -> str:
    """Say why shown points do not add up to the shown totals; "" where they do."""
    for row in content["result"]["bids"]:
        parts = (row["quality_points"], row["price_points"], row["total"])
        if all(parts) and Decimal(parts[0]) + Decimal(parts[1]) != Decimal(parts[2]):
            return _(
                "Totals are added up from exact points and rounded once at the end, so a total can differ by 0.01 from "
                "the sum of the rounded points beside it."
            )
    return ""


def points_chart(content: dict[str, Any]) -> Chart:
    """Draw the ranked bids' quality and price points of 100."""
    ranked = [row for row in content["result"]["bids"] if row["rank"]]
    stacks = tuple(
        Stack(
            content["bidders"][row["bid"]],
            (Decimal(row["quality_points"]), Decimal(row["price_points"])),
            Decimal(row["total"]),
        )
        for row in ranked
    )
    title = _("Points by bid, quality and price")
    parts = (_("Quality"), _("Price"))
    return stacked_bars(StackedBars("points", title, parts, stacks, Unit.POINTS, whole=Decimal(100), what=_("Bid")))


def weights_chart(content: dict[str, Any]) -> Chart | None:
    """Draw who wins if quality weighed 40 to 60 per cent; None with a fixed budget or no ranked bid."""
    found = content["sensitivity"]
    if not found["series"]:
        return None
    drawn = tuple(
        Line(
            content["bidders"][row["bid"]],
            tuple((weight, Decimal(total)) for weight, total in zip(found["weights"], row["totals"], strict=True)),
        )
        for row in found["series"]
    )
    weight = Decimal(content["result"]["setup"]["quality_weight"])
    within = found["weights"][0] <= weight <= found["weights"][-1]
    return lines(
        Lines(
            "weights",
            _("Who wins if quality weighed 40 to 60 per cent"),
            drawn,
            _("Weight of quality"),
            at=weight if within else None,
            at_label=_("As announced"),
        )
    )


def weights_words(content: dict[str, Any]) -> str:
    """Say whether other weights of quality, from 40 to 60 per cent, would change which bid comes first."""
    found, names = content["sensitivity"], content["bidders"]
    changes = [crossing for crossing in found["crossings"] if crossing["changes_first"]]
    leaders = {tuple(bids) for bids in found["leaders"]}
    if len(leaders) == 1:
        [first] = leaders
        return _("{names} comes first at every weight of quality from 40 to 60 per cent").format(
            names=_(" and ").join(names[receipt] for receipt in first)
        )
    words = _("Below {weight} per cent of quality {below} comes first, above it {above}")
    return "; ".join(
        words.format(
            weight=crossing["quality_weight"],
            below=names[crossing["ahead_below"]],
            above=names[crossing["ahead_above"]],
        )
        for crossing in changes
    )
