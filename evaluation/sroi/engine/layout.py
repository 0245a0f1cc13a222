"""The JSON layout of a study, read strictly: every problem of a file is listed, not just the first.

::

    {"title": …, "note": …, "currency": "GBP", "discount_rate_percent": "3.5",
     "price_base_year": 2024, "deflators": {"2022": "92.1", "2024": "100"},
     "inputs": [{"stakeholder": …, "value": "24375.00", "description": …, "year": 1, "price_year": 2022}, …],
     "outcomes": [{"stakeholder": …, "outcome": …, "quantity": "7", "duration_years": 1, "proxy": "94.00",
                   "deadweight": "0", "displacement": "0", "attribution": "5", "drop_off": "50",
                   "indicator": …, "starts": "period" or "after", "price_year": 2022,
                   "materiality": "valued", "held" or "excluded", "impact": "625.10", …}, …],
     "stakeholders": [{"name": …, "decision": "included" or "excluded", "reason": …, …}, …],
     "outputs": [{"stakeholder": …, "description": …, "quantity": "1200", "unit": "meals", …}, …],
     "expected": anything, not read}

An input needs ``stakeholder`` and ``value``. A valued outcome needs the nine fields first shown, one that is not
valued only ``stakeholder`` and ``outcome``. A stated ``impact`` has to agree with the computed one to the penny.
Sources and reasons carry the names of ``values.Outcome``; the texts of ``NOTES`` are kept beside the rows.
Messages are plain English: this is a format for files.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from evaluation.sroi.engine.compute import impact_of, rebased
from evaluation.sroi.engine.discounting import GREEN_BOOK, DiscountSchedule, Timing
from evaluation.sroi.engine.figures import BadFigureError, limit_problem, pounds
from evaluation.sroi.engine.layout_fields import (
    INPUT_READERS,
    NEEDED,
    NEEDED_TO_VALUE,
    NOTES,
    OUTCOME_READERS,
    TOP_READERS,
    number_of,
)
from evaluation.sroi.engine.layout_people import OutputRow, StakeholderRow, read_output, read_stakeholder
from evaluation.sroi.engine.strict_json import (
    Fields,
    NotJsonError,
    Problem,
    Reader,
    parse_json,
    read_fields,
)
from evaluation.sroi.engine.values import Deflator, Input, Outcome, Settings, Study


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
    stakeholders: tuple[StakeholderRow, ...] = ()
    outputs: tuple[OutputRow, ...] = ()
    notes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # texts no figure depends on, by row's key

    def study(self, schedule: DiscountSchedule, timing: Timing = Timing.END_OF_YEAR) -> Study:
        """Make the study to compute, discounted by ``schedule``; the file's own rate is the caller's to heed."""
        settings = Settings(schedule, timing, self.price_base_year, self.deflators)
        return Study(settings, self.inputs, self.outcomes, tuple(row.name for row in self.stakeholders))


def read_study(data: bytes) -> StudyFile:
    """Read a study from the bytes of a file. Raises BadLayoutError with every problem found."""
    try:
        whole = parse_json(data)
    except NotJsonError as error:
        raise BadLayoutError([Problem("file", None, str(error))]) from error
    problems: list[Problem] = []
    top = read_fields("file", whole, TOP_READERS, {"inputs", "outcomes"}, problems)
    deflators = _deflators(top.get("deflators", {}), problems)
    notes: dict[str, dict[str, str]] = {}
    inputs = [_input(place, row, problems, notes) for place, row in enumerate(top.get("inputs", ()), start=1)]
    outcomes = [_outcome(place, row, problems, notes) for place, row in enumerate(top.get("outcomes", ()), start=1)]
    people = [read_stakeholder(place, row, problems) for place, row in enumerate(top.get("stakeholders", ()), start=1)]
    outputs = [read_output(place, row, problems) for place, row in enumerate(top.get("outputs", ()), start=1)]
    file = StudyFile(
        title=top.get("title", ""),
        rate=top.get("discount_rate_percent"),
        price_base_year=top.get("price_base_year"),
        deflators=deflators,
        inputs=tuple(row for row in inputs if row),
        outcomes=tuple(outcome for outcome, _ in filter(None, outcomes)),
        stakeholders=tuple(row for row in people if row),
        outputs=tuple(row for row in outputs if row),
        notes=notes,
    )
    if not any(
        "deflators" in (problem.where, problem.field) or problem.field == "price_base_year" for problem in problems
    ):
        _compare(file, {outcome.key: stated for outcome, stated in filter(None, outcomes)}, problems)
    if problems:
        raise BadLayoutError(problems)
    return file


Notes = dict[str, dict[str, str]]


def _input(place: int, raw: object, problems: list[Problem], notes: Notes) -> Input | None:
    before = len(problems)
    where = f"inputs row {place}"
    read = read_fields(where, raw, INPUT_READERS, {"stakeholder", "value"}, problems)
    _part_notes(where, read, notes)
    return Input(key=where, **read) if len(problems) == before else None


def _part_notes(where: str, read: dict[str, Any], notes: Notes) -> None:
    """Take the texts no figure depends on out of what was read of a row."""
    found = {name: read.pop(name) for name in NOTES if name in read}
    if found:
        notes[where] = found


def _outcome(place: int, raw: object, problems: list[Problem], notes: Notes) -> tuple[Outcome, Decimal | None] | None:
    """Read one outcome and the impact stated for it."""
    before = len(problems)
    is_valued = not isinstance(raw, Fields) or raw.get("materiality", "valued") not in ("held", "excluded")
    if isinstance(raw, Fields) and not is_valued and raw.get("proxy") is None:
        raw.pop("proxy", None)
    where = f"outcomes row {place}"
    read = read_fields(where, raw, OUTCOME_READERS, NEEDED_TO_VALUE if is_valued else NEEDED, problems)
    _part_notes(where, read, notes)
    if len(problems) > before:
        return None
    stated = read.pop("impact", None)
    read = {"quantity": Decimal(0), "proxy": None, **read, "label": read.pop("outcome")}
    read.pop("outcome", None)
    return Outcome(key=where, **read), stated


def _deflators(raw: object, problems: list[Problem]) -> tuple[Deflator, ...]:
    readers: dict[str, Reader] = {}
    if isinstance(raw, Fields):
        readers = {year: number_of("index") for year in raw if _is_price_year(year)}
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
