"""The grid's figures as typed: which were changed, which cannot be read, and which somebody else saved meanwhile."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.sroi.forms import CHOSEN, words_of
from evaluation.value_map.engine import CELLS, Figure, Kind, UnreadableError, read_figure, said
from evaluation.value_map.models import Outcome
from evaluation.value_map.operations import RowEdit
from psp.core.dates import time_words

HEADINGS = {
    "quantity": gettext_lazy("Quantity"),
    "duration_years": gettext_lazy("Years"),
    "proxy": gettext_lazy("Worth each"),
    "deadweight": gettext_lazy("Would happen anyway %"),
    "displacement": gettext_lazy("Displaced %"),
    "attribution": gettext_lazy("Due to others %"),
    "drop_off": gettext_lazy("Drop-off % a year"),
}
# What the glossary calls the headings it explains.
TERMS = {
    "proxy": "Financial proxy",
    "deadweight": "Deadweight",
    "displacement": "Displacement",
    "attribution": "Attribution",
    "drop_off": "Drop-off",
}
LONGEST = 60


@dataclass(slots=True)
class GridCell:
    """One box: what stands in it, what stood in it when the page was read, and what is wrong with it."""

    name: str
    kind: Kind
    typed: str
    was: str
    field_name: str = ""
    value: Figure = None
    error: str = ""
    readings: tuple[str, ...] = ()
    is_changed: bool = False

    @property
    def heading(self) -> str:
        return str(HEADINGS[self.name])


@dataclass(slots=True)
class GridRow:
    """One outcome's boxes, against the version that was read. ``conflict`` says what somebody else saved meanwhile."""

    outcome: Outcome
    version: int
    cells: list[GridCell] = field(default_factory=list)
    conflict: str = ""

    @property
    def read(self) -> str:
        """What the page carries unseen: the version and the figures it was read with."""
        return "|".join([str(self.version), *(cell.was for cell in self.cells)])

    @property
    def is_changed(self) -> bool:
        return any(cell.is_changed for cell in self.cells)

    @property
    def errors(self) -> dict[str, str]:
        return {cell.name: cell.error for cell in self.cells if cell.error}

    @property
    def readings(self) -> dict[str, tuple[str, ...]]:
        """What may be meant, by the name of the cell, where a percentage may be a share of 1."""
        return {cell.name: cell.readings for cell in self.cells if cell.readings}

    @property
    def edit(self) -> RowEdit:
        """The changed figures that could be read, for the operation."""
        figures = {cell.name: cell.value for cell in self.cells if cell.is_changed and not cell.error}
        return RowEdit(self.outcome.pk, self.version, figures)

    @property
    def is_as_saved(self) -> bool:
        """Say whether every figure that was changed is what is saved already."""
        changed = [cell for cell in self.cells if cell.is_changed]
        return all(not cell.error and cell.value == getattr(self.outcome, cell.name) for cell in changed)

    def show_conflict(self, *, to: Any) -> None:
        """Set what is saved now beside what was typed, and take the saved version as read: saving again overwrites it."""
        changed = []
        for cell in self.cells:
            now = said(cell.kind, getattr(self.outcome, cell.name))
            if now != cell.was:
                changed.append(_("{figure} is now {value}").format(figure=cell.heading, value=now or _("empty")))
                if not cell.is_changed:
                    cell.typed = now
            cell.was = now
        self.version = self.outcome.version
        if self.outcome.edited_by == to:
            words = _(
                "You saved this row at {time} from another page: {changes}. What you typed since is not saved yet."
            )
        else:
            words = _(
                "{who} saved this row at {time} while you were editing: {changes}. What you typed is not saved yet."
            )
        who = self.outcome.edited_by.name if self.outcome.edited_by else _("Someone else")
        what = ", ".join(changed) or _("its words changed")
        self.conflict = words.format(who=who, time=time_words(self.outcome.updated_at), changes=what)


def row_as_saved(outcome: Outcome) -> GridRow:
    """Give a row as it stands in the database."""
    written = [(cell, said(cell.kind, getattr(outcome, cell.name))) for cell in CELLS]
    cells = [GridCell(cell.name, cell.kind, text, text, f"{outcome.pk}-{cell.name}") for cell, text in written]
    return GridRow(outcome, outcome.version, cells)


def row_as_typed(outcome: Outcome, sent: Mapping[str, Any]) -> GridRow:
    """Give a row as a person typed it; as it is saved where the form did not hold it."""
    prefix = f"{outcome.pk}-"
    read = str(sent.get(f"{prefix}read", "")).split("|")
    if len(read) != len(CELLS) + 1:
        return row_as_saved(outcome)
    version = int(read[0]) if read[0].isdecimal() and len(read[0]) < 10 else 0
    row = GridRow(outcome, version)
    for cell, was in zip(CELLS, read[1:], strict=True):
        name = prefix + cell.name
        typed = str(sent.get(name + CHOSEN) or sent.get(name, was)).strip()[:LONGEST]
        row.cells.append(_read(GridCell(cell.name, cell.kind, typed, was, name)))
    # Sent again because the answer got lost, say.
    return row_as_saved(outcome) if row.version != outcome.version and row.is_as_saved else row


def _read(cell: GridCell) -> GridCell:
    if cell.typed == cell.was:
        return cell
    try:
        cell.value = read_figure(cell.kind, cell.typed)
        # "7000" and "£7,000" are one figure: writing it differently changes nothing.
        cell.is_changed = cell.value != _figure_of(cell.kind, cell.was)
    except UnreadableError as problem:
        cell.error, cell.readings, cell.is_changed = words_of(problem, is_narrow=True), problem.readings, True
    return cell


def _figure_of(kind: Kind, was: str) -> Figure:
    try:
        return read_figure(kind, was)
    except UnreadableError:
        return None


def rows_as_typed(outcomes: Iterable[Outcome], sent: Mapping[str, Any]) -> list[GridRow]:
    """Give every row of the form as it was typed."""
    return [row_as_typed(outcome, sent) for outcome in outcomes]


def rows_gone(outcomes: Iterable[Outcome], sent: Iterable[str]) -> int:
    """Count the rows of the form that are no longer in the study."""
    there = {f"{outcome.pk}-read" for outcome in outcomes}
    return sum(name.endswith("-read") and name not in there for name in sent)


def with_typed(outcome: Outcome, row: GridRow) -> None:
    """Write the readable figures of a row into an outcome in memory, to see what it would come to."""
    for name, value in row.edit.figures.items():
        setattr(outcome, name, value)
