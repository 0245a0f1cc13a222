"""What a study is made of: its settings, inputs and outcomes. Money in pounds, percentages 0–100.

A study holds complete rows only. A row still being typed (no quantity, no proxy) is left out by whoever builds the
study, or is marked as held without a price.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from evaluation.sroi.engine.discounting import DiscountSchedule, Timing
from evaluation.sroi.engine.figures import BadFigureError, keep_within_limits


class Materiality(StrEnum):
    """Valued rows count. The other two are shown, each with its reason, and carry no value."""

    VALUED = "valued"
    HELD = "held"  # without a price on purpose
    EXCLUDED = "excluded"


class Starts(StrEnum):
    """The first year an outcome has value in: year 1, or year 2 when it starts in the period after the activity."""

    PERIOD = "period"
    AFTER = "after"

    @property
    def first_year(self) -> int:
        return 1 if self is Starts.PERIOD else 2


@dataclass(frozen=True, slots=True)
class Deflator:
    """The price index of a year; only the proportion between two years matters."""

    year: int
    index: Decimal

    def __post_init__(self) -> None:
        keep_within_limits(f"deflator {self.year}", {"price_year": self.year, "index": self.index})


@dataclass(frozen=True, slots=True)
class Settings:
    """How a study computes. Inputs are not discounted unless ``discount_inputs`` says so."""

    schedule: DiscountSchedule
    timing: Timing = Timing.END_OF_YEAR
    price_base_year: int | None = None
    deflators: tuple[Deflator, ...] = ()
    discount_inputs: bool = False

    def __post_init__(self) -> None:
        keep_within_limits("settings", {"price_year": self.price_base_year})
        _refuse_twice("deflators", "year", (str(deflator.year) for deflator in self.deflators))


@dataclass(frozen=True, slots=True)
class Input:
    """What a stakeholder put in, in pounds. ``year`` matters only where inputs are discounted."""

    key: str
    stakeholder: str
    value: Decimal
    description: str = ""
    year: int = 1
    price_year: int | None = None

    def __post_init__(self) -> None:
        keep_within_limits(self.key, {"value": self.value, "year": self.year, "price_year": self.price_year})


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row of the value map.

    ``quantity`` is negative for an outcome that makes things worse. ``attribution`` is the share due to others.
    ``drop_off`` is percent a year from the second year of the outcome. The texts do not change the figures; they are
    what ``checks`` looks at. Raises BadFigureError for a figure outside its limits and a valued row without a proxy.
    """

    key: str
    stakeholder: str
    label: str
    quantity: Decimal
    proxy: Decimal | None
    duration_years: int = 1
    starts: Starts = Starts.PERIOD
    price_year: int | None = None
    deadweight: Decimal = Decimal(0)
    displacement: Decimal = Decimal(0)
    attribution: Decimal = Decimal(0)
    drop_off: Decimal = Decimal(0)
    materiality: Materiality = Materiality.VALUED
    indicator: str = ""
    quantity_source: str = ""
    proxy_source: str = ""
    deadweight_reason: str = ""
    displacement_reason: str = ""
    attribution_reason: str = ""
    drop_off_reason: str = ""
    materiality_reason: str = ""

    def __post_init__(self) -> None:
        keep_within_limits(
            self.key,
            {
                "quantity": self.quantity,
                "proxy": self.proxy,
                "duration_years": self.duration_years,
                "price_year": self.price_year,
                "deadweight": self.deadweight,
                "displacement": self.displacement,
                "attribution": self.attribution,
                "drop_off": self.drop_off,
            },
        )
        if self.is_valued and self.proxy is None:
            raise BadFigureError(self.key, "proxy", "a valued outcome needs a proxy value")

    @property
    def is_valued(self) -> bool:
        return self.materiality is Materiality.VALUED

    @property
    def last_year(self) -> int:
        return self.starts.first_year + self.duration_years - 1


@dataclass(frozen=True, slots=True)
class StatedRange:
    """The lowest and highest value people state for a figure: ``field`` of the outcome ``row``, or of the study (None).

    An end left open is the figure itself: then the range has one side only.
    """

    field: str
    row: str | None
    low: Decimal | None
    high: Decimal | None

    def __post_init__(self) -> None:
        for value in (self.low, self.high):
            keep_within_limits(self.row or "study", {self.field: value})
        if self.low is not None and self.high is not None and self.low > self.high:
            words = f"the lowest value {self.low} is more than the highest {self.high}"
            raise BadFigureError(self.row or "study", self.field, words)


@dataclass(frozen=True, slots=True)
class Study:
    """Everything a computation reads. ``stakeholders`` names those identified, also ones without a row yet.

    ``stated`` holds the ranges people stated; every other figure has an automatic one.
    Raises BadFigureError when two inputs, or two outcomes, share a key.
    """

    settings: Settings
    inputs: tuple[Input, ...]
    outcomes: tuple[Outcome, ...]
    stakeholders: tuple[str, ...] = ()
    stated: tuple[StatedRange, ...] = ()

    def __post_init__(self) -> None:
        _refuse_twice("inputs", "key", (row.key for row in self.inputs))
        _refuse_twice("outcomes", "key", (row.key for row in self.outcomes))

    @property
    def valued(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.is_valued)


def _refuse_twice(row: str, field: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise BadFigureError(row, field, f"{name} is used twice")
        seen.add(name)
