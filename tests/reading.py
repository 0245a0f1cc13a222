"""Reads what people read: the figures, tables and cards of a page, the rows of a file, the chapters of a report."""

import csv
from collections.abc import Iterator
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import timezone
from lxml import html

from partnerships.lifecycle.queries import with_people
from psp.core import reports

MAIN = "//main"


def of_class(name: str) -> str:
    """Return the path of elements of a class."""
    return f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"


def labelled_by(name: str) -> str:
    """Return the path of what is labelled by an element's id."""
    return f"//section[@aria-labelledby='{name}']"


def tree_of(page: Any) -> Any:
    """Parse an answer."""
    return html.fromstring(page.content.decode())


def words_in(element: Any) -> str:
    """Read an element's words on one line."""
    return " ".join(" ".join(element.itertext()).split())


def text_of(page: Any, path: str) -> str:
    """Read the first element at a path; "" where there is none."""
    return next((words_in(element) for element in tree_of(page).xpath(path)), "")


def figures_of(page: Any) -> dict[str, str]:
    """Read the labelled figures of a page, the first of each label."""
    found: dict[str, str] = {}
    for figure in tree_of(page).xpath(of_class("psp-figure")):
        label, value = (words_in(figure.xpath(f".//{part}")[0]) for part in ("dt", "dd"))
        found.setdefault(label, value)
    return found


def cells_of(page: Any) -> dict[str, dict[str, str]]:
    """Read the rows of a page's lists by the link or words that head them, and their cells by heading."""
    found: dict[str, dict[str, str]] = {}
    for table in tree_of(page).xpath(f"{MAIN}//table[not(ancestor::figure)]"):
        for name, cells in _rows(table):
            found.setdefault(name, cells)
    return found


def rows_of_table(page: Any, name: str) -> list[dict[str, str]]:
    """Read the rows of the table with a caption, or labelled by a heading's id, each by its column headings."""
    for table in tree_of(page).xpath("//table"):
        caption = next((words_in(element) for element in table.xpath(".//caption")), "")
        if name in (caption, table.get("aria-labelledby")):
            headings = [words_in(cell) for cell in table.xpath("./thead//th")]
            rows = table.xpath("./tbody/tr | ./tfoot/tr")
            return [dict(zip(headings, map(words_in, row.xpath("./th | ./td")), strict=False)) for row in rows]
    raise LookupError(name)


def csv_rows(client: Any, address: str) -> list[dict[str, str]]:
    """Read a list's file, each row by its headings."""
    joiner = "&" if "?" in address else "?"
    page = client.get(f"{address}{joiner}format=csv")
    return list(csv.DictReader(b"".join(page.streaming_content).decode("utf-8-sig").splitlines()))


def report_of(partnership: Any) -> dict[str, str]:
    """Read the chapters of the partnership report by their keys."""
    cache.clear()
    fresh = with_people(type(partnership).objects.all()).get(pk=partnership.pk)
    chapters = reports.chapters_of(reports.find("partnership"), fresh, timezone.now())
    return {
        chapter.key: words_in(html.fromstring(f"<div>{_written(chapter)}</div>"))
        for chapter in chapters
        if chapter.key in ("where", "timeline", "pilot", "funding")
    }


def _written(chapter: Any) -> str:
    return render_to_string(chapter.template, {"data": chapter.data, "chapter": chapter, "look": "page"})


def _rows(table: Any) -> Iterator[tuple[str, dict[str, str]]]:
    headings = [words_in(cell) for cell in table.xpath("./thead//th")]
    for row in table.xpath("./tbody/tr"):
        cells = row.xpath("./th | ./td")
        links = cells[0].xpath(".//a") if cells else []
        name = words_in(links[0]) if links else words_in(cells[0]) if cells else ""
        yield name, dict(zip(headings, map(words_in, cells), strict=False))
