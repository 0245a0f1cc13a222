"""A run that can be kept: a study and its figures as plain JSON values, and both back from them.

A published figure rests on this record alone, so it names its method version and holds every input, unrounded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from evaluation.sroi.engine.discounting import Band, DiscountSchedule, Timing
from evaluation.sroi.engine.result import InputWorking, OutcomeWorking, Result, StakeholderShare, YearOfValue
from evaluation.sroi.engine.values import Deflator, Input, Materiality, Outcome, Settings, Starts, StatedRange, Study

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
        stated=tuple(StatedRange(**_decimals(row, "low", "high")) for row in study.get("stated", ())),
    )


def result_from(record: Mapping[str, Any]) -> Result:
    """Give the figures of a record made by ``record_of`` as they were computed then, whatever is computed today.

    Raises KeyError, TypeError or ValueError for a record of another shape.
    """
    result = record["result"]
    totals = ("inputs_total", "total_present_value", "net_present_value", "ratio", "net_ratio")
    return Result(
        method_version=result["method_version"],
        outcomes=tuple(_outcome_working(row) for row in result["outcomes"]),
        inputs=tuple(InputWorking(**_decimals(row, "value", "counted")) for row in result["inputs"]),
        years=_years(result["years"]),
        stakeholders=tuple(
            StakeholderShare(**_decimals(row, "inputs", "present_value")) for row in result["stakeholders"]
        ),
        **{name: held for name, held in _decimals(result, *totals).items() if name in totals},
    )


def _outcome_working(row: Mapping[str, Any]) -> OutcomeWorking:
    figures = _decimals(row, "proxy", "impact", "present_value")
    return OutcomeWorking(**{**figures, "materiality": Materiality(row["materiality"]), "years": _years(row["years"])})


def _years(rows: Sequence[Mapping[str, Any]]) -> tuple[YearOfValue, ...]:
    return tuple(YearOfValue(**_decimals(row, "value", "factor", "present_value")) for row in rows)


def _decimals(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {**row, **{name: None if row[name] is None else Decimal(row[name]) for name in names}}


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
