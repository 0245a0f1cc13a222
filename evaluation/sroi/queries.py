"""Rates and price indices as the engine takes them."""

from decimal import Decimal

from evaluation.sroi.engine.discounting import DiscountSchedule as EngineSchedule
from evaluation.sroi.engine.discounting import flat_schedule
from evaluation.sroi.engine.values import Deflator
from evaluation.sroi.models import DiscountSchedule, PriceIndex


def engine_schedule(schedule: DiscountSchedule, flat_rate: Decimal | None = None) -> EngineSchedule:
    """Give the schedule as the engine takes it; ``flat_rate`` in percent replaces the rate of the flat one."""
    if schedule.is_flat and flat_rate is not None:
        return flat_schedule(flat_rate)
    found: EngineSchedule = schedule.in_engine()
    return found


def engine_deflators(index: PriceIndex | None) -> tuple[Deflator, ...]:
    """Give the deflators of an index by year; none without one."""
    if index is None:
        return ()
    found: tuple[Deflator, ...] = index.in_engine()
    return found
