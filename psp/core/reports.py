"""The registry of report kinds and their chapters: who may read a report, what it is about, and what stands in it.

A report is the same for everyone who may read it. Neither its cover nor a chapter knows who asks, so a kept report holds
nothing that one of its readers may not see.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Cover:
    """What a report's first page says: what it is about, and facts as (label, words)."""

    about: str
    facts: list[tuple[Any, Any]]
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of a report; ``key`` is its address within the report, ``data`` what its template reads."""

    key: str
    title: Any
    template: str
    starts_page: bool = False
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """Figures or words in rows, every cell in words; the column ``row_header`` names the row, ``numeric`` are set right.

    ``groups`` are rows that head those after them; the last ``totals`` rows add the others up.
    """

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    totals: int = 0
    row_header: int = 0


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One kind of report.

    ``permission`` is asked on the subject, which is one of ``subjects(person)``: those the person may report on.
    ``name(subject)`` tells the subjects of one partnership apart, ``within`` is the lookup from a subject to its
    partnership. ``prepare(subject, at)`` reads once what several chapters need; they get what it returns. A kind that
    ``is_sealed`` is kept as ciphertext; ``note_reading(subject, by, at)`` keeps that somebody read what it holds.
    """

    code: str
    title: Any
    description: Any
    permission: str
    subjects: Callable[[Any], Any]
    cover: Callable[[Any, datetime], Cover]
    name: Callable[[Any], str] = str
    within: str = "partnership"
    prepare: Callable[[Any, datetime], Any] | None = None
    is_sealed: bool = False
    note_reading: Callable[[Any, Any, datetime], None] | None = None

    def subjects_in(self, partnership_id: int, person: Any) -> Any:
        """Return the queryset of a partnership's subjects that a person may report on."""
        return self.subjects(person).filter(**{self.within: partnership_id})

    def subject_for(self, person: Any, pk: int) -> Any | None:
        """Return one subject if the person may report on it, else None."""
        subject = self.subjects(person).filter(pk=pk).first()
        return subject if subject is not None and person.has_perm(self.permission, subject) else None

    def keep_reading(self, subject: Any, *, by: Any, at: datetime) -> None:
        """Keep that somebody reads a report on a subject, where the kind keeps that. Raises NotPermitted."""
        if self.note_reading is not None:
            self.note_reading(subject, by, at)


Content = Callable[[Any, datetime], dict[str, Any] | None]
_kinds: dict[str, ReportKind] = {}
_chapters: dict[str, list[tuple[int, Chapter, Content]]] = {}


def register(kind: ReportKind) -> ReportKind:
    """Add a report kind; raises ValueError on a second one of the same code."""
    if kind.code in _kinds:
        raise ValueError(f"Two report kinds are called {kind.code}")
    _kinds[kind.code] = kind
    return kind


def find(code: str) -> ReportKind:
    """Return the kind called ``code``; raises KeyError where there is none."""
    return _kinds[code]


def kinds() -> list[ReportKind]:
    """List the kinds in the order they were registered."""
    return list(_kinds.values())


def chapter(
    kind: str, *, key: str, title: Any, position: int, starts_page: bool = False
) -> Callable[[Content], Content]:
    """Register a function ``(prepared, at)`` that reads what the template ``reports/<kind>/<key>.html`` needs.

    It returns None where the chapter is left out. ``position`` orders the chapters of a kind; one with tall pictures
    ``starts_page``. Raises ValueError on a second chapter of the same key.
    """

    def decorate(function: Content) -> Content:
        chapters = _chapters.setdefault(kind, [])
        if key in {known.key for _position, known, _function in chapters}:
            raise ValueError(f"Two chapters of {kind} are called {key}")
        chapters.append((position, Chapter(key, title, f"reports/{kind}/{key}.html", starts_page), function))
        chapters.sort(key=lambda row: row[0])
        return function

    return decorate


def chapters_of(kind: ReportKind, subject: Any, at: datetime) -> list[Chapter]:
    """Read every chapter of a report about one subject as things stand at ``at``."""
    prepared = kind.prepare(subject, at) if kind.prepare else subject
    found = [(known, function(prepared, at)) for _position, known, function in _chapters.get(kind.code, [])]
    return [replace(known, data=data) for known, data in found if data is not None]
