"""States and transitions as data. Pure: who may, and whether, are decided elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of a workflow.

    ``name`` is also the permission (``app.name``), the last part of the URL and the operation; ``done`` is the same as
    the activity's verb, noun first (``pilot.started``); ``label`` is what the button says.
    """

    name: str
    source: str
    target: str
    done: str
    label: str = ""
    needs_reason: bool = False
    is_grave: bool = False


class Workflow:
    """The transitions of one kind of record."""

    def __init__(self, *transitions: Transition) -> None:
        self._rows = transitions

    def __iter__(self) -> Iterator[Transition]:
        return iter(self._rows)

    def leaving(self, state: str) -> list[Transition]:
        """List the transitions that leave a state, in the order they were written."""
        return [row for row in self._rows if row.source == state]

    def find(self, name: str, state: str) -> Transition | None:
        """Return the row called ``name`` that leaves ``state``, or None where there is none."""
        return next((row for row in self._rows if row.name == name and row.source == state), None)

    def names(self) -> list[str]:
        """List each transition's name once, in order."""
        return list(dict.fromkeys(row.name for row in self._rows))

    def states(self) -> list[str]:
        """List every state a row mentions once, in order."""
        return list(dict.fromkeys(state for row in self._rows for state in (row.source, row.target)))

    def label_of(self, name: str) -> str:
        """Return the button's words of a transition; raises KeyError for an unknown name."""
        for row in self._rows:
            if row.name == name:
                return row.label or name.replace("_", " ").capitalize()
        raise KeyError(name)


def choices(states: Any) -> list[tuple[str, str]]:
    """Turn a StrEnum of states into Django choices; a state's words are its value with spaces, sentence case."""
    return [(state.value, getattr(state, "label", state.value.replace("_", " ").capitalize())) for state in states]
