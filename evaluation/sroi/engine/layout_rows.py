"""The rows of the JSON layout that figures are computed from: inputs, outcomes, and prices by year."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from evaluation.sroi.engine.figures import BadFigureError, as_kept, limit_problem, plain
from evaluation.sroi.engine.layout_fields import (
    FIGURES,
    INPUT_READERS,
    NEEDED,
    NEEDED_TO_VALUE,
    NOTES,
    OUTCOME_READERS,
    PERCENTAGES,
    number_of,
)
from evaluation.sroi.engine.layout_settings import read_ranges
from evaluation.sroi.engine.strict_json import Fields, Problem, Reader, may_be_a_share, read_fields
from evaluation.sroi.engine.values import Deflator, Input, Outcome, StatedRange

Notes = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Question:
    """A figure that may mean either of two: 0.12 is 0.12 %, or a share of 1 and then 12 %."""

    where: str
    field: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One outcome of a file. ``fields`` are those it gives; ``outcome`` is None while figures of it are open."""

    key: str
    fields: Mapping[str, Any]
    outcome: Outcome | None
    impact: Decimal | None = None
    ranges: tuple[StatedRange, ...] = ()
    questions: tuple[Question, ...] = field(default=())

    def with_figures(self, figures: Mapping[str, Decimal], problems: list[Problem]) -> "OutcomeRow":
        """Return the row with some figures changed; adds to ``problems`` what is outside its limits."""
        try:
            outcome = None if self.outcome is None else _with(self.outcome, figures)
        except BadFigureError as error:
            problems.append(Problem(error.row, error.field, error.reason))
            return self
        return replace(self, fields={**self.fields, **figures}, outcome=outcome, questions=())


def _with(outcome: Outcome, figures: Mapping[str, Any]) -> Outcome:
    return replace(outcome, **figures)


def read_input(place: int, raw: object, problems: list[Problem], remarks: list[Problem], notes: Notes) -> Input | None:
    """Read one row of ``inputs``; None, with its problems added, where it is wrong."""
    before = len(problems)
    where = f"inputs row {place}"
    read = read_fields(where, raw, INPUT_READERS, {"stakeholder", "value"}, problems)
    _part_notes(where, read, notes)
    if len(problems) > before:
        return None
    _keep_digits(where, read, ("value",), remarks)
    return Input(key=where, **read)


def read_outcome(
    place: int, raw: object, problems: list[Problem], remarks: list[Problem], notes: Notes
) -> OutcomeRow | None:
    """Read one row of ``outcomes``; None, with its problems added, where it is wrong."""
    before = len(problems)
    fields: dict[str, object] = raw if isinstance(raw, Fields) else {}
    is_valued = fields.get("materiality", "valued") not in ("held", "excluded")
    is_open = is_valued and fields.get("is_open") is True
    if isinstance(raw, Fields) and not is_valued and raw.get("proxy") is None:
        raw.pop("proxy", None)
    where = f"outcomes row {place}"
    needed = NEEDED_TO_VALUE if is_valued and not is_open else NEEDED
    read = read_fields(where, raw, OUTCOME_READERS, needed, problems)
    _part_notes(where, read, notes)
    ranges = read_ranges(where, where, read.pop("ranges", None), problems)
    if len(problems) > before:
        return None
    read.pop("is_open", None)
    _keep_digits(where, read, FIGURES, remarks)
    stated = read.pop("impact", None)
    asked = [name for name in PERCENTAGES if name in read and may_be_a_share(fields[name])]
    questions = tuple(Question(where, name, read[name]) for name in asked)
    outcome = None
    if not is_open:
        figures = {"quantity": Decimal(0), "proxy": None, **read, "label": read["outcome"]}
        figures.pop("outcome")
        outcome = Outcome(key=where, **figures)
    return OutcomeRow(where, read, outcome, stated, ranges, questions)


def _part_notes(where: str, read: dict[str, Any], notes: Notes) -> None:
    """Take the texts no figure depends on out of what was read of a row."""
    found = {name: read.pop(name) for name in NOTES if name in read}
    if found:
        notes[where] = found


def _keep_digits(where: str, read: dict[str, Any], names: tuple[str, ...], remarks: list[Problem]) -> None:
    """Round figures to the digits that are kept of them, and remark on each that has more."""
    for name in names:
        if isinstance(read.get(name), Decimal):
            kept = as_kept(read[name])
            if kept != read[name]:
                remarks.append(Problem(where, name, f"{plain(read[name])} is kept to 15 digits, as {plain(kept)}"))
            read[name] = kept


def read_deflators(raw: object, problems: list[Problem]) -> tuple[Deflator, ...]:
    """Read the price index by year; a year outside 1900–2200 is not known."""
    if raw is None:
        return ()
    readers: dict[str, Reader] = {}
    if isinstance(raw, Fields):
        readers = {year: number_of("index") for year in raw if _is_price_year(year)}
    read = read_fields("deflators", raw, readers, set(), problems)
    return tuple(Deflator(int(year), index) for year, index in sorted(read.items()))


def _is_price_year(name: str) -> bool:
    return bool(re.fullmatch("[0-9]{4}", name)) and limit_problem("price_year", int(name)) is None
