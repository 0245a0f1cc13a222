"""The registry of what can be verified: history against its chain, files against their hashes, sealed rows against the key.

A check works in steps from a position it names itself, so that a nightly task verifies everything a little at a time and
goes on where it stopped.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import NoReverseMatch, reverse

ROWS_A_STEP = 500


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one record: ``what`` names it without a word of its content, ``url`` is where administrators look."""

    what: str
    wrong: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What one step found; ``position`` is where the next one begins, None at the end."""

    checked: int = 0
    problems: list[Problem] = field(default_factory=list)
    position: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of check: what it looks at, what to do about a problem it finds, and its next step from a position."""

    code: str
    label: Any
    advice: Any
    step: Callable[[str], Step]


_checks: dict[str, Check] = {}


def check(code: str, *, label: Any, advice: Any) -> Callable[[Callable[[str], Step]], Callable[[str], Step]]:
    """Register a function ``(position) -> Step``; the first position is "". Raises ValueError on a second one of a code."""

    def decorate(step: Callable[[str], Step]) -> Callable[[str], Step]:
        if code in _checks:
            raise ValueError(f"Two checks are called {code}")
        _checks[code] = Check(code, label, advice, step)
        return step

    return decorate


def checks() -> list[Check]:
    """List the checks in the order of their codes."""
    return [_checks[code] for code in sorted(_checks)]


def run(code: str) -> Iterator[Step]:
    """Take a check from its beginning to its end, step by step."""
    position: str | None = ""
    while position is not None:
        step = _checks[code].step(position)
        yield step
        position = step.position


def name_of(row: Model) -> str:
    """Name a record by its kind and number alone."""
    return f"{row._meta.verbose_name} {row.pk}"


def page_of(row: Model) -> str:
    """Return the address of a record in the administration, "" where it is on no page."""
    try:
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    except NoReverseMatch:
        return ""


def step_through(
    kinds: int, position: str, rows_of: Callable[[int], QuerySet], wrong_with: Callable[[int, Any], str], *, rows: int
) -> Step:
    """Take one step through several kinds of rows, each in the order of its keys.

    ``wrong_with(kind, row)`` says what is wrong with a row, "" for nothing. Looks at ``rows`` rows of one kind at most.
    """
    kind, _, after = position.partition(":")
    number = int(kind or 0)
    if number >= kinds:
        return Step()
    found = rows_of(number).order_by("pk")
    key: Any = found.model._meta.pk
    batch = list(found.filter(pk__gt=key.to_python(after))[:rows] if after else found[:rows])
    problems = [Problem(name_of(row), wrong, page_of(row)) for row in batch if (wrong := wrong_with(number, row))]
    if len(batch) == rows:
        return Step(len(batch), problems, f"{number}:{batch[-1].pk}")
    return Step(len(batch), problems, f"{number + 1}:" if number + 1 < kinds else None)
