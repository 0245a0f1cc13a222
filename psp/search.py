"""Search over everything a person may see. It reaches across the apps, as only the composition root may."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluation.models import Outcome, RedesignDecision, Stakeholder, Study
from partnerships.models import (
    Commitment,
    Contact,
    Department,
    DesignText,
    Document,
    FundingLine,
    Involvement,
    LearningPoint,
    Milestone,
    Organisation,
    Partnership,
    SuccessCriterion,
    User,
)
from partnerships.organisations.queries import matching
from procurement.models import Clarification, Tender
from psp.core.finding import finds, in_folded_order
from psp.core.folding import fold, typed_words

SHOWN = 5
AROUND = 60


def _own_page(row: Any) -> str:
    return str(row.get_absolute_url())


def _by_words(source: "Source", rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return in_folded_order(rows.filter(finds(text, *source.fields)), source.fields[0])


def _organisations(source: "Source", rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Thousands of organisations are found by an index of their words and numbers."""
    organisations: Any = rows
    return matching(organisations.current(), text)


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of record that search looks through: the fields it is found by, and where it is read.

    ``within`` is the path to what it belongs to, shown below its name. ``url`` leads to a page that everybody who sees the
    record may open.
    """

    key: str
    heading: Any
    model: Any
    fields: tuple[str, ...]
    within: str = ""
    url: Callable[[Any], str] = _own_page
    related: tuple[str, ...] = ()
    find: Callable[["Source", QuerySet[Any], str], QuerySet[Any]] = _by_words
    # What of each record the person may read, where that is not the same for everyone who sees it.
    shown: Callable[[Any, Any], QuerySet[Any]] = lambda rows, person: rows

    def rows(self, text: str, person: Any) -> QuerySet[Any]:
        """Narrow what the person may see to what the words are found in, by name."""
        rows = self.shown(self.model._default_manager.visible_to(person), person)
        related = (*self.related, *([self.within] if self.within else []))
        return self.find(self, rows.select_related(*related) if related else rows, text)

    def hit(self, row: Any, text: str) -> "Hit":
        """Say of a row that was found what it is, where it is read, and around which words."""
        within = row
        for name in filter(None, self.within.split("__")):
            within = getattr(within, name)
        return Hit(str(row), self.url(row), str(within) if self.within else "", self._excerpt(row, text))

    def _excerpt(self, row: Any, text: str) -> str:
        named, words = fold(str(row)), typed_words(text)
        missing = [word for word in words if word not in named]
        for field in self.fields:
            said = str(getattr(row, field, "") or "")
            for word in missing:
                if excerpt := excerpt_around(said, word):
                    return excerpt
        return ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found: its name, its address, what it belongs to, and words around what was typed."""

    title: str
    url: str
    within: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one kind; ``is_more`` where not all of it is listed."""

    source: Source
    hits: list[Hit]
    is_more: bool


def excerpt_around(text: str, word: str) -> str:
    """Cut the words around the first place where a folded word stands; empty where it does not.

    Folding may change how long a text is, so each word is folded by itself.
    """
    words = text.split()
    at = next((number for number, each in enumerate(words) if word in fold(each)), None)
    if at is None:
        return ""
    first, last = at, at + 1
    while first and len(" ".join(words[first - 1 : at])) <= AROUND:
        first -= 1
    while last < len(words) and len(" ".join(words[at : last + 1])) <= 2 * AROUND:
        last += 1
    return f"{'… ' if first else ''}{' '.join(words[first:last])}{' …' if last < len(words) else ''}"


def _organisation(row: Any) -> str:
    return str(row.organisation.get_absolute_url())


def _timeline(row: Any) -> str:
    return str(row.partnership.url("timeline"))


SOURCES = (
    Source("partnerships", _("Partnerships"), Partnership, ("name", "need"), "purchasing_council"),
    Source("organisations", _("Organisations"), Organisation, ("name",), find=_organisations),
    Source("people", _("People"), User, ("name",)),
    Source("contacts", _("Contacts"), Contact, ("name", "job_title", "about"), "organisation", _organisation),
    Source("departments", _("Departments"), Department, ("name", "does"), "organisation", _organisation),
    Source("milestones", _("Milestones"), Milestone, ("title",), "partnership", _timeline),
    Source("documents", _("Documents"), Document, ("title", "description"), "partnership"),
    Source("design", _("Vision, memorandum and design"), DesignText, ("body", "shared_values"), "partnership"),
    Source(
        "involvement", _("Involvement of service users"), Involvement, ("title", "who", "said", "done"), "partnership"
    ),
    Source("criteria", _("Success criteria"), SuccessCriterion, ("statement", "indicator", "source"), "partnership"),
    Source("funding", _("Funding"), FundingLine, ("source_name", "note"), "partnership", related=("organisation",)),
    Source("commitments", _("Commitments"), Commitment, ("conditions",), "partnership", related=("organisation",)),
    Source(
        "tenders",
        _("Tenders"),
        Tender,
        ("title", "shown_description"),
        "partnership",
        shown=lambda rows, person: rows.with_shown_description(person, timezone.now()),
    ),
    Source(
        "clarifications",
        _("Clarification questions"),
        Clarification,
        ("text", "answer"),
        "tender__partnership",
        lambda row: row.tender.url("clarifications"),
    ),
    Source("studies", _("Evaluations"), Study, ("title", "purpose", "scope", "audience"), "partnership"),
    Source(
        "stakeholders",
        _("Stakeholders"),
        Stakeholder,
        ("name", "description", "involvement"),
        "study",
        lambda row: row.study.url("stakeholders"),
    ),
    Source(
        "outcomes",
        _("Outcomes"),
        Outcome,
        ("description", "indicator", "quantity_source", "proxy_description", "proxy_source"),
        "stakeholder__study",
        lambda row: row.stakeholder.study.url("outcome", row.pk),
    ),
    Source(
        "redesign",
        _("Changes of the contract"),
        RedesignDecision,
        ("change", "finding", "reason"),
        "study",
        lambda row: row.study.url("redesign"),
    ),
    Source("learning", _("Learning points"), LearningPoint, ("title", "happened", "learned", "advice"), "partnership"),
)


def search(text: str, *, person: Any) -> list[Found]:
    """Find what a person may see by the words typed, five of each kind, kinds without any left out. One query for each kind."""
    found = []
    for source in SOURCES:
        rows = list(source.rows(text, person)[: SHOWN + 1])
        if rows:
            found.append(Found(source, [source.hit(row, text) for row in rows[:SHOWN]], len(rows) > SHOWN))
    return found
