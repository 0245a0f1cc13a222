"""Charts and tables of a report, as its look asks: on sheets, in large print, or on a screen."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from psp.core.charts.chart import Chart

register = template.Library()

# A row of more cells does not fit a sheet in words of 18 points: it is written down instead of across.
MOST_IN_LARGE_PRINT = 3
# More columns stand on a sheet turned sideways.
MOST_UPRIGHT = 6
# A table of so few rows stays on one sheet.
MOST_ON_ONE_SHEET = 8
# What all cells of a column keep to is set on one line: a day, an amount.
SHORT = 20
# So many characters of figures stand beside a name in large print: amounts up to millions are never broken after their sign.
MOST_OF_FIGURES = 26
LARGE_PRINT, SHEETS = "large_print", ("print", "large_print")


@register.inclusion_tag("reports/chart.html", takes_context=True)
def report_chart(context: Any, chart: Chart) -> dict[str, Any]:
    """Draw a chart with the same figures as a table beneath it."""
    return _picture(context["look"], chart) | {"table": chart.table}


@register.inclusion_tag("reports/chart.html", takes_context=True)
def report_picture(context: Any, chart: Chart) -> dict[str, Any]:
    """Draw a chart without its table: one that says the same and more follows it."""
    return _picture(context["look"], chart)


def _picture(look: str, chart: Chart) -> dict[str, Any]:
    svg = chart.large_print if look == LARGE_PRINT else chart.print if look in SHEETS else chart.svg
    # Made by psp.core.charts, which escapes every word in it.
    markup = SafeString(str(svg))
    return {"chart": chart, "svg": markup, "several": look in SHEETS and svg.startswith("<div"), "look": look}


@register.inclusion_tag("reports/table.html", takes_context=True)
def report_table(context: Any, table: Any, caption: str = "", is_dense: bool = False) -> dict[str, Any]:
    """Write a table, in large print one with many columns row by row."""
    last = len(table.rows) - getattr(table, "totals", 0)
    groups = getattr(table, "groups", ())
    rows = [(number in groups, [*zip(table.headings, row, strict=True)]) for number, row in enumerate(table.rows)]
    return {
        "table": table,
        "caption": caption or table.caption,
        "is_dense": is_dense,
        "is_wide": context["look"] == "print" and len(table.headings) > MOST_UPRIGHT,
        "is_whole": len(table.rows) <= MOST_ON_ONE_SHEET,
        "short": _short_columns(table),
        "keeps_figures": _keeps_figures(table),
        "rows": rows[:last],
        "totals": [row for _is_group, row in rows[last:]],
        "is_stacked": context["look"] == LARGE_PRINT and len(table.headings) > MOST_IN_LARGE_PRINT,
    }


def _keeps_figures(table: Any) -> bool:
    """Tell whether the figures of every row have room on one line beside its name, in words of any size."""
    longest = [max((len(str(row[number])) for row in table.rows), default=0) for number in table.numeric]
    return sum(longest) <= MOST_OF_FIGURES


def _short_columns(table: Any) -> list[int]:
    """List the columns in which no line of any cell is long."""
    columns = zip(*([*table.rows] or [table.headings]), strict=True)
    lines = [[line for cell in cells for line in str(cell).split("\n")] for cells in columns]
    return [number for number, said in enumerate(lines) if max(map(len, said)) <= SHORT]
