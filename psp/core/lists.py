"""Lists: search, filter, sort, paginate, and a CSV that respects the filter and the permission."""

import csv
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django_filters.views import FilterView

from psp.core.access import Permitted
from psp.core.finding import in_folded_order
from psp.core.records import text_of

FORMULA = tuple("=+-@\t\r")
Column = tuple[Any, str | Callable[[Any], Any]]


class RecordList(Permitted, FilterView):
    """A list of what the person may see.

    ``sorts`` maps the word in the address (``?sort=name`` or ``?sort=-name``) to a field; the first is the default.
    ``columns`` are the CSV's, as (heading, attribute path or function); ``?format=csv`` gets the whole filtered list.
    """

    permission_required = "signed_in"
    template_name = "generic/list.html"
    paginate_by = 25
    strict = False
    title: Any = ""
    lead_text: Any = ""
    sorts: dict[str, str] = {}
    columns: list[Column] = []
    empty: dict[str, Any] = {}
    add_url = ""
    add_label: Any = ""
    # Whether the form that filters may be drawn once a minute for a person: only where what it offers hardly changes.
    keeps_filter = False

    def get_queryset(self) -> QuerySet[Any]:
        rows = super().get_queryset()
        if not hasattr(rows, "visible_to"):
            raise ImproperlyConfigured(f"{rows.model.__name__} needs visible_to(user)")
        return rows.visible_to(self.request.user)

    def crumbs(self) -> list[tuple[Any, str]]:
        """List the pages above this one."""
        return []

    @property
    def sort(self) -> str:
        """The chosen order as it stands in the address, or the default."""
        asked = self.request.GET.get("sort", "")
        return asked if asked.removeprefix("-") in self.sorts else next(iter(self.sorts), "")

    def in_order(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Order rows as asked, texts folded, and by key where that leaves ties, so that pages never overlap."""
        if not self.sort:
            return rows
        field = self.sorts[self.sort.removeprefix("-")]
        descending = self.sort.startswith("-") != field.startswith("-")
        return in_folded_order(rows, field.removeprefix("-"), descending=descending)

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse | StreamingHttpResponse:
        if self.filterset_class:
            self.filterset = self.get_filterset(self.filterset_class)
            rows = self.filterset.qs if self.filterset.is_valid() else self.filterset.queryset
        else:
            self.filterset, rows = None, self.get_queryset()
        self.object_list = self.in_order(rows)
        if request.GET.get("format") == "csv" and self.columns:
            return csv_response(slugify(str(self.title)), self.columns, self.in_file(self.object_list))
        return self.render_to_response(self.get_context_data(filter=self.filterset, object_list=self.object_list))

    def in_file(self, rows: QuerySet[Any]) -> Iterable[Any]:
        """Give the rows of the CSV; a list whose rows show more than their table adds it here."""
        return rows

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        # An address with a page that is gone shows the nearest one there is.
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get("page"))
        return paginator, page, page.object_list, page.has_other_pages()

    def get_add_url(self) -> str:
        """Return the address of the form that adds one, or "" where the person may not."""
        return self.add_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        query = self.request.GET.copy()
        query.pop("page", None)
        query["format"] = "csv"
        return {
            "title": self.title,
            "lead_text": self.lead_text,
            "crumbs": self.crumbs(),
            "sort": self.sort,
            "empty": self.empty,
            "add_url": self.get_add_url(),
            "add_label": self.add_label,
            "csv_url": f"?{query.urlencode()}" if self.columns else "",
            "result_count": context["paginator"].count if context.get("paginator") else len(self.object_list),
        } | context


class _Echo:
    def write(self, line: str) -> str:
        return line


def value_in(row: Any, column: str | Callable[[Any], Any]) -> Any:
    """Read a column's value: a function of the row, or a dotted path whose last callable is called."""
    if callable(column):
        return column(row)
    value = row
    for part in column.split("."):
        value = getattr(value, part, "") if value is not None else ""
        value = value() if callable(value) else value
    return value


def safe_cell(value: Any) -> str:
    """Write a value as ``text_of`` does, so that a spreadsheet shows it and never runs it.

    A text that starts a formula gets an apostrophe.
    """
    text = text_of(value) or ""
    is_number = isinstance(value, int | float | Decimal)
    return f"'{text}" if text[:1] in FORMULA and not is_number else text


def csv_response(name: str, columns: list[Column], rows: Iterable[Any]) -> StreamingHttpResponse:
    """Stream rows as a CSV file people's spreadsheets open as UTF-8."""
    writer = csv.writer(_Echo())
    source = rows.iterator(chunk_size=500) if isinstance(rows, QuerySet) else iter(rows)

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow([str(heading) for heading, _ in columns])
        for row in source:
            yield writer.writerow([safe_cell(value_in(row, column)) for _, column in columns])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.csv"'
    return response
