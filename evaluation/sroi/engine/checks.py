"""Check before you publish: what a careful reader of the study would ask about.

A finding is a code, the row it is about and the figures its sentence needs; the page makes the sentence, because
words are translated there. The table at ``Code`` says which figures each code carries. Findings never stop a study:
``CLAIM`` is an over-claim or a gap to mend, ``UNUSUAL`` only a hint.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from statistics import median

from evaluation.sroi.engine.compute import compute
from evaluation.sroi.engine.figures import HUNDRED, NOUGHT, ONE, exact
from evaluation.sroi.engine.result import OutcomeWorking, Result
from evaluation.sroi.engine.values import Outcome, Study

Figure = Decimal | int | str

# Medians of 383 published reports: what is common, never a default. Ours: unusual is under half or over double.
TYPICAL = {"deadweight": Decimal(20), "attribution": Decimal("25.5"), "drop_off": Decimal("21.5")}
TYPICAL_RATIO = Decimal("3.56")
MUCH_OF_THE_VALUE = Decimal(50)  # percent of the total in one outcome; ours
LONG_DURATION = 5  # years; ours


class Level(StrEnum):
    CLAIM = "claim"
    UNUSUAL = "unusual"


class Code(StrEnum):
    """Each with the figures it carries; an outcome in words is ``outcome``, its stakeholder ``stakeholder``."""

    NO_OUTCOMES = "no_outcomes"
    NO_INPUTS = "no_inputs"
    VALUE_IN_ONE_OUTCOME = "value_in_one_outcome"  # outcome, stakeholder, percent (of the total), rows
    OUTCOME_WITHOUT_STAKEHOLDER = "outcome_without_stakeholder"  # outcome
    STAKEHOLDER_WITHOUT_OUTCOME = "stakeholder_without_outcome"  # stakeholder
    NO_REASON_FOR_NO_DEADWEIGHT = "no_reason_for_no_deadweight"  # outcome
    NO_REASON_FOR_NO_ATTRIBUTION = "no_reason_for_no_attribution"  # outcome
    NO_DROP_OFF = "no_drop_off"  # outcome, years: lasts more than a year and never weakens
    DROP_OFF_WITHOUT_EFFECT = "drop_off_without_effect"  # outcome, percent: lasts one year only
    QUANTITY_WITHOUT_SOURCE = "quantity_without_source"  # outcome
    PROXY_WITHOUT_SOURCE = "proxy_without_source"  # outcome
    NO_REASON_FOR_LEAVING_OUT = "no_reason_for_leaving_out"  # outcome, materiality
    NOTHING_LEFT = "nothing_left"  # outcome: a deduction of 100 %
    NEGATIVE_OUTCOME = "negative_outcome"  # outcome, pounds (present value)
    TWO_NEGATIVES = "two_negatives"  # outcome: a negative quantity of a negative proxy counts as a benefit
    NO_NEGATIVE_OUTCOME = "no_negative_outcome"
    LONG_DURATION = "long_duration"  # outcome, years
    UNUSUAL_DEADWEIGHT = "unusual_deadweight"  # percent (the study's median), typical
    UNUSUAL_ATTRIBUTION = "unusual_attribution"  # percent, typical
    UNUSUAL_DROP_OFF = "unusual_drop_off"  # percent, typical
    UNUSUAL_RATIO = "unusual_ratio"  # ratio, typical
    RATIO_BELOW_ONE = "ratio_below_one"  # ratio


@dataclass(frozen=True, slots=True)
class Finding:
    code: Code
    level: Level
    row: str | None = None
    figures: dict[str, Figure] = field(default_factory=dict)


@exact()
def findings_of(study: Study) -> tuple[Finding, ...]:
    """Collect every finding: the study's own first, then row by row in the study's order. Raises as ``compute``."""
    result = compute(study)
    pairs = zip(study.outcomes, result.outcomes, strict=True)
    of_rows = (finding for outcome, working in pairs for finding in _of_row(outcome, working))
    return (*_of_study(study, result), *_of_shares(result), *_of_practice(study, result), *of_rows)


def _of_study(study: Study, result: Result) -> Iterator[Finding]:
    if not study.valued:
        yield Finding(Code.NO_OUTCOMES, Level.CLAIM)
    elif all(outcome.present_value >= 0 for outcome in result.outcomes):
        yield Finding(Code.NO_NEGATIVE_OUTCOME, Level.UNUSUAL)
    if not result.inputs_total:
        yield Finding(Code.NO_INPUTS, Level.CLAIM)
    with_outcome = {outcome.stakeholder for outcome in study.outcomes}
    for name in dict.fromkeys([*study.stakeholders, *(row.stakeholder for row in study.inputs)]):
        if name and name not in with_outcome:
            yield Finding(Code.STAKEHOLDER_WITHOUT_OUTCOME, Level.CLAIM, figures={"stakeholder": name})


def _of_shares(result: Result) -> Iterator[Finding]:
    """Rows with the same stakeholder and words are one outcome: three rows of saved hospital costs are one fall."""
    totals: dict[tuple[str, str], Decimal] = {}
    rows: dict[tuple[str, str], list[str]] = {}
    for working in result.outcomes:
        name = (working.stakeholder, working.label)
        totals[name] = totals.get(name, NOUGHT) + working.present_value
        rows.setdefault(name, []).append(working.key)
    if result.total_present_value <= 0:
        return
    for (stakeholder, label), total in totals.items():
        percent = HUNDRED * total / result.total_present_value
        if percent > MUCH_OF_THE_VALUE:
            keys = rows[stakeholder, label]
            figures: dict[str, Figure] = {"outcome": label, "stakeholder": stakeholder, "percent": percent}
            yield Finding(Code.VALUE_IN_ONE_OUTCOME, Level.CLAIM, keys[0], {**figures, "rows": len(keys)})


def _of_practice(study: Study, result: Result) -> Iterator[Finding]:
    lasting = [outcome for outcome in study.valued if outcome.duration_years > 1]
    for name, code, rows in (
        ("deadweight", Code.UNUSUAL_DEADWEIGHT, study.valued),
        ("attribution", Code.UNUSUAL_ATTRIBUTION, study.valued),
        ("drop_off", Code.UNUSUAL_DROP_OFF, lasting),
    ):
        if rows:
            middle = median(getattr(row, name) for row in rows)
            if _is_unusual(middle, TYPICAL[name]):
                yield Finding(code, Level.UNUSUAL, figures={"percent": middle, "typical": TYPICAL[name]})
    if result.ratio is not None:
        if _is_unusual(result.ratio, TYPICAL_RATIO):
            figures: dict[str, Figure] = {"ratio": result.ratio, "typical": TYPICAL_RATIO}
            yield Finding(Code.UNUSUAL_RATIO, Level.UNUSUAL, figures=figures)
        if result.ratio < ONE:
            yield Finding(Code.RATIO_BELOW_ONE, Level.UNUSUAL, figures={"ratio": result.ratio})


def _is_unusual(value: Decimal, typical: Decimal) -> bool:
    return value < typical / 2 or value > typical * 2


def _of_row(outcome: Outcome, working: OutcomeWorking) -> Iterator[Finding]:
    if not outcome.stakeholder.strip():
        yield _about(outcome, Code.OUTCOME_WITHOUT_STAKEHOLDER)
    if not outcome.is_valued:
        if not outcome.materiality_reason.strip():
            yield _about(outcome, Code.NO_REASON_FOR_LEAVING_OUT, materiality=outcome.materiality.value)
        return
    if not outcome.quantity_source.strip():
        yield _about(outcome, Code.QUANTITY_WITHOUT_SOURCE)
    if not outcome.proxy_source.strip():
        yield _about(outcome, Code.PROXY_WITHOUT_SOURCE)
    if not outcome.deadweight and not outcome.deadweight_reason.strip():
        yield _about(outcome, Code.NO_REASON_FOR_NO_DEADWEIGHT)
    if not outcome.attribution and not outcome.attribution_reason.strip():
        yield _about(outcome, Code.NO_REASON_FOR_NO_ATTRIBUTION)
    yield from _of_course(outcome)
    yield from _of_sign(outcome, working.present_value)


def _of_course(outcome: Outcome) -> Iterator[Finding]:
    """How the outcome goes on over the years."""
    if outcome.duration_years == 1 and outcome.drop_off:
        yield _about(outcome, Code.DROP_OFF_WITHOUT_EFFECT, Level.UNUSUAL, percent=outcome.drop_off)
    if outcome.duration_years > 1 and not outcome.drop_off:
        yield _about(outcome, Code.NO_DROP_OFF, years=outcome.duration_years)
    if outcome.duration_years > LONG_DURATION:
        yield _about(outcome, Code.LONG_DURATION, Level.UNUSUAL, years=outcome.duration_years)


def _of_sign(outcome: Outcome, present_value: Decimal) -> Iterator[Finding]:
    if HUNDRED in (outcome.deadweight, outcome.displacement, outcome.attribution):
        yield _about(outcome, Code.NOTHING_LEFT, Level.UNUSUAL)
    if outcome.quantity < 0 and outcome.proxy is not None and outcome.proxy < 0:
        yield _about(outcome, Code.TWO_NEGATIVES)
    if present_value < 0:
        yield _about(outcome, Code.NEGATIVE_OUTCOME, Level.UNUSUAL, pounds=present_value)


def _about(outcome: Outcome, code: Code, level: Level = Level.CLAIM, **figures: Figure) -> Finding:
    return Finding(code, level, outcome.key, {"outcome": outcome.label, **figures})
