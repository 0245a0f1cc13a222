"""The registry of report kinds: who may read one, what it is about, and what stands in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of a report; ``key`` is its address within the report, ``template`` what stands in it."""

    key: str
    title: Any
    template: str


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One kind of report.

    ``permission`` is asked on the subject, which is one of ``subjects(person)``: those the person may report on.
    ``context(subject, at)`` builds what the templates read, with ``chapters`` in their order and, for the cover, ``facts``
    as (label, words). It does not know who asks: a kept report is the same for everyone who may read it, so it holds
    nothing that one of them may not see. ``within`` is the lookup from a subject to its partnership.
    """

    code: str
    title: Any
    description: Any
    permission: str
    subjects: Callable[[Any], Any]
    context: Callable[[Any, datetime], dict[str, Any]]
    within: str = "partnership"
    template: str = "reports/report.html"

    def subjects_in(self, partnership_id: int, person: Any) -> Any:
        """Return the queryset of a partnership's subjects that a person may report on."""
        return self.subjects(person).filter(**{self.within: partnership_id})

    def subject_for(self, person: Any, pk: int) -> Any | None:
        """Return one subject if the person may report on it, else None."""
        subject = self.subjects(person).filter(pk=pk).first()
        return subject if subject is not None and person.has_perm(self.permission, subject) else None


_kinds: dict[str, ReportKind] = {}


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
