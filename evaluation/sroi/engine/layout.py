"""The JSON layout of a study, read strictly: every problem of a file is listed, not just the first.

::

    {"title": …, "note": …, "currency": "GBP", "discount_rate_percent": "3.5",
     "price_base_year": 2024, "deflators": {"2022": "92.1", "2024": "100"},
     "inputs": [{"stakeholder": …, "value": "24375.00", "description": …, "year": 1, "price_year": 2022}, …],
     "outcomes": [{"stakeholder": …, "outcome": …, "quantity": "7", "duration_years": 1, "proxy": "94.00",
                   "deadweight": "0", "displacement": "0", "attribution": "5", "drop_off": "50",
                   "indicator": …, "starts": "period" or "after", "price_year": 2022,
                   "materiality": "valued", "held" or "excluded", "impact": "625.10", …}, …],
     "expected": anything, not read}

An input needs ``stakeholder`` and ``value``. A valued outcome needs the nine fields first shown, one that is not
valued only ``stakeholder`` and ``outcome``. A stated ``impact`` has to agree with the computed one to the penny.
Sources and reasons carry the names of ``values.Outcome``. Messages are plain English: this is a format for files.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from evaluation.sroi.engine.compute import impact_of, rebased
from evaluation.sroi.engine.discounting import GREEN_BOOK, DiscountSchedule, Timing
from evaluation.sroi.engine.figures import BadFigureError, limit_problem, pounds
from evaluation.sroi.engine.strict_json import (
    FieldError,
    Fields,
    NotJsonError,
    Problem,
    Reader,
    needed_text,
    number,
    parse_json,
    read_fields,
    shown,
    text,
    whole_number,
)
from evaluation.sroi.engine.values import Deflator, Input, Materiality, Outcome, Settings, Starts, Study

MOST_ROWS = 1_000


class BadLayoutError(ValueError):
    """A file that cannot be read as a study; ``problems`` lists all that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class StudyFile:
    """What a file says. ``rate`` is its discount rate in percent, None when it states none."""

    title: str
    rate: Decimal | None
    price_base_year: int | None
    deflators: tuple[Deflator, ...]
    inputs: tuple[Input, ...]
    outcomes: tuple[Outcome, ...]

    def study(self, schedule: DiscountSchedule, timing: Timing = Timing.END_OF_YEAR) -> Study:
        """Make the study to compute, discounted by ``schedule``; the file's own rate is the caller's to heed."""
        settings = Settings(schedule, timing, self.price_base_year, self.deflators)
        return Study(settings, self.inputs, self.outcomes)


def read_study(data: bytes) -> StudyFile:
    """Read a study from the bytes of a file. Raises BadLayoutError with every problem found."""
    try:
        whole = parse_json(data)
    except NotJsonError as error:
        raise BadLayoutError([Problem("file", None, str(error))]) from error
    problems: list[Problem] = []
    top = read_fields("file", whole, _TOP_READERS, {"inputs", "outcomes"}, problems)
    deflators = _deflators(top.get("deflators", {}), problems)
    inputs = [_input(place, row, problems) for place, row in enumerate(top.get("inputs", ()), start=1)]
    outcomes = [_outcome(place, row, problems) for place, row in enumerate(top.get("outcomes", ()), start=1)]
    file = StudyFile(
        title=top.get("title", ""),
        rate=top.get("discount_rate_percent"),
        price_base_year=top.get("price_base_year"),
        deflators=deflators,
        inputs=tuple(row for row in inputs if row),
        outcomes=tuple(outcome for outcome, _ in filter(None, outcomes)),
    )
    if not any(
        "deflators" in (problem.where, problem.field) or problem.field == "price_base_year" for problem in problems
    ):
        _compare(file, {outcome.key: stated for outcome, stated in filter(None, outcomes)}, problems)
    if problems:
        raise BadLayoutError(problems)
    return file


def _rows(value: object) -> list[object]:
    if not isinstance(value, list):
        raise FieldError(f"{shown(value)} is not a list of rows")
    if len(value) > MOST_ROWS:
        raise FieldError(f"holds {len(value):,} rows, more than {MOST_ROWS:,}")
    return value


def _pounds_sterling(value: object) -> str:
    if value != "GBP":
        raise FieldError(f'{shown(value)} is not "GBP": figures are in pounds')
    return "GBP"


def _one_of(kind: type[Materiality] | type[Starts], value: object) -> Materiality | Starts:
    words = [str(word) for word in kind]
    if not isinstance(value, str) or value not in words:
        raise FieldError(f"{shown(value)} is not one of {', '.join(words)}")
    return kind(value)


def _number(field: str) -> Reader:
    return partial(number, field=field)


_PRICE_YEAR = partial(whole_number, field="price_year")
_TOP_READERS: dict[str, Reader] = {
    "title": text,
    "note": text,
    "currency": _pounds_sterling,
    "discount_rate_percent": _number("discount_rate"),
    "price_base_year": _PRICE_YEAR,
    "deflators": lambda value: value,
    "inputs": _rows,
    "outcomes": _rows,
    "expected": lambda value: value,
}
_INPUT_READERS: dict[str, Reader] = {
    "stakeholder": needed_text,
    "description": text,
    "value": _number("value"),
    "year": partial(whole_number, field="year"),
    "price_year": _PRICE_YEAR,
}
_OUTCOME_TEXTS = (
    "indicator",
    "quantity_source",
    "proxy_source",
    "deadweight_reason",
    "displacement_reason",
    "attribution_reason",
    "drop_off_reason",
    "materiality_reason",
)
_PERCENTAGES = ("deadweight", "displacement", "attribution", "drop_off")
_OUTCOME_READERS: dict[str, Reader] = {
    "stakeholder": needed_text,
    "outcome": needed_text,
    "quantity": _number("quantity"),
    "duration_years": partial(whole_number, field="duration_years"),
    "proxy": _number("proxy"),
    **{field: _number(field) for field in _PERCENTAGES},
    "starts": partial(_one_of, Starts),
    "price_year": _PRICE_YEAR,
    "materiality": partial(_one_of, Materiality),
    "impact": _number("impact"),
    **dict.fromkeys(_OUTCOME_TEXTS, text),
}
_NEEDED = {"stakeholder", "outcome"}
_NEEDED_TO_VALUE = {*_NEEDED, "quantity", "duration_years", "proxy", *_PERCENTAGES}


def _input(place: int, raw: object, problems: list[Problem]) -> Input | None:
    before = len(problems)
    read = read_fields(f"inputs row {place}", raw, _INPUT_READERS, {"stakeholder", "value"}, problems)
    return Input(key=f"inputs row {place}", **read) if len(problems) == before else None


def _outcome(place: int, raw: object, problems: list[Problem]) -> tuple[Outcome, Decimal | None] | None:
    """Read one outcome and the impact stated for it."""
    before = len(problems)
    is_valued = not isinstance(raw, Fields) or raw.get("materiality", "valued") not in ("held", "excluded")
    if isinstance(raw, Fields) and not is_valued and raw.get("proxy") is None:
        raw.pop("proxy", None)
    where = f"outcomes row {place}"
    read = read_fields(where, raw, _OUTCOME_READERS, _NEEDED_TO_VALUE if is_valued else _NEEDED, problems)
    if len(problems) > before:
        return None
    stated = read.pop("impact", None)
    read = {"quantity": Decimal(0), "proxy": None, **read, "label": read.pop("outcome")}
    read.pop("outcome", None)
    return Outcome(key=where, **read), stated


def _deflators(raw: object, problems: list[Problem]) -> tuple[Deflator, ...]:
    readers: dict[str, Reader] = {}
    if isinstance(raw, Fields):
        readers = {year: _number("index") for year in raw if _is_price_year(year)}
    read = read_fields("deflators", Fields([]) if raw == {} else raw, readers, set(), problems)
    return tuple(Deflator(int(year), index) for year, index in read.items())


def _is_price_year(name: str) -> bool:
    return bool(re.fullmatch("[0-9]{4}", name)) and limit_problem("price_year", int(name)) is None


def _compare(file: StudyFile, stated: Mapping[str, Decimal | None], problems: list[Problem]) -> None:
    """Find rows whose prices cannot be rebased and stated impacts that are not the computed ones."""
    settings = file.study(GREEN_BOOK).settings  # rebasing takes nothing from the schedule
    for row in file.inputs:
        try:
            rebased(row.value, row.price_year, settings, row.key)
        except BadFigureError as error:
            problems.append(Problem(error.row, error.field, error.reason))
    for outcome in file.outcomes:
        try:
            impact = pounds(impact_of(outcome, settings))
        except BadFigureError as error:
            problems.append(Problem(error.row, error.field, error.reason))
            continue
        said = stated[outcome.key]
        if outcome.is_valued and said is not None and pounds(said) != impact:
            problems.append(Problem(outcome.key, "impact", f"{said} is stated, but the figures give {impact}"))
