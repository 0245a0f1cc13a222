"""Rates and price indices as the engine takes them."""

from datetime import date
from decimal import Decimal

from evaluation.sroi.engine.discounting import Band, flat_schedule
from evaluation.sroi.engine.discounting import DiscountSchedule as EngineSchedule
from evaluation.sroi.engine.values import Deflator
from evaluation.sroi.models import DiscountSchedule, PriceIndex


def engine_schedule(schedule: DiscountSchedule, flat_rate: Decimal | None = None) -> EngineSchedule:
    """Give the schedule as the engine takes it; ``flat_rate`` in percent replaces the rate of the flat one.

    Raises ValueError for bands that make no schedule.
    """
    if schedule.is_flat and flat_rate is not None:
        return flat_schedule(flat_rate)
    bands = tuple(Band(band["to_year"], Decimal(band["rate"])) for band in schedule.bands)
    return EngineSchedule(schedule.name, schedule.edition, schedule.in_force_from or date.min, bands)


def engine_deflators(index: PriceIndex | None) -> tuple[Deflator, ...]:
    """Give the deflators of an index by year; none without one. Raises BadFigureError outside the limits."""
    if index is None:
        return ()
    return tuple(Deflator(int(year), Decimal(figure)) for year, figure in sorted(index.indices.items()))
