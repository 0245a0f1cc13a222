"""Rates and price indices as the engine takes them."""

from decimal import Decimal

from django.utils.translation import gettext as _

from evaluation.sroi.engine.discounting import DiscountSchedule as EngineSchedule
from evaluation.sroi.engine.discounting import flat_schedule
from evaluation.sroi.engine.figures import plain
from evaluation.sroi.engine.values import Deflator
from evaluation.sroi.models import DiscountSchedule, PriceIndex
from psp.core.money import percent, rounded


def engine_schedule(schedule: DiscountSchedule, flat_rate: Decimal | None = None) -> EngineSchedule:
    """Give the schedule as the engine takes it; ``flat_rate`` in percent replaces the rate of the flat one."""
    if schedule.is_flat and flat_rate is not None:
        return flat_schedule(flat_rate)
    found: EngineSchedule = schedule.in_engine()
    return found


def schedule_words(schedule: DiscountSchedule, flat_rate: Decimal | None = None) -> str:
    """Name a schedule with the rate it begins with: "HM Treasury Green Book, standard (2022), 3.5% to year 30"."""
    first = engine_schedule(schedule, flat_rate).bands[0]
    rate = percent(first.rate) if first.rate == rounded(first.rate, 1) else f"{plain(first.rate)}%"
    if schedule.is_flat:
        return _("one rate of {rate} for every year").format(rate=rate)
    if first.to_year is None:
        return _("{schedule}, {rate} for every year").format(schedule=schedule, rate=rate)
    return _("{schedule}, {rate} to year {year}").format(schedule=schedule, rate=rate, year=first.to_year)


def engine_deflators(index: PriceIndex | None) -> tuple[Deflator, ...]:
    """Give the deflators of an index by year; none without one."""
    if index is None:
        return ()
    found: tuple[Deflator, ...] = index.in_engine()
    return found
