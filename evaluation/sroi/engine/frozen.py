"""A run that can be kept: a study and its figures as plain JSON values, and the study back from them.

A published figure rests on this record alone, so it names its method version and holds every input, unrounded.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from evaluation.sroi.engine.discounting import Band, DiscountSchedule, Timing
from evaluation.sroi.engine.result import Result
from evaluation.sroi.engine.values import Deflator, Input, Materiality, Outcome, Settings, Starts, Study

_FIGURES = ("quantity", "deadweight", "displacement", "attribution", "drop_off")


def record_of(study: Study, result: Result) -> dict[str, Any]:
    """Turn a study and its result into dictionaries, lists, text, whole numbers, booleans and None.

    Decimals become text with all their digits, dates ISO 8601 text. Field names are those of the dataclasses.
    """
    return {
        "method_version": result.method_version,
        "study": _plain(asdict(study)),
        "result": _plain(asdict(result)),
    }


def study_from(record: Mapping[str, Any]) -> Study:
    """Build the study of a record made by ``record_of`` again, equal to the one it was made from.

    Raises KeyError, TypeError or ValueError for a record of another shape.
    """
    study = record["study"]
    return Study(
        settings=_settings(study["settings"]),
        inputs=tuple(Input(**{**row, "value": Decimal(row["value"])}) for row in study["inputs"]),
        outcomes=tuple(_outcome(row) for row in study["outcomes"]),
        stakeholders=tuple(study["stakeholders"]),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | str) else value


def _settings(raw: Mapping[str, Any]) -> Settings:
    schedule = raw["schedule"]
    return Settings(
        schedule=DiscountSchedule(
            name=schedule["name"],
            version=schedule["version"],
            in_force_from=date.fromisoformat(schedule["in_force_from"]),
            bands=tuple(Band(band["to_year"], Decimal(band["rate"])) for band in schedule["bands"]),
        ),
        timing=Timing(raw["timing"]),
        price_base_year=raw["price_base_year"],
        deflators=tuple(Deflator(held["year"], Decimal(held["index"])) for held in raw["deflators"]),
        discount_inputs=raw["discount_inputs"],
    )


def _outcome(row: Mapping[str, Any]) -> Outcome:
    read = {
        **row,
        **{field: Decimal(row[field]) for field in _FIGURES},
        "proxy": None if row["proxy"] is None else Decimal(row["proxy"]),
        "starts": Starts(row["starts"]),
        "materiality": Materiality(row["materiality"]),
    }
    return Outcome(**read)
