"""What the pages of an import show of its rows."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partnerships.register.engine.layout import Said
from partnerships.register.models import ImportRow, RegisterImport, RowKind
from partnerships.register_preview.queries import label_of, names_of_terms, value_in_words

SAMPLES = 5
OF_NEW = ("areas", "income", "known_as")
PROBLEMS, KEPT, LEFT = "problems", "kept", "left"
# The lists of rows an import has, each with its heading and what it means.
LISTS = {
    RowKind.NEW: (_("New"), _("In the register and not in the directory: they are added.")),
    RowKind.CHANGED: (
        _("Changed"),
        _("The register says something else than at the last import: it is taken over."),
    ),
    RowKind.UNCHANGED: (_("Unchanged"), _("The directory says what the register says, or what a person wrote.")),
    RowKind.GONE: (
        _("No longer in the register"),
        _("In the directory from an earlier import and not in this file: they are closed only if you say so."),
    ),
    RowKind.REMOVED: (
        _("Removed long ago"),
        _("Marked as removed in the register, and not in the directory. They are left out."),
    ),
    KEPT: (
        _("Kept as people wrote it"),
        _("The register says one thing and a person wrote another. The person’s words stay."),
    ),
    PROBLEMS: (_("With a problem"), _("Something in the row could not be read. What could be read is used.")),
    LEFT: (_("Left as they are"), _("Changed since the import, so undoing it left them alone.")),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of an import in words. ``changes`` holds (field, before, after); ``kept`` and ``left`` fields."""

    row: ImportRow
    changes: list[tuple[str, str, str]]
    kept: list[str]
    left: list[str]

    @property
    def changes_in_words(self) -> str:
        """The changes on one line, for a spreadsheet."""
        return "; ".join(f"{label}: {before or '–'} → {after or '–'}" for label, before, after in self.changes)


def rows_of(register_import: RegisterImport, which: str) -> "QuerySet[ImportRow]":
    """The rows of one of LISTS, in the file's order."""
    rows = register_import.rows.select_related("organisation").order_by("pk")
    narrowed = {
        PROBLEMS: rows.with_problems,
        KEPT: rows.kept,
        LEFT: lambda: rows.exclude(left=[]),
    }
    return narrowed[which]() if which in narrowed else rows.filter(kind=which)


def in_words(rows: Iterable[ImportRow], names: dict[str, dict[int, str]]) -> list[Shown]:
    """Say in words what rows change. ``names`` are those of ``names_of_terms``."""
    return [
        Shown(
            row,
            [
                (label_of(name), value_in_words(name, row.before.get(name), names), value_in_words(name, after, names))
                for name, after in _news(row).items()
            ],
            [label_of(name) for name in row.kept],
            [label_of(name) for name in row.left if name != "organisation"],
        )
        for row in rows
    ]


def _news(row: ImportRow) -> Said:
    """What a row brings: its changes, and of a new organisation what tells it from others."""
    said: Said = row.said or {}
    if row.kind == RowKind.NEW:
        return {name: said[name] for name in OF_NEW if said.get(name)}
    after: Said = row.after
    return after


def samples_of(register_import: RegisterImport, kinds: Iterable[str]) -> dict[str, list[Shown]]:
    """The first five rows of each kind, in words. One query for each kind, and two."""
    names = names_of_terms()
    return {str(kind): in_words(rows_of(register_import, kind)[:SAMPLES], names) for kind in kinds}


def count_of(register_import: RegisterImport, which: str) -> int:
    """How many rows one of LISTS has. One query for those left alone, else none."""
    if which == LEFT:
        return rows_of(register_import, LEFT).count() if register_import.is_undone else 0
    count: int = register_import.counts.get(str(which), 0)
    return count
