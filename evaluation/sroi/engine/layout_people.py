"""The parts of the JSON layout that carry no figures of the ratio: who is affected, and what was delivered."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from evaluation.sroi.engine.strict_json import (
    FieldError,
    Problem,
    Reader,
    needed_text,
    number,
    read_fields,
    shown,
    text,
)

DECISIONS = ("included", "excluded", "")


@dataclass(frozen=True, slots=True)
class StakeholderRow:
    """Who is affected, how they were asked, and whether they are in the account, with the reason."""

    name: str
    description: str = ""
    involvement: str = ""
    decision: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OutputRow:
    """What was delivered, counted where it can be."""

    stakeholder: str
    description: str
    quantity: Decimal | None = None
    unit: str = ""
    source: str = ""


def _decision(value: object) -> str:
    if not isinstance(value, str) or value not in DECISIONS:
        raise FieldError(f"{shown(value)} is not one of included, excluded")
    return value


_STAKEHOLDER: Mapping[str, Reader] = {
    "name": needed_text,
    "description": text,
    "involvement": text,
    "decision": _decision,
    "reason": text,
}
_OUTPUT: Mapping[str, Reader] = {
    "stakeholder": needed_text,
    "description": needed_text,
    "quantity": partial(number, field="quantity"),
    "unit": text,
    "source": text,
}


def read_stakeholder(place: int, raw: object, problems: list[Problem]) -> StakeholderRow | None:
    """Read one row of ``stakeholders``; None, with its problems added, where it is wrong."""
    before = len(problems)
    read = read_fields(f"stakeholders row {place}", raw, _STAKEHOLDER, {"name"}, problems)
    return StakeholderRow(**read) if len(problems) == before else None


def read_output(place: int, raw: object, problems: list[Problem]) -> OutputRow | None:
    """Read one row of ``outputs``; None, with its problems added, where it is wrong."""
    before = len(problems)
    read = read_fields(f"outputs row {place}", raw, _OUTPUT, {"stakeholder", "description"}, problems)
    return OutputRow(**read) if len(problems) == before else None
