"""What stands in one cell of a register's file, read into a value that JSON can hold."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation

from partnerships.organisations.engine import numbers

Value = str | list[str] | None
Reader = Callable[[str], Value]

MOST_POUNDS = Decimal("99999999999.99")
FIRST_YEAR = 1000


def text(cell: str) -> str:
    """Read words: blanks at the ends go, runs of blanks within a line become one."""
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in cell.replace("\r", "").split("\n"))
    return "\n".join(lines).strip()


def line(cell: str) -> str:
    """Read words that stand on one line."""
    return " ".join(cell.split())


def items(cell: str) -> list[str]:
    """Read a list: items in single quotes, separated by commas; what stands between quotes may hold commas and quotes."""
    cell = line(cell)
    if not cell:
        return []
    if cell[0] != "'" or cell[-1] != "'" or len(cell) < 2:
        return [cell]
    return [item.strip() for item in re.split(r"'\s*,\s*'", cell[1:-1]) if item.strip()]


def day(cell: str) -> str | None:
    """Read a day, ``31/03/2026`` with or without a time, as its ISO text; None where the cell is empty.

    Raises ValueError whose text says what is wrong.
    """
    cell = cell.strip()
    if not cell:
        return None
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})( \d{1,2}:\d{2}(:\d{2})?)?", cell, flags=re.ASCII)
    if found and int(found[3]) >= FIRST_YEAR:
        with suppress(ValueError):
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
    raise ValueError(f"“{cell[:40]}” is not a date like 31/03/2026")


def pounds(cell: str) -> str | None:
    """Read an amount as text with two decimals, ``95000.00``; None where the cell is empty.

    Raises ValueError whose text says what is wrong.
    """
    cell = re.sub(r"[\s£,]", "", cell)
    if not cell:
        return None
    try:
        amount = Decimal(cell)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or abs(amount) > MOST_POUNDS:
        raise ValueError(f"“{cell[:40]}” is not an amount like 95000")
    return f"{amount:.2f}"


def number(cell: str) -> str:
    """Read a charity number. Raises ValueError whose text says what is wrong."""
    try:
        return numbers.charity_number(cell)
    except ValueError as problem:
        raise ValueError(f"“{cell.strip()[:40]}” is not a Scottish charity number") from problem


def postcode(cell: str) -> str:
    """Read a postcode; "" where the cell is empty. Raises ValueError whose text says what is wrong."""
    return _if_any(cell, numbers.postcode, "a postcode")


def website(cell: str) -> str:
    """Read the address of a website; "" where the cell is empty. Raises ValueError whose text says what is wrong."""
    return _if_any(cell, numbers.website, "the address of a website")


def _if_any(cell: str, read: Callable[[str], str], what: str) -> str:
    cell = cell.strip()
    if not cell:
        return ""
    try:
        return read(cell)
    except ValueError as problem:
        raise ValueError(f"“{cell[:80]}” is not {what}") from problem
