"""Finding records by the words people type, the same way everywhere and on every database.

The words may stand in any order and anywhere in the fields, and their beginnings are enough; accents, capitals and
apostrophes make no difference (``psp.core.folding``). SQLite calls the folding of Python, PostgreSQL its own functions, which a test compares.
"""

import re
from collections.abc import Callable
from typing import Any

import django_filters
from django.db.models import CharField, F, Field, Lookup, Q, QuerySet, TextField, Transform
from django.db.models.constants import LOOKUP_SEP

from psp.core.folding import APOSTROPHES, MARKS, fold, typed_words

FIRST_WITHOUT_BLANKS = "\u0530"


class Folded(Transform):
    """A text as it is compared: ``title__folded__contains``, or ``order_by(Folded("title"))``."""

    lookup_name = "folded"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="psp_fold", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        inner, params = compiler.compile(self.source_expressions[0])
        sql = (
            f"translate(replace(lower(regexp_replace(normalize(translate(({inner})::text, %s, ''), NFKD), %s, '', 'g')),"
            " 'ß', 'ss'), 'ς', 'σ')"
        )
        # Compared byte by byte, as SQLite does, so that lists stand in one order on both.
        return f'({sql} COLLATE "C")', [*params, APOSTROPHES, MARKS]


class Begins(Lookup):
    """A word of a folded text begins with a folded word: ``title__folded__begins``."""

    lookup_name = "begins"
    prepare_rhs = False

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        text, params = self.process_lhs(compiler, connection)
        return f"psp_begins({text}, %s)", [*params, self.rhs]

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        text, params = self.process_lhs(compiler, connection)
        # A folded word has letters and digits only, which mean themselves in a pattern.
        return f"{text} ~ %s", [*params, f"(^|[^[:alnum:]]){self.rhs}"]


TextField.register_lookup(Begins)
CharField.register_lookup(Folded)
TextField.register_lookup(Folded)


def teach_sqlite(sender: Any, connection: Any, **kwargs: Any) -> None:
    """Give a new connection to SQLite the folding of Python."""
    if connection.vendor == "sqlite":
        for name, takes, function in (("psp_fold", 1, _fold), ("psp_begins", 2, _begins)):
            connection.connection.create_function(name, takes, function, deterministic=True)


def _fold(text: str | None) -> str | None:
    return None if text is None else fold(str(text))


def _begins(text: str | None, word: str) -> bool | None:
    return None if text is None else bool(re.search(rf"(^|[\W_]){word}", text))


def _lookup_for(word: str) -> str:
    """Scripts beyond Cyrillic write without blanks, or with signs between the letters: there any place will do."""
    return "begins" if word[0] < FIRST_WITHOUT_BLANKS else "contains"


def finds(text: str, *fields: str, elsewhere: Callable[[str], Any] | None = None) -> Q:
    """Make the condition that words of the fields begin with every word typed; nothing meets it where no word was typed.

    ``elsewhere`` makes a further condition of a folded word, such as that a row of another table has it.
    """
    words = typed_words(text)
    if not words:
        return Q(pk__in=[])
    condition = Q()
    for word in words:
        anywhere = Q(elsewhere(word)) if elsewhere else Q()
        for field in fields:
            anywhere |= Q(**{f"{field}__folded__{_lookup_for(word)}": word})
        condition &= anywhere
    return condition


class WordsFilter(django_filters.CharFilter):
    """The words of a list's search, looked for in the fields named."""

    def __init__(self, *fields: str, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 200} | kwargs)
        self.fields = fields

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        return qs.filter(finds(value, *self.fields)) if value else qs


def in_folded_order(rows: QuerySet[Any], field: str, *, descending: bool = False) -> QuerySet[Any]:
    """Order rows by a field, texts as they are compared, and by key where that leaves ties."""
    order: Any = Folded(field) if _is_text(rows, field) else F(field)
    return rows.order_by(order.desc() if descending else order.asc(), "pk")


def _is_text(rows: QuerySet[Any], path: str) -> bool:
    """Whether a path leads to a field of free text; keys, annotations and choices are ordered as they are."""
    if path == "pk" or path in rows.query.annotations:
        return False
    options, field = rows.model._meta, None
    for name in path.split(LOOKUP_SEP):
        field = options.get_field(name)
        options = field.related_model._meta if field.is_relation else options
    return isinstance(field, CharField | TextField) and not (isinstance(field, Field) and field.choices)
