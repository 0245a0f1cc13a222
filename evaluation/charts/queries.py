"""The charts of a study: where the value comes from, who it goes to, when, and what moves the ratio.

Each title says the finding. Nothing is read from the database here: everything comes from what is shown.
"""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.assumptions.queries import assumption_words, value_words
from evaluation.runs.queries import Shown
from evaluation.simulation.queries import Simulated
from evaluation.sroi.engine.result import Result
from evaluation.sroi.engine.sensitivity import most_telling
from evaluation.studies.queries import ratio_words
from psp.core.charts.bars import Bar, Bars, bars
from psp.core.charts.chart import Chart
from psp.core.charts.histogram import Bin, Histogram, histogram
from psp.core.charts.tornado import Swing, Tornado, tornado
from psp.core.charts.waterfall import Step, Waterfall, waterfall
from psp.core.charts.words import Unit
from psp.core.money import percent, rounded

MOST_STEPS = 9
MOST_STAKEHOLDERS = 8
MOST_YEARS = 15


def waterfall_of(shown: Shown) -> Chart | None:
    """Draw the way from inputs to net value, a step for each change; None before there is both."""
    if shown.headline is None or shown.headline.result.totals.net_present_value is None:
        return None
    result = shown.headline.result
    groups = _by_change(result)
    named, others = groups[:MOST_STEPS], groups[MOST_STEPS:]
    # Unrounded: steps rounded one by one would lead a penny past the total.
    steps = [Step(_("Put in"), -result.inputs_total), *(Step(label, value) for label, value in named)]
    if others:
        words = ngettext("{count} other outcome", "{count} other outcomes", len(others)).format(count=len(others))
        steps.append(Step(words, sum((value for _label, value in others), Decimal(0))))
    steps.append(Step(_("Net present value"), result.net_present_value, is_total=True))
    title = _waterfall_title(result, groups)
    return waterfall(
        Waterfall("waterfall", title, tuple(steps), Unit.MONEY, what=_("From what is put in to what is left"))
    )


def _by_change(result: Result) -> list[tuple[str, Decimal]]:
    """Add up present values of rows that are the same change for the same stakeholder; the largest first."""
    totals: dict[tuple[str, str], Decimal] = {}
    for row in result.outcomes:
        if row.years:
            name = (row.label, row.stakeholder)
            totals[name] = totals.get(name, Decimal(0)) + row.present_value
    labels = [label for label, _who in totals]
    pairs = [
        (f"{label} ({who})" if labels.count(label) > 1 else label, value) for (label, who), value in totals.items()
    ]
    return sorted(pairs, key=lambda pair: -abs(pair[1]))


def _waterfall_title(result: Result, groups: list[tuple[str, Decimal]]) -> str:
    total = result.total_present_value
    if total <= 0 or not groups:
        return _("What is put in and what comes of it")
    label, value = max(groups, key=lambda pair: pair[1])
    return _("{share} of the value comes from “{outcome}”").format(share=percent(100 * value / total), outcome=label)


def tornado_of(shown: Shown, count: int = 8) -> Chart | None:
    """Draw what moves the ratio most; None where there is no ratio to move."""
    widest = most_telling(shown.headline.swings, count) if shown.headline is not None else ()
    if shown.headline is None or not widest:
        return None
    swings = [
        Swing(
            assumption_words(swing.assumption, shown.rows),
            rounded(swing.ratio_at_low, 2),
            rounded(swing.ratio_at_high, 2),
            value_words(swing.assumption, swing.range.low),
            value_words(swing.assumption, swing.range.high),
        )
        for swing in widest
    ]
    words = _("“{assumption}” moves the ratio most, from {low} to {high}")
    low, high = ratio_words(widest[0].least), ratio_words(widest[0].most)
    title = words.format(assumption=swings[0].label, low=low, high=high)
    base = rounded(shown.headline.ratio or Decimal(0), 2)
    return tornado(Tornado("tornado", title, tuple(swings), base, what=_("Assumption")))


def by_stakeholder(shown: Shown) -> Chart | None:
    """Draw whose value it is; None where nothing has value."""
    if shown.headline is None:
        return None
    shares = [share for share in shown.headline.result.stakeholders if share.present_value]
    if not shares:
        return None
    shares = sorted(shares, key=lambda share: -share.present_value)
    title = _("{stakeholder} gain most").format(stakeholder=shares[0].stakeholder)
    drawn = tuple(Bar(share.stakeholder, share.present_value_pounds) for share in shares[:MOST_STAKEHOLDERS])
    return bars(Bars("by-stakeholder", title, drawn, Unit.MONEY, what=_("Stakeholder")))


def by_year(shown: Shown) -> Chart | None:
    """Draw when the value arises, discounted; None where nothing has value."""
    if shown.headline is None or not shown.headline.result.years:
        return None
    result = shown.headline.result
    years = result.years
    title = _("Value by year")
    if result.total_present_value > 0:
        share = percent(100 * years[0].present_value / result.total_present_value)
        title = _("{share} of the value arises in year 1").format(share=share)
    drawn = [Bar(_("Year {year}").format(year=year.year), year.present_value_pounds) for year in years[:MOST_YEARS]]
    if len(years) > MOST_YEARS:
        later = sum((year.present_value for year in years[MOST_YEARS:]), Decimal(0))
        words = _("Years {first} to {last}").format(first=MOST_YEARS + 1, last=len(years))
        drawn.append(Bar(words, rounded(later, 2)))
    return bars(Bars("by-year", title, tuple(drawn), Unit.MONEY, what=_("Present value")))


def histogram_of(shown: Shown, found: Simulated | None) -> Chart | None:
    """Draw how often each ratio came out of the simulation; None where there is none."""
    if found is None or shown.headline is None or shown.headline.ratio is None:
        return None
    drawn = tuple(Bin(rounded(bar.low, 2), rounded(bar.high, 2), bar.count) for bar in found.bins)
    title = simulation_words(found) if found.is_current else _("Out of date: worked out before the last change")
    likely = (rounded(found.low, 2), rounded(found.high, 2))
    base = rounded(shown.headline.ratio, 2)
    return histogram(Histogram("histogram", title, drawn, base, likely, what=_("Ratio between")))


def simulation_words(found: Simulated) -> str:
    """Say how often the value is at least what was put in: "99 in 100 simulations reach £1".

    All and none are said only of all and none: 0.4 in 100 is fewer than 1, and 99.6 is more than 99.
    """
    share = found.percent_at_least_one
    if share in (0, 100):
        words = _("All of {runs} simulations reach £1") if share else _("None of {runs} simulations reaches £1")
        return words.format(runs=found.runs_in_words)
    if share < 1:
        return _("Fewer than 1 in 100 simulations reach £1")
    if share > 99:
        return _("More than 99 in 100 simulations reach £1")
    return _("{share} in 100 simulations reach £1").format(share=rounded(share, 0))


def charts_of(shown: Shown, found: Simulated | None) -> Iterable[Chart]:
    """List every chart of a study that has something to show, in the order of a page."""
    charts = (waterfall_of(shown), tornado_of(shown), by_stakeholder(shown), by_year(shown), histogram_of(shown, found))
    return [chart for chart in charts if chart is not None]
