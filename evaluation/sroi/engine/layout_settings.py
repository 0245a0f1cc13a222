"""The parts of the JSON layout that say how a study is computed, and what is assumed where a file does not say it.

::

    "format_version": 2, "method_version": "1.1",
    "discount_schedule": {"name": …, "version": …, "in_force_from": "2022-11-18", "source": …,
                          "bands": [{"to_year": 30, "rate": "3.5"}, …, {"to_year": null, "rate": "2.5"}]},
    "timing": "end_of_year", "mid_year" or "start_of_year", "discount_inputs": false,
    "price_base_year": 2024 or null, "price_index": {"name": …, "edition": …, "source": …},
    "deflators": {"2022": "92.1", "2024": "100"},
    "ranges": {"discount_rate": {"low": "3", "high": "4"}, "inputs": {…}}

Files of format 1 had ``discount_rate_percent`` in place of a schedule, and none of the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Any

from evaluation.sroi.engine.compute import METHOD_VERSION
from evaluation.sroi.engine.discounting import GREEN_BOOK, Band, DiscountSchedule, Timing, flat_schedule
from evaluation.sroi.engine.figures import BadFigureError, as_kept, plain
from evaluation.sroi.engine.strict_json import (
    FieldError,
    Fields,
    Problem,
    Reader,
    boolean,
    day,
    needed_text,
    nothing_or,
    number,
    read_fields,
    rows,
    shown,
    text,
    whole_number,
)
from evaluation.sroi.engine.values import StatedRange

FORMAT_VERSION = 2
MOST_BANDS = 100
STUDY_RANGES = ("discount_rate", "inputs")
OUTCOME_RANGES = ("quantity", "proxy", "duration_years", "deadweight", "displacement", "attribution", "drop_off")


class Setting(StrEnum):
    """A setting the figures depend on and an older file may be silent about."""

    SCHEDULE = "schedule"
    RATE = "rate"  # the file gives a rate and no schedule
    TIMING = "timing"
    DISCOUNT_INPUTS = "discount_inputs"
    METHOD = "method"  # the file names no method
    OTHER_METHOD = "other_method"  # the file was computed by another method than this version's


@dataclass(frozen=True, slots=True)
class FileSettings:
    """How a file says it is computed; None for what it does not say."""

    format_version: int = 1
    method_version: str = ""
    rate: Decimal | None = None
    schedule: DiscountSchedule | None = None
    schedule_source: str = ""
    timing: Timing | None = None
    discount_inputs: bool | None = None
    states_prices: bool = False  # whether it says which year's prices it is in, even if none
    price_index: Mapping[str, str] | None = None  # name, edition and source

    def schedule_to_use(self) -> DiscountSchedule:
        """The schedule it names; else the Green Book for a rate of 3.5 % or none, and one rate for every year for others."""
        if self.schedule is not None:
            return self.schedule
        return GREEN_BOOK if self.rate in (None, GREEN_BOOK.first_rate) else flat_schedule(self.rate)

    def assumed(self) -> tuple[Setting, ...]:
        """Name what ``schedule_to_use`` and the defaults of ``Settings`` stand in for."""
        silent = {
            Setting.SCHEDULE: self.schedule is None and self.rate is None,
            Setting.RATE: self.schedule is None and self.rate is not None,
            Setting.TIMING: self.timing is None,
            Setting.DISCOUNT_INPUTS: self.discount_inputs is None,
            Setting.METHOD: not self.method_version,
            Setting.OTHER_METHOD: self.method_version not in ("", METHOD_VERSION),
        }
        return tuple(setting for setting, is_silent in silent.items() if is_silent)


def _format_version(value: object) -> int:
    version = whole_number(value, "year")
    if version > FORMAT_VERSION:
        raise FieldError(f"{version} is newer than the formats this version reads, 1 to {FORMAT_VERSION}")
    return version


def _timing(value: object) -> Timing:
    words = [str(word) for word in Timing]
    if not isinstance(value, str) or value not in words:
        raise FieldError(f"{shown(value)} is not one of {', '.join(words)}")
    return Timing(value)


SETTING_READERS: dict[str, Reader] = {
    "format_version": _format_version,
    "method_version": needed_text,
    "discount_rate_percent": partial(number, field="discount_rate"),
    "discount_schedule": lambda value: value,
    "timing": _timing,
    "discount_inputs": boolean,
    "price_base_year": nothing_or(partial(whole_number, field="price_year")),
    "price_index": lambda value: value,
    "deflators": lambda value: value,
    "ranges": lambda value: value,
}
_SCHEDULE: dict[str, Reader] = {
    "name": needed_text,
    "version": needed_text,
    "in_force_from": nothing_or(day),
    "source": text,
    "bands": partial(rows, most=MOST_BANDS),
}
_BAND: dict[str, Reader] = {
    "to_year": nothing_or(partial(whole_number, field="last_year")),
    "rate": partial(number, field="discount_rate"),
}
_INDEX: dict[str, Reader] = {"name": needed_text, "edition": needed_text, "source": text}


def read_settings(top: Mapping[str, Any], problems: list[Problem]) -> FileSettings:
    """Gather the settings from the fields of a file already read by ``SETTING_READERS``; adds to ``problems``."""
    schedule, source = None, ""
    if top.get("discount_schedule") is not None:
        schedule, source = _schedule(top["discount_schedule"], problems)
    index = None
    if top.get("price_index") is not None:
        index = {"source": "", **read_fields("price_index", top["price_index"], _INDEX, {"name", "edition"}, problems)}
    rate = top.get("discount_rate_percent")
    if schedule is not None and rate is not None and rate != schedule.first_rate:
        words = f"{plain(rate)} is stated, but discount_schedule begins with {plain(schedule.first_rate)}"
        problems.append(Problem("file", "discount_rate_percent", words))
    return FileSettings(
        format_version=top.get("format_version", 1),
        method_version=top.get("method_version", ""),
        rate=rate if rate is None else as_kept(rate),
        schedule=schedule,
        schedule_source=source,
        timing=top.get("timing"),
        discount_inputs=top.get("discount_inputs"),
        states_prices="price_base_year" in top,
        price_index=index,
    )


def _schedule(raw: object, problems: list[Problem]) -> tuple[DiscountSchedule | None, str]:
    before = len(problems)
    read = read_fields("discount_schedule", raw, _SCHEDULE, {"name", "version", "bands"}, problems)
    bands = []
    for place, row in enumerate(read.get("bands", ()), start=1):
        band = read_fields(f"discount_schedule band {place}", row, _BAND, {"to_year", "rate"}, problems)
        if len(problems) == before:
            bands.append(Band(band["to_year"], as_kept(band["rate"])))
    if len(problems) > before:
        return None, ""
    try:
        since = read.get("in_force_from") or date.min
        schedule = DiscountSchedule(read["name"], read["version"], since, tuple(bands))
    except ValueError as error:
        problems.append(Problem("discount_schedule", "bands", str(error)))
        return None, ""
    return schedule, read.get("source", "")


def read_ranges(where: str, row: str | None, raw: object, problems: list[Problem]) -> tuple[StatedRange, ...]:
    """Read the ranges stated for figures of an outcome, or of the study where ``row`` is None."""
    if raw is None:
        return ()
    names = STUDY_RANGES if row is None else OUTCOME_RANGES
    found = []
    for name, ends in read_fields(f"{where}, ranges", raw, dict.fromkeys(names, _object), set(), problems).items():
        place = f"{where}, range of {name}"
        end = partial(whole_number if name == "duration_years" else number, field=name)
        before = len(problems)
        read = read_fields(place, ends, {"low": end, "high": end}, set(), problems)
        if len(problems) > before:
            continue
        try:
            low, high = (None if read.get(side) is None else as_kept(Decimal(read[side])) for side in ("low", "high"))
            found.append(StatedRange(name, row, low, high))
        except BadFigureError as error:
            problems.append(Problem(place, None, error.reason))
    return tuple(found)


def _object(value: object) -> Fields:
    if not isinstance(value, Fields):
        raise FieldError(f"{shown(value)} is not an object with low and high")
    return value


def written_schedule(schedule: DiscountSchedule, source: str = "") -> dict[str, Any]:
    """Write a schedule as the layout has it, every band with its rate in full."""
    return {
        "name": schedule.name,
        "version": schedule.version,
        "in_force_from": None if schedule.in_force_from == date.min else schedule.in_force_from.isoformat(),
        "source": source,
        "bands": [{"to_year": band.to_year, "rate": plain(band.rate)} for band in schedule.bands],
    }
