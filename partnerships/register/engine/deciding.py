"""What an import may change: what the register says, against what the directory says and what it said at the last import."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

BLANKS: tuple[Any, ...] = (None, "", [], False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """``changes`` maps a field to (before, after); ``kept`` names the fields where a person's words stand against the register's."""

    changes: dict[str, tuple[Any, Any]]
    kept: tuple[str, ...]


def outcome(current: dict[str, Any], said: dict[str, Any], last: dict[str, Any], edited: Collection[str]) -> Outcome:
    """Decide field by field what an import changes; fields the register says nothing of stay.

    ``current`` is what the directory says, ``last`` what the register said at the last import ({} before the first),
    ``edited`` the fields a person has written. A field changes only where nobody can have written it: it still says
    what the register said last, or, never imported, nothing. Applying an outcome and deciding again changes nothing.
    """
    changes, kept = {}, []
    for name, value in said.items():
        before = current.get(name)
        if _same(before, value):
            continue
        untouched = _same(before, last[name]) if name in last else before in BLANKS
        if name in edited or not untouched:
            if name in edited or value not in BLANKS:
                kept.append(name)
        elif not (value in BLANKS and before in BLANKS):
            changes[name] = (before, value)
    return Outcome(changes, tuple(kept))


def restorable(current: dict[str, Any], after: dict[str, Any], edited: Collection[str]) -> set[str]:
    """Name the changed fields an undo may set back: those that still say what the import wrote, and that nobody edited."""
    return {name for name, value in after.items() if name not in edited and _same(current.get(name), value)}


def _same(one: Any, other: Any) -> bool:
    return bool(one == other) or (one in BLANKS and other in BLANKS)
