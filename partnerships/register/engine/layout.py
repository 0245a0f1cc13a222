"""The layout of a register's file as data: which column holds what, and how it is read.

Another register is another Layout, and a function that makes what it says out of the cells.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from partnerships.register.engine.cells import Reader, Value

Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, the name its value goes by, and how a cell is read."""

    heading: str
    name: str
    read: Reader


@dataclass(frozen=True, slots=True)
class Layout:
    """A register's file. ``number`` names the column that tells rows apart; ``say`` turns a row's values into what the
    register says of the organisation, in the directory's own fields. ``check`` lists what contradicts itself in a row that
    can be read: it is used all the same, and never in silence.
    """

    code: str
    name: str
    number: str
    columns: tuple[Column, ...]
    say: Callable[[dict[str, Value]], Said]
    check: Callable[[dict[str, Value]], list[str]] = lambda values: []


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row says. ``row`` counts as a spreadsheet does, the headings being row 1.

    A field whose cell cannot be read is not in ``said``; ``problems`` says so. Without ``number`` the row is of no use.
    """

    row: int
    number: str | None = None
    said: Said = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def heading_key(heading: str) -> str:
    """Bring a heading to the form headings are compared in: some begin with a blank."""
    return " ".join(heading.replace("\ufeff", "").split()).casefold()
