"""Finding organisations quickly, however many there are, and reading one with all that belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from partnerships.organisations.engine.words import are_alike, telling_words
from partnerships.organisations.models import Organisation
from psp.core.folding import typed_words

# A list counts no further: nobody reads a thousand names, and counting them all would cost more the more there are.
MOST_COUNTED = 1000
# Sorts after every word that begins alike.
AFTER_ALL = "\U0010ffff"
# Letters that two words, or one alone, must share: a slip of the pen further on does not hide a name.
STEMS = {1: 4, 2: 3}


@dataclass(frozen=True, slots=True)
class Found:
    """Organisations that meet all conditions. ``count`` is at most MOST_COUNTED; ``is_more`` where there are more."""

    rows: "QuerySet[Organisation]"
    count: int
    is_more: bool


def begins_with(stem: str) -> Q:
    """The condition that one of an organisation's words begins with a folded stem: a range of an index."""
    return Q(words__word__gte=stem, words__word__lt=stem + AFTER_ALL)


def of_service(service: Any) -> Q:
    """The condition that an organisation offers a service: people say so, or its name or register entry names it."""
    said, named = (getattr(Organisation, field).through.objects for field in ("services", "named_services"))
    return Q(pk__in=said.filter(service=service).values("organisation")) | Q(
        pk__in=named.filter(service=service).values("organisation")
    )


def word_conditions(text: str) -> list[Q]:
    """One condition for each word typed, the most telling first; an organisation must meet all of them."""
    return [begins_with(word) for word in typed_words(text)]


def joined(rows: "QuerySet[Organisation]", conditions: Sequence[Q]) -> "QuerySet[Any]":
    """The keys of the rows that meet all conditions, found from the conditions' side: quick where few meet them."""
    for condition in conditions:
        rows = rows.filter(condition)
    return rows.order_by().values("pk").distinct()


def walked(rows: "QuerySet[Organisation]", conditions: Sequence[Q]) -> "QuerySet[Organisation]":
    """The rows that meet all conditions, found by walking the list in its order: quick where many meet them."""
    every = Organisation._base_manager
    return rows.filter(*[Exists(every.filter(condition, pk=OuterRef("pk"))) for condition in conditions])


def found_among(rows: "QuerySet[Organisation]", conditions: Sequence[Q]) -> Found:
    """Narrow rows to those that meet all conditions, in the way that suits how many do. One query, for the count."""
    keys = joined(rows, conditions) if conditions else rows.order_by().values("pk")
    count = keys[: MOST_COUNTED + 1].count()
    if not conditions:
        return Found(rows, min(count, MOST_COUNTED), count > MOST_COUNTED)
    if count > MOST_COUNTED:
        return Found(walked(rows, conditions), MOST_COUNTED, is_more=True)
    return Found(rows.filter(pk__in=joined(Organisation.objects.all(), conditions)), count, is_more=False)


def matching(rows: "QuerySet[Organisation]", text: str) -> "QuerySet[Organisation]":
    """Narrow rows to those whose names or numbers begin with each word typed, by name; none where nothing was typed.

    For pickers and for search: of a word that thousands have, a thousand are looked at. No query until it is read.
    """
    conditions = word_conditions(text)
    if not conditions:
        return rows.none()
    return rows.filter(pk__in=joined(rows, conditions)[:MOST_COUNTED]).order_by("sort_key", "pk")


def organisations_matching(text: str, *, user: Any, limit: int = 10) -> "list[Organisation]":
    """List the organisations a person may see whose names or numbers begin with each word typed. One query."""
    return list(matching(Organisation.objects.visible_to(user).current(), text)[:limit])


def alike(name: str, *, limit: int = 5) -> "list[Organisation]":
    """List organisations whose name may mean the one asked about. One query.

    Looks among those that share the beginnings of its two most telling words.
    """
    telling = telling_words(name)[:2]
    conditions = [begins_with(word[: STEMS[len(telling)]]) for word in telling]
    if not conditions:
        return []
    rows = Organisation.objects.filter(pk__in=joined(Organisation.objects.all(), conditions)[:MOST_COUNTED])
    near = [row for row in rows.only("name", "known_as", "charity_number", "postcode") if _means(row, name)]
    return sorted(near, key=lambda row: row.name.casefold())[:limit]


def _means(row: Organisation, name: str) -> bool:
    return are_alike(row.name, name) or are_alike(row.known_as, name)
