"""What a study comes to in the few figures people look at first, and its working as tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from evaluation.assumptions.queries import assumption_words, break_even_words, value_words
from evaluation.runs.queries import Shown
from evaluation.sroi.engine.break_even import BreakEven, break_evens
from evaluation.sroi.engine.result import OutcomeWorking
from evaluation.sroi.engine.sensitivity import Swing, most_telling
from evaluation.studies.queries import NOT_YET, pounds_words, ratio_words
from evaluation.value_map.models import Outcome
from psp.core.money import in_words, rounded


@dataclass(frozen=True, slots=True)
class HeadlineFigure:
    """A figure of the card on top: what it is, its value, and a few words beside it."""

    label: str
    value: str
    note: str = ""
    tone: str = ""


def headline_figures(shown: Shown) -> list[HeadlineFigure]:
    """List ratio, its range, break-even and net value; nothing where the study cannot be computed."""
    if shown.headline is None:
        return []
    result, likely, even = shown.headline.result, shown.headline.likely, shown.headline.break_even
    has_ratio, sums = result.ratio is not None, result.totals
    note = _("for each £1") if has_ratio else _("Record what was put in")
    if sums.total_present_value is None:
        note = _("Value an outcome first")
    figures = [HeadlineFigure(_("Social return"), ratio_words(result.ratio), note, "headline")]
    if likely is not None:
        low, high = rounded(likely.low, 2), rounded(likely.high, 2)
        figures.append(HeadlineFigure(_("Range, one figure varied"), _("{low} to {high}").format(low=low, high=high)))
    if even is not None and even.breaks_even_at is not None:
        at, today = break_even_words(even.assumption, even.breaks_even_at, even.value, shown.rows)
        figures.append(HeadlineFigure(_("Breaks even at"), at, today))
    elif has_ratio:
        figures.append(HeadlineFigure(_("Breaks even at"), "–", _("nothing is gained to set against what is put in")))
    net = sums.net_present_value
    words = str(NOT_YET) if net is None else in_words(rounded(net, 0))
    figures.append(HeadlineFigure(_("Net present value"), words, tone="bad" if net is not None and net < 0 else ""))
    return figures


def totals(shown: Shown) -> list[HeadlineFigure]:
    """List the two sides of the ratio to the penny."""
    if shown.headline is None:
        return []
    sums = shown.headline.result.totals
    return [
        HeadlineFigure(_("Total present value"), pounds_words(sums.total_present_value)),
        HeadlineFigure(_("Put in"), pounds_words(sums.inputs_total)),
        HeadlineFigure(_("Net present value"), pounds_words(sums.net_present_value)),
    ]


@dataclass(frozen=True, slots=True)
class WorkingRow:
    """One outcome's line of the working: impact, value of each year of the study, and present value."""

    outcome: Outcome | None
    working: OutcomeWorking
    values: tuple[str, ...]

    @property
    def name(self) -> str:
        return str(self.outcome) if self.outcome is not None else self.working.label

    @property
    def impact(self) -> str:
        return pounds_words(self.working.impact)

    @property
    def present_value(self) -> str:
        return pounds_words(self.working.present_value)


def working_rows(shown: Shown) -> list[WorkingRow]:
    """Give each counted outcome's value year by year, undiscounted as the Guide shows it, and its present value."""
    if shown.headline is None:
        return []
    result = shown.headline.result
    last = len(result.years)
    rows = []
    for working in result.outcomes:
        by_year = {year.year: year.value for year in working.years}
        values = tuple(pounds_words(by_year[year]) if year in by_year else "" for year in range(1, last + 1))
        if working.years:
            rows.append(WorkingRow(shown.rows.outcome(working.key), working, values))
    return rows


@dataclass(frozen=True, slots=True)
class SensitivityRow:
    """One assumption at the ends of its range, the ratios it leads to, and where it would bring the ratio to 1."""

    name: str
    today: str
    low: str
    high: str
    ratio_at_low: str
    ratio_at_high: str
    breaks_even_at: str
    note: str = ""


def _even_words(even: BreakEven, shown: Shown) -> str:
    if even.breaks_even_at is None:
        return "–"
    return break_even_words(even.assumption, even.breaks_even_at, even.value, shown.rows)[0]


def _range_words(swing: Swing) -> str:
    """Say that a range is stated, and of one with one side that it has; "" for an automatic one."""
    if not swing.range.is_stated:
        return ""
    return _("Range stated, on one side only") if swing.range.is_one_sided(swing.value) else _("Range stated")


def sensitivity_rows(shown: Shown) -> list[SensitivityRow]:
    """List every assumption that moves the ratio by a penny or more, the widest first; a shared quantity once."""
    if shown.headline is None or shown.engine_study is None:
        return []
    swings = [
        swing
        for swing in most_telling(shown.headline.swings, len(shown.headline.swings))
        if rounded(swing.least, 2) != rounded(swing.most, 2)
    ]
    evens = break_evens(shown.engine_study, [swing.assumption for swing in swings])
    return [
        SensitivityRow(
            name=assumption_words(swing.assumption, shown.rows),
            today=value_words(swing.assumption, swing.value),
            low=value_words(swing.assumption, swing.range.low),
            high=value_words(swing.assumption, swing.range.high),
            ratio_at_low=ratio_words(swing.ratio_at_low),
            ratio_at_high=ratio_words(swing.ratio_at_high),
            breaks_even_at=_even_words(even, shown),
            note=_range_words(swing),
        )
        for swing, even in zip(swings, evens, strict=True)
    ]


def working_lines(shown: Shown) -> Iterator[dict[str, Any]]:
    """Give the working as lines of a spreadsheet: one for each outcome and year, figures unformatted."""
    if shown.headline is None:
        return
    for working in shown.headline.result.outcomes:
        outcome = shown.rows.outcome(working.key)
        for year in working.years:
            yield {
                "stakeholder": working.stakeholder,
                "outcome": working.label,
                "indicator": outcome.indicator if outcome is not None else "",
                "impact": working.impact_pounds,
                "year": year.year,
                "value": year.value_pounds,
                "factor": rounded(year.factor, 6),
                "present_value": year.present_value_pounds,
            }
