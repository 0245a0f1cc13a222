"""The SROI report: its cover and what the study comes to. And the social return as a chapter of the partnership report.

An approved study is read from its frozen run, so the report's figures are the published ones to the penny.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.charts import queries as charts
from evaluation.results.queries import (
    HeadlineFigure,
    headline_figures,
    sensitivity_rows,
    totals,
    working_rows,
)
from evaluation.runs.queries import Shown, shown
from evaluation.simulation.queries import simulated
from evaluation.sroi.engine.ranges import ONE_SIDED_METHOD
from evaluation.studies.models import Study
from evaluation.studies.queries import method_words, pounds_words, range_words, ratio_words, shown_study, studies_of
from evaluation.studies.workflow import State
from evaluation.value_map.queries import incomplete
from psp.core import reports
from psp.core.dates import in_words
from psp.core.reports import Cover, ReportKind, Table

SROI = "sroi"
# As many years of working as fit a sheet on its side, beside the outcome and its present value.
YEARS_ACROSS = 7


def _subjects(person: Any) -> Any:
    needed = ("partnership", "schedule", "price_index", "run", "run__made_by", "simulation")
    return Study.objects.visible_to(person).select_related(*needed)


def _cover(study: Study, at: datetime) -> Cover:
    facts = [
        (_("Partnership"), study.partnership.name),
        (_("Kind"), study.get_kind_display()),
        (_("State"), study.get_state_display()),
    ]
    if study.starts_on and study.ends_on:
        words = _("{first} to {last}").format(first=in_words(study.starts_on), last=in_words(study.ends_on))
        facts.append((_("Activity"), words))
    return Cover(str(study), facts, study.partnership.is_demo)


reports.register(
    ReportKind(
        code=SROI,
        title=gettext_lazy("SROI report"),
        description=gettext_lazy(
            "The social return on investment with its range, method, value map, working, sensitivity, checks and sources"
        ),
        permission="evaluation.view_study",
        subjects=_subjects,
        cover=_cover,
        prepare=lambda study, at: shown(study),
    )
)


@reports.chapter(SROI, key="summary", title=gettext_lazy("What the study found"), position=10)
def summary(found: Shown, at: datetime) -> dict[str, Any]:
    """Read the ratio with all that belongs beside it, and whether it is frozen."""
    return {
        "study": found.study,
        "run": found.run,
        "trouble": found.trouble,
        "figures": headline_figures(found),
        "totals": totals(found),
        "method": method_words(found.study),
        "waterfall": charts.waterfall_of(found),
        "incomplete": incomplete(found.rows.outcomes),
    }


@reports.chapter(SROI, key="working", title=gettext_lazy("Working"), position=60)
def working(found: Shown, at: datetime) -> dict[str, Any]:
    """Read the value of each outcome year by year, and what the years come to discounted."""
    return {
        "outcomes": _outcome_tables(found),
        "years": _years(found) if found.headline and found.headline.result.years else None,
        "totals": totals(found),
        "by_year": charts.by_year(found),
        "by_stakeholder": charts.by_stakeholder(found),
    }


def _outcome_tables(found: Shown) -> list[Table]:
    """A few years to a table, so that each fits a sheet; impact and present value stand in the last one."""
    rows = working_rows(found)
    if not rows or found.headline is None:
        return []
    years = [year.year for year in found.headline.result.years]
    tables = []
    for first in range(0, len(years), YEARS_ACROSS):
        across = years[first : first + YEARS_ACROSS]
        is_last = across[-1] == years[-1]
        headings = [_("Outcome"), *(_("Year {year}").format(year=year) for year in across)]
        lines = [[f"{row.name}\n{row.working.stakeholder}", *_values(row, across)] for row in rows]
        value = [_("Value"), *(pounds_words(found.headline.result.years[year - 1].value) for year in across)]
        if is_last:
            headings += [_("Present value")]
            lines = [[*line, row.present_value] for line, row in zip(lines, rows, strict=True)]
            value += [pounds_words(found.headline.result.total_present_value)]
        words = (
            _("Value by outcome, years {first} to {last}") if len(across) > 1 else _("Value by outcome, year {first}")
        )
        caption = words.format(first=across[0], last=across[-1])
        numeric = tuple(range(1, len(headings)))
        tables.append(Table(caption, tuple(headings), tuple(map(tuple, [*lines, value])), numeric, totals=1))
    return tables


def _values(row: Any, years: list[int]) -> list[str]:
    return [row.values[year - 1] or "–" for year in years]


def _years(found: Shown) -> Table:
    result = found.headline.result if found.headline else None
    years = result.years if result else ()
    rows = [
        (
            _("Year {year}").format(year=year.year),
            pounds_words(year.value),
            f"{year.factor:.4f}",
            pounds_words(year.present_value),
        )
        for year in years
    ]
    total = pounds_words(result.total_present_value) if result else ""
    headings = (_("Year"), _("Value"), _("Discount factor"), _("Present value"))
    return Table(
        _("From value to present value"),
        headings,
        (*rows, (_("Total present value"), "", "", total)),
        (1, 2, 3),
        totals=1,
    )


@reports.chapter(SROI, key="sensitivity", title=gettext_lazy("How far the ratio could go"), position=70)
def sensitivity(found: Shown, at: datetime) -> dict[str, Any]:
    """Read what moves the ratio, one assumption at a time and all at once."""
    simulation = simulated(found.study)
    rows = tuple(
        (
            "\n".join(filter(None, [row.name, row.note])),
            row.today,
            row.low,
            row.ratio_at_low,
            row.high,
            row.ratio_at_high,
            row.breaks_even_at,
        )
        for row in sensitivity_rows(found)
    )
    headings = (
        *(_("Assumption"), _("Today"), _("Low"), _("Ratio if low"), _("High"), _("Ratio if high")),
        _("Breaks even at"),
    )
    caption = _("The ratio with one assumption changed")
    return {
        "tornado": charts.tornado_of(found),
        "is_one_sided": found.headline is not None and found.headline.result.method_version == ONE_SIDED_METHOD,
        "one_way": Table(caption, headings, rows, numeric=(1, 2, 3, 4, 5, 6)) if rows else None,
        "histogram": charts.histogram_of(found, simulation),
        "simulation": simulation,
    }


@reports.chapter("partnership", key="evaluation", title=gettext_lazy("Social return"), position=70)
def social_return(partnership: Any, at: datetime) -> dict[str, Any] | None:
    """Read the study the partnership is known by; left out before there is a ratio. One query."""
    study = shown_study(studies_of(partnership))
    if study is None:
        return None
    figures = [
        HeadlineFigure(_("Social return for each £1"), ratio_words(study.figure("ratio"))),
        HeadlineFigure(_("Range, one figure varied"), range_words(study) or "–"),
    ]
    for name, label in (("total_present_value", _("Total present value")), ("inputs_total", _("Put in"))):
        amount = study.figure(name)
        if amount is not None:
            figures.append(HeadlineFigure(label, pounds_words(amount)))
    return {
        "study": study,
        "is_approved": study.state == State.APPROVED,
        "figures": figures,
        "method": method_words(study),
    }
