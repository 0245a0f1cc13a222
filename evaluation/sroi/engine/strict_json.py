"""JSON read strictly: what the standard reader lets pass (a field twice, NaN, true as a number) is noticed here.

Numbers keep their text as Decimals, so 0.1 in a file is 0.1 in a figure.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from evaluation.sroi.engine.figures import limit_problem

MOST_BYTES = 2_000_000
MOST_LETTERS = 100_000
MOST_DIGITS, MOST_DECIMALS = 40, 20
Reader = Callable[[object], Any]
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?")


class Fields(dict[str, object]):
    """A JSON object that remembers which names it was given more than once."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        times = Counter(name for name, _ in pairs)
        self.twice = tuple(name for name, count in times.items() if count > 1)


class NotJsonError(ValueError):
    """The bytes are no JSON at all; the text says why."""


class FieldError(ValueError):
    """A value is not what its field takes; the text is the reason, without row and field."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong where: "outcomes row 3, field deadweight: 120 is more than 100"."""

    where: str
    field: str | None
    reason: str

    def __str__(self) -> str:
        return f"{self.where}, field {self.field}: {self.reason}" if self.field else f"{self.where}: {self.reason}"


def parse_json(data: bytes) -> object:
    """Parse UTF-8 JSON of at most 2 MB into Fields, lists, text, Decimals, booleans and None.

    NaN and Infinity come back as Decimals that ``number`` then refuses with their row. Raises NotJsonError.
    """
    if len(data) > MOST_BYTES:
        raise NotJsonError(f"is larger than {MOST_BYTES:,} bytes")
    if not data.strip():
        raise NotJsonError("is empty")
    try:
        return json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=Fields,
            parse_int=Decimal,
            parse_float=Decimal,
            parse_constant=Decimal,
        )
    except UnicodeDecodeError as error:
        raise NotJsonError(f"is not UTF-8 text (byte {error.start + 1})") from error
    except json.JSONDecodeError as error:
        raise NotJsonError(f"is not JSON: {error.msg}, line {error.lineno}, column {error.colno}") from error
    except (RecursionError, InvalidOperation) as error:
        raise NotJsonError("is not JSON this reads: it is nested too deeply or holds a number too large") from error


def number(value: object, field: str) -> Decimal:
    """Read a number, or text holding one in plain digits ("-275", "94.00"), and keep the limits of ``field``.

    Raises FieldError.
    """
    if isinstance(value, str) and not value.strip():
        raise FieldError("is empty")
    if isinstance(value, str) and _PLAIN_NUMBER.fullmatch(value):
        parsed = Decimal(value)
    elif isinstance(value, Decimal):
        parsed = value
    else:
        raise FieldError(f"{shown(value)} is not a number in plain digits, such as 1250.50")
    problem = limit_problem(field, parsed)
    if problem:
        raise FieldError(problem)
    _, digits, exponent = parsed.as_tuple()
    if len(digits) > MOST_DIGITS or int(exponent) < -MOST_DECIMALS:
        raise FieldError(f"has more than {MOST_DIGITS} digits or {MOST_DECIMALS} decimals")
    return parsed


def whole_number(value: object, field: str) -> int:
    """Read a whole number such as a year. Raises FieldError."""
    parsed = number(value, field)
    if parsed != parsed.to_integral_value():
        raise FieldError(f"{shown(value)} is not a whole number")
    return int(parsed)


def text(value: object) -> str:
    """Read text of one or more lines, without characters that steer a terminal. Raises FieldError.

    Lines end as they do in the file's own system; here they end one way.
    """
    if not isinstance(value, str):
        raise FieldError(f"{shown(value)} is not text")
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    if len(value) > MOST_LETTERS:
        raise FieldError(f"is longer than {MOST_LETTERS:,} characters")
    if printable(value) != value:
        raise FieldError("holds characters that cannot be printed")
    return value


def printable(value: str) -> str:
    """Put a blank for each character that steers a terminal and is no end of a line: nobody meant to type one."""
    return "".join(
        " " if unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\r\n\t" else letter for letter in value
    )


def needed_text(value: object) -> str:
    """Read text that must say something. Raises FieldError."""
    if not text(value).strip():
        raise FieldError("is empty")
    return text(value)


def boolean(value: object) -> bool:
    """Read true or false. Raises FieldError."""
    if not isinstance(value, bool):
        raise FieldError(f"{shown(value)} is not true or false")
    return value


def day(value: object) -> date:
    """Read a day such as "2022-11-18". Raises FieldError."""
    try:
        return date.fromisoformat(text(value))
    except ValueError as error:
        raise FieldError(f"{shown(value)} is not a day such as 2022-11-18") from error


def nothing_or(reader: Reader) -> Reader:
    """Return a reader that takes null as well, as None."""
    return lambda value: None if value is None else reader(value)


def rows(value: object, most: int) -> list[object]:
    """Read a list of at most ``most`` rows. Raises FieldError."""
    if not isinstance(value, list):
        raise FieldError(f"{shown(value)} is not a list of rows")
    if len(value) > most:
        raise FieldError(f"holds {len(value):,} rows, more than {most:,}")
    return value


def percentage(value: object, field: str) -> Decimal:
    """Read a percentage as ``number`` does, also text with its sign such as "0.12%". Raises FieldError."""
    return number(value.removesuffix("%") if isinstance(value, str) else value, field)


def may_be_a_share(value: object) -> bool:
    """Whether a percentage of a file may be a share of 1: between 0 and 1, and without the sign that says it is none."""
    if isinstance(value, str) and value.endswith("%"):
        return False
    try:
        return 0 < percentage(value, "deadweight") < 1
    except FieldError:
        return False


def shown(value: object) -> str:
    """Quote a value from a file, shortened, in characters any terminal can print."""
    if isinstance(value, Decimal):
        quoted = str(value)
    elif isinstance(value, dict):
        quoted = "an object"
    elif isinstance(value, list):
        quoted = "a list"
    else:
        quoted = json.dumps(value)
    return quoted if len(quoted) <= 40 else f"{quoted[:37]}..."


def read_fields(
    where: str, raw: object, readers: Mapping[str, Reader], needed: set[str], problems: list[Problem]
) -> dict[str, Any]:
    """Read the fields of one object, each with its reader; those not given, or wrong, are left out of the answer.

    Adds to ``problems``: no object, a field given twice, not known, missing though ``needed``, or refused.
    """
    if not isinstance(raw, Fields):
        problems.append(Problem(where, None, f"{shown(raw)} is not an object with fields"))
        return {}
    problems += [Problem(where, _name(field), "is given twice") for field in raw.twice]
    problems += [Problem(where, _name(field), "is not known") for field in raw if field not in readers]
    problems += [Problem(where, field, "is missing") for field in readers if field in needed and field not in raw]
    read: dict[str, Any] = {}
    for field, reader in readers.items():
        if field in raw and field not in raw.twice:
            try:
                read[field] = reader(raw[field])
            except FieldError as error:
                problems.append(Problem(where, field, str(error)))
    return read


def _name(field: str) -> str:
    return field if field.isidentifier() and len(field) <= 40 else shown(field)
