"""Every figure of a study that could have been another: naming it, changing it, and the range it may lie in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from evaluation.sroi.engine.compute import input_working_of, ratio_of, working_of
from evaluation.sroi.engine.figures import LIMITS, NOUGHT, BadFigureError, Limits, exact, limit_problem
from evaluation.sroi.engine.values import Outcome, Study


class Field(StrEnum):
    """What an assumption is about; the first seven are fields of an outcome, under the same names."""

    QUANTITY = "quantity"
    PROXY = "proxy"
    DURATION = "duration_years"
    DEADWEIGHT = "deadweight"
    DISPLACEMENT = "displacement"
    ATTRIBUTION = "attribution"
    DROP_OFF = "drop_off"
    DISCOUNT_RATE = "discount_rate"  # of the first band, in percent; later bands move by as many points
    INPUTS = "inputs"  # the total in pounds; each input keeps its proportion of it


STUDY_FIELDS = (Field.DISCOUNT_RATE, Field.INPUTS)
OUTCOME_FIELDS = tuple(field for field in Field if field not in STUDY_FIELDS)
PERCENTAGES = (Field.DEADWEIGHT, Field.DISPLACEMENT, Field.ATTRIBUTION, Field.DROP_OFF)


@dataclass(frozen=True, slots=True)
class Assumption:
    """One figure: a field of one outcome, of several that share its value, or of the study (then no rows).

    Raises ValueError for an outcome's field without rows, a study's field with rows, or a row named twice.
    """

    field: Field
    rows: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.field in OUTCOME_FIELDS) != bool(self.rows):
            raise ValueError(f"{self.field}: {'name the rows' if not self.rows else 'belongs to no row'}")
        if len(set(self.rows)) < len(self.rows):
            raise ValueError(f"{self.field}: a row is named twice")

    def order(self, places: Mapping[str, int]) -> tuple[int, tuple[int, ...]]:
        """Where it stands among others: by its field, then by the places of its rows. Unknown rows come last."""
        return list(Field).index(self.field), tuple(sorted(places.get(row, len(places)) for row in self.rows))

    def refuse(self, reason: str) -> BadFigureError:
        return BadFigureError(", ".join(self.rows) or "study", self.field, reason)

    @property
    def limits(self) -> Limits:
        return LIMITS[self.field]

    def check(self, value: Decimal) -> None:
        """Raise BadFigureError for a value outside the limits of the field, or a part of a year as a duration."""
        reason = limit_problem(self.field, value)
        if not reason and self.field is Field.DURATION and value != value.to_integral_value():
            reason = f"{value} is not a whole number of years"
        if reason:
            raise self.refuse(reason)


@dataclass(frozen=True, slots=True)
class Change:
    """An assumption and the value to try for it."""

    assumption: Assumption
    value: Decimal

    def __post_init__(self) -> None:
        self.assumption.check(self.value)


@dataclass(frozen=True, slots=True)
class Baseline:
    """A study with its present values worked out, so that a change recomputes only the rows it touches."""

    study: Study
    outcomes: Mapping[str, Outcome]
    present_values: Mapping[str, Decimal]
    total: Decimal
    inputs_total: Decimal

    @property
    def ratio(self) -> Decimal | None:
        return ratio_of(self.total, self.inputs_total) if self.outcomes else None

    @exact()
    def value_of(self, assumption: Assumption) -> Decimal:
        """The value an assumption has in the study.

        Raises BadFigureError for an unknown row, a row not valued, or rows that do not share one value.
        """
        if assumption.field is Field.DISCOUNT_RATE:
            return self.study.settings.schedule.first_rate
        if assumption.field is Field.INPUTS:
            return self.inputs_total
        values = set()
        for row in assumption.rows:
            if row not in self.outcomes:
                raise assumption.refuse(f"there is no valued outcome {row}")
            values.add(Decimal(getattr(self.outcomes[row], assumption.field)))
        if len(values) > 1:
            raise assumption.refuse("the rows do not share one value")
        return values.pop()

    @exact()
    def figures_with(self, changes: Iterable[Change]) -> tuple[Decimal, Decimal]:
        """Total present value and inputs total, both in pounds, with the changes made together.

        Raises BadFigureError for one figure changed twice, an unknown row, or inputs that are nought.
        """
        of_study, by_row = self._sorted(changes)
        if Field.INPUTS in of_study and not self.inputs_total:
            raise Assumption(Field.INPUTS).refuse("there are no inputs to change")
        base = self
        if Field.DISCOUNT_RATE in of_study:
            base = baseline_of(_at_rate(self.study, of_study[Field.DISCOUNT_RATE]))
        total = base.total
        for row, fields in by_row.items():
            changed = replace(base.outcomes[row], **fields)
            total += working_of(changed, base.study.settings).present_value - base.present_values[row]
        return total, of_study.get(Field.INPUTS, base.inputs_total)

    @exact()
    def ratio_with(self, changes: Iterable[Change]) -> Decimal | None:
        """The ratio with the changes made together; None without inputs or valued outcomes. Raises as ``figures_with``."""
        return ratio_of(*self.figures_with(changes)) if self.outcomes else None

    def _sorted(self, changes: Iterable[Change]) -> tuple[dict[Field, Decimal], dict[str, dict[str, Any]]]:
        """Part the changes into those of the study and those of each row, by field."""
        of_study: dict[Field, Decimal] = {}
        by_row: dict[str, dict[str, Any]] = {}
        for change in changes:
            assumption, value = change.assumption, change.value
            if not assumption.rows:
                if assumption.field in of_study:
                    raise assumption.refuse("is changed twice")
                of_study[assumption.field] = value
            for row in assumption.rows:
                fields = by_row.setdefault(row, {})
                if row not in self.outcomes:
                    raise assumption.refuse(f"there is no valued outcome {row}")
                if assumption.field in fields:
                    raise assumption.refuse(f"{row} is changed twice")
                fields[assumption.field] = int(value) if assumption.field is Field.DURATION else value
        return of_study, by_row


@exact()
def baseline_of(study: Study) -> Baseline:
    """Work a study out once, for many changes. Raises as ``compute`` does."""
    outcomes = {outcome.key: outcome for outcome in study.valued}
    present_values = {key: working_of(outcome, study.settings).present_value for key, outcome in outcomes.items()}
    inputs_total = sum((input_working_of(row, study.settings).counted for row in study.inputs), NOUGHT)
    return Baseline(study, outcomes, present_values, sum(present_values.values(), NOUGHT), inputs_total)


def assumptions_of(study: Study) -> tuple[Assumption, ...]:
    """Name every assumption: seven of each valued outcome, those several rows share, discount rate and inputs."""
    own = [Assumption(field, (outcome.key,)) for outcome in study.valued for field in OUTCOME_FIELDS]
    return (*own, *shared_quantities(study), Assumption(Field.DISCOUNT_RATE), Assumption(Field.INPUTS))


def shared_quantities(study: Study) -> tuple[Assumption, ...]:
    """Find quantities that are one count used in several rows: same stakeholder, outcome and quantity.

    Example: seven admissions avoided, valued in three rows by three proxies, are one assumption.
    """
    groups: dict[tuple[str, str, Decimal], list[str]] = {}
    for outcome in study.valued:
        groups.setdefault((outcome.stakeholder, outcome.label, outcome.quantity), []).append(outcome.key)
    return tuple(Assumption(Field.QUANTITY, tuple(rows)) for rows in groups.values() if len(rows) > 1)


def _at_rate(study: Study, rate: Decimal) -> Study:
    settings = replace(study.settings, schedule=study.settings.schedule.moved_to(rate))
    return replace(study, settings=settings)
