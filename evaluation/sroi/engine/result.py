"""What a computation gives back: unrounded Decimals, and each figure rounded once as ``…_pounds``."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluation.sroi.engine.figures import pounds, rounded_ratio
from evaluation.sroi.engine.values import Materiality


@dataclass(frozen=True, slots=True)
class YearOfValue:
    """One year of one outcome, or of the whole study. ``value`` times ``factor`` is ``present_value``."""

    year: int
    value: Decimal
    factor: Decimal
    present_value: Decimal

    @property
    def value_pounds(self) -> Decimal:
        return pounds(self.value)

    @property
    def present_value_pounds(self) -> Decimal:
        return pounds(self.present_value)


@dataclass(frozen=True, slots=True)
class OutcomeWorking:
    """The working of one outcome. ``proxy`` is in prices of the base year; a row not valued has no years."""

    key: str
    stakeholder: str
    label: str
    materiality: Materiality
    proxy: Decimal | None
    impact: Decimal
    years: tuple[YearOfValue, ...]
    present_value: Decimal

    @property
    def impact_pounds(self) -> Decimal:
        return pounds(self.impact)

    @property
    def present_value_pounds(self) -> Decimal:
        return pounds(self.present_value)


@dataclass(frozen=True, slots=True)
class InputWorking:
    """One input: ``value`` in prices of the base year, ``counted`` the same after discounting, if any."""

    key: str
    stakeholder: str
    value: Decimal
    counted: Decimal

    @property
    def counted_pounds(self) -> Decimal:
        return pounds(self.counted)


@dataclass(frozen=True, slots=True)
class StakeholderShare:
    """What one stakeholder put in, and the present value of what changed for them."""

    stakeholder: str
    inputs: Decimal
    present_value: Decimal

    @property
    def inputs_pounds(self) -> Decimal:
        return pounds(self.inputs)

    @property
    def present_value_pounds(self) -> Decimal:
        return pounds(self.present_value)


@dataclass(frozen=True, slots=True)
class Totals:
    """The two sides of the ratio and their difference, rounded to pennies; None before there is anything to add up."""

    inputs_total: Decimal | None
    total_present_value: Decimal | None
    net_present_value: Decimal | None


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of a study.

    Totals are sums of unrounded figures, so a total may differ by a penny from the sum of the rounded years beside it.
    ``ratio`` and ``net_ratio`` are None when there are no inputs or no valued outcomes: undefined, not nought.
    """

    method_version: str
    outcomes: tuple[OutcomeWorking, ...]
    inputs: tuple[InputWorking, ...]
    years: tuple[YearOfValue, ...]
    stakeholders: tuple[StakeholderShare, ...]
    inputs_total: Decimal
    total_present_value: Decimal
    net_present_value: Decimal
    ratio: Decimal | None
    net_ratio: Decimal | None

    @property
    def totals(self) -> Totals:
        """The totals as they are shown: what nobody has recorded yet is no £0.00."""
        inputs_total = self.inputs_total_pounds if self.inputs else None
        present_value = self.total_present_value_pounds if any(row.years for row in self.outcomes) else None
        net = None if inputs_total is None or present_value is None else self.net_present_value_pounds
        return Totals(inputs_total, present_value, net)

    @property
    def value_by_year_pounds(self) -> tuple[Decimal, ...]:
        return tuple(year.value_pounds for year in self.years)

    @property
    def present_value_by_year_pounds(self) -> tuple[Decimal, ...]:
        return tuple(year.present_value_pounds for year in self.years)

    @property
    def inputs_total_pounds(self) -> Decimal:
        return pounds(self.inputs_total)

    @property
    def total_present_value_pounds(self) -> Decimal:
        return pounds(self.total_present_value)

    @property
    def net_present_value_pounds(self) -> Decimal:
        return pounds(self.net_present_value)

    def in_text(self) -> dict[str, Any]:
        """The figures as a file carries them: pounds with two decimals, ratios with four, None for what there is not yet."""
        totals, ratio, net_ratio = self.totals, self.ratio_to(4), self.net_ratio_to(4)
        single = {
            "inputs_total": totals.inputs_total,
            "total_present_value": totals.total_present_value,
            "net_present_value": totals.net_present_value,
            "ratio": ratio,
            "net_ratio": net_ratio,
        }
        return {
            "value_by_year": [str(value) for value in self.value_by_year_pounds],
            "present_value_by_year": [str(value) for value in self.present_value_by_year_pounds],
            **{name: None if figure is None else str(figure) for name, figure in single.items()},
        }

    def ratio_to(self, places: int = 2) -> Decimal | None:
        return rounded_ratio(self.ratio, places)

    def net_ratio_to(self, places: int = 2) -> Decimal | None:
        return rounded_ratio(self.net_ratio, places)
