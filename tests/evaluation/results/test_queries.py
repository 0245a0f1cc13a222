"""The few figures on top, and the working as tables."""

from decimal import Decimal

from evaluation.results.queries import (
    headline_figures,
    sensitivity_rows,
    totals,
    working_lines,
    working_rows,
)
from evaluation.runs.queries import shown
from evaluation.studies.queries import pounds_words
from psp.core.money import rounded
from tests.evaluation.sroi.rows import EXPECTED, WHEELS
from tests.factories.studies import OutcomeFactory

D = Decimal


def test_the_worked_example_on_top_of_its_page(wheels):
    wheels.outcomes.filter(quantity=7).update(unit="admissions")
    figures = [(figure.label, figure.value, figure.note) for figure in headline_figures(shown(wheels))]
    assert figures == [
        ("Social return", "£1.93", "for each £1"),
        ("Range, one figure varied", "1.56 to 2.30", ""),
        ("Breaks even at", "3.5 admissions", "of 7"),
        ("Net present value", "£39,367", ""),
    ]
    assert [figure.value for figure in totals(shown(wheels))] == ["£81,741.93", "£42,375.00", "£39,366.93"]


def test_without_inputs_there_is_no_ratio_yet_and_the_card_says_what_to_do(small):
    small.inputs.all().delete()
    figures = [(figure.label, figure.value, figure.note) for figure in headline_figures(shown(small))]
    assert figures == [("Social return", "Not yet", "Record what was put in"), ("Net present value", "Not yet", "")]


def break_even_of(study):
    return next((f.value, f.note) for f in headline_figures(shown(study)) if f.label == "Breaks even at")


def test_where_nothing_is_gained_it_does_not_break_even(small):
    small.inputs.update(value=D("0.01"))
    small.outcomes.update(quantity=D(-5))
    assert break_even_of(small) == ("–", "nothing is gained to set against what is put in")


def test_where_no_outcome_alone_breaks_even_the_inputs_do(small):
    for place in range(12):
        OutcomeFactory(stakeholder=small.stakeholders.get(), quantity=D(place + 20))
    total = shown(small).headline.result.total_present_value
    assert break_even_of(small) == (f"£{rounded(total, 0):,}", "put in, now £1,000")


def test_a_loss_is_marked(small):
    small.inputs.update(value=D(9000))
    assert [figure.tone for figure in headline_figures(shown(small))][-1] == "bad"


def test_a_study_that_cannot_be_computed_shows_no_figure(small):
    small.outcomes.update(price_year=1999)
    found = shown(small)
    assert (headline_figures(found), totals(found), working_rows(found), sensitivity_rows(found)) == ([], [], [], [])
    assert list(working_lines(found)) == []


def test_the_working_shows_each_outcome_year_by_year(wheels):
    rows = {row.name: row for row in working_rows(shown(wheels))}
    assert [row.impact for row in rows.values()] == [pounds_words(D(row["impact"])) for row in WHEELS["outcomes"]]
    health = rows["Better managed health: Fewer GP visits"]
    assert health.values == ("£1,539.00", "£1,385.10", "£1,246.59", "£1,121.93", "£1,009.74")
    shopping = rows["Less neighbourly shopping: Fewer shopping trips"]
    assert shopping.values == ("−£1,306.25", "−£1,240.94", "−£1,178.89", "", "")
    assert shopping.present_value == "−£3,483.80"


def test_the_lines_of_the_spreadsheet_add_up_to_the_totals(wheels):
    lines = list(working_lines(shown(wheels)))
    assert len(lines) == 1 + 1 + 1 + 5 + 1 + 2 + 1 + 3
    first_year = sum(line["value"] for line in lines if line["year"] == 1)
    assert str(first_year) == EXPECTED["value_by_year"][0]


def test_the_break_even_on_top_of_the_page_is_the_one_of_the_table(wheels):
    """4 of 7 stood beside 3.5: one of the two was rounded another way."""
    wheels.outcomes.filter(quantity=7).update(unit="admissions")
    found = shown(wheels)
    on_top = next(figure.value for figure in headline_figures(found) if figure.label == "Breaks even at")
    in_table = {row.name: row.breaks_even_at for row in sensitivity_rows(found)}
    assert on_top == in_table["Quantity: Exercise; fewer falls (3 rows)"] == "3.5 admissions"


def test_a_stated_range_says_so_and_that_it_has_one_side(wheels):
    wheels.outcomes.filter(quantity=90).update(proxy_low=D(10), proxy_high=D(30), drop_off_high=D(60))
    rows = {row.name: row for row in sensitivity_rows(shown(wheels))}
    both, one = rows["Worth each: Better managed health"], rows["Drop-off a year: Better managed health"]
    assert (both.low, both.high, both.note) == ("£10", "£30", "Range stated")
    assert (one.low, one.high, one.note) == ("10%", "60%", "Range stated, on one side only")
    assert {row.note for row in rows.values()} == {"", "Range stated", "Range stated, on one side only"}


def test_every_assumption_says_where_it_alone_brings_the_ratio_to_one(wheels):
    even = {row.name: row.breaks_even_at for row in sensitivity_rows(shown(wheels))}
    assert even["Quantity: Exercise; fewer falls (3 rows)"] == "3.5"
    assert even["Inputs"] == "£81,742"
    assert even["Discount rate"] == "95.4%"


def test_sensitivity_lists_what_moves_the_ratio_by_a_penny_widest_first(wheels):
    rows = sensitivity_rows(shown(wheels))
    first = rows[0]
    assert (first.name, first.today) == ("Quantity: Exercise; fewer falls (3 rows)", "7")
    assert (first.low, first.ratio_at_low, first.high, first.ratio_at_high) == ("5.6", "£1.56", "8.4", "£2.30")
    assert not [row.name for row in rows if row.ratio_at_low == row.ratio_at_high]
    assert "Quantity: Fewer falls: geriatric assessment, inpatient" not in [row.name for row in rows]
