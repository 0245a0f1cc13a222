"""Dated discount schedules and the factor of each year.

A schedule is data: the product keeps schedules in its database and passes them in. The two constants here are
the dated Green Book figures that ``manage.py compute_sroi --schedule green_book`` uses.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from evaluation.sroi.engine.figures import HUNDRED, NOUGHT, ONE, exact, keep_within_limits


class Timing(StrEnum):
    """When in a year its value is taken to arise: year t counts as t, t - 1/2 or t - 1 years away."""

    END_OF_YEAR = "end_of_year"
    MID_YEAR = "mid_year"
    START_OF_YEAR = "start_of_year"


class NoRateError(ValueError):
    """A schedule has no rate for a year that has value in it."""


@dataclass(frozen=True, slots=True)
class Band:
    """One rate, in percent a year, from the end of the band before up to and including ``to_year``; None has no end."""

    to_year: int | None
    rate: Decimal

    def __post_init__(self) -> None:
        keep_within_limits("discount schedule", {"discount_rate": self.rate})


@dataclass(frozen=True, slots=True)
class DiscountSchedule:
    """Rates by band of years, with the version and day that tell which figures were used.

    Raises ValueError for no band, bands out of order, or a band after one without an end.
    """

    name: str
    version: str
    in_force_from: date
    bands: tuple[Band, ...]

    def __post_init__(self) -> None:
        if not self.bands:
            raise ValueError(f"{self.name}: a schedule needs at least one band")
        before = 0
        for position, band in enumerate(self.bands, start=1):
            if band.to_year is None:
                if position < len(self.bands):
                    raise ValueError(f"{self.name}: band {position} has no end, so no band can follow it")
            elif band.to_year <= before:
                raise ValueError(f"{self.name}: band {position} ends in year {band.to_year}, not after year {before}")
            else:
                before = band.to_year

    @property
    def first_rate(self) -> Decimal:
        return self.bands[0].rate

    @property
    def last_year(self) -> int | None:
        """The last year it has a rate for; None where the last band has no end."""
        return self.bands[-1].to_year

    @exact()
    def moved_to(self, first_rate: Decimal) -> "DiscountSchedule":
        """Give the first band this rate and move every later band by as many points, kept within 0–100 %."""
        points = first_rate - self.first_rate
        bands = [Band(band.to_year, min(max(band.rate + points, NOUGHT), HUNDRED)) for band in self.bands]
        bands[0] = Band(self.bands[0].to_year, first_rate)
        return replace(self, bands=tuple(bands))

    def factors(self, years: int, timing: Timing) -> tuple[Decimal, ...]:
        """Discount factors of years 1 to ``years``, unrounded; see ``factor``. Raises NoRateError."""
        return _factors(self, years, timing)

    def factor(self, year: int, timing: Timing) -> Decimal:
        """What a pound of year ``year`` (1 = the first) is worth at the base date.

        Factors multiply band by band: the end-of-year factor of year t is the one of year t - 1 divided by
        1 + the rate of year t (HM Treasury, Green Book, discount factor tables). Start of year t is the end of
        year t - 1. Mid-year takes half a year at the rate of year t itself, also in the first year of a band,
        so it always lies between the two. Raises NoRateError past the last band.
        """
        return self.factors(year, timing)[-1]

    def rate_of_year(self, year: int) -> Decimal:
        """The rate of year ``year`` in percent. Raises NoRateError past the last band."""
        for band in self.bands:
            if band.to_year is None or year <= band.to_year:
                return band.rate
        raise NoRateError(f"{self.name} ({self.version}) has no rate for year {year}")


@lru_cache(maxsize=256)
@exact()
def _factors(schedule: DiscountSchedule, years: int, timing: Timing) -> tuple[Decimal, ...]:
    factors = []
    start = ONE
    for year in range(1, years + 1):
        growth = ONE + schedule.rate_of_year(year) / HUNDRED
        end = start / growth
        if timing is Timing.END_OF_YEAR:
            factors.append(end)
        elif timing is Timing.START_OF_YEAR:
            factors.append(start)
        else:
            factors.append(start / growth.sqrt())
        start = end
    return tuple(factors)


def flat_schedule(rate: Decimal, *, in_force_from: date = date.min) -> DiscountSchedule:
    """One rate for every year, in percent. Raises BadFigureError outside 0–100."""
    return DiscountSchedule(f"Flat {rate} %", "flat", in_force_from, (Band(None, rate),))


# HM Treasury, The Green Book (2022 edition), standard rates. A review of 2026 recommends 3.0 % for the first band.
GREEN_BOOK = DiscountSchedule(
    name="HM Treasury Green Book, standard",
    version="2022",
    in_force_from=date(2022, 11, 18),
    bands=(Band(30, Decimal("3.5")), Band(75, Decimal("3.0")), Band(125, Decimal("2.5"))),
)
# The health rate is confirmed for the first band only, so a later year is refused rather than guessed.
GREEN_BOOK_HEALTH = DiscountSchedule(
    name="HM Treasury Green Book, health",
    version="2022",
    in_force_from=date(2022, 11, 18),
    bands=(Band(30, Decimal("1.5")),),
)
