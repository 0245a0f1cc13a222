"""Charts of a study: their titles say the finding, their tables hold the figures."""

from dataclasses import replace
from decimal import Decimal

import pytest

from evaluation.charts.queries import (
    by_stakeholder,
    by_year,
    charts_of,
    histogram_of,
    simulation_words,
    tornado_of,
    waterfall_of,
)
from evaluation.models import Study
from evaluation.runs.queries import engine_study_of, shown
from evaluation.simulation.operations import run_simulation
from evaluation.simulation.queries import simulated
from evaluation.value_map.operations import refresh_figures
from tests.conftest import NOON
from tests.factories.studies import OutcomeFactory, StakeholderFactory

D = Decimal


@pytest.fixture
def found(wheels):
    return shown(wheels)


def test_the_waterfall_goes_from_what_is_put_in_to_what_is_left(found):
    chart = waterfall_of(found)
    assert chart.title == "96.5% of the value comes from “Exercise; fewer falls”"
    rows = {row[0]: row[1:] for row in chart.table.rows}
    assert rows["Put in"] == ("−£42,375", "−£42,375")
    assert rows["Exercise; fewer falls"][0] == "+£78,887.63"
    assert rows["Less neighbourly shopping"][0] == "−£3,483.80"
    assert rows["Net present value"][1] == "£39,366.93"


def test_each_running_total_is_rounded_once_so_the_last_is_the_total(small):
    small.inputs.update(value=D("100.00"))
    for place in range(4):
        OutcomeFactory(
            stakeholder=small.stakeholders.get(), description=f"Change {place}", quantity=D(1), proxy=D("10.40")
        )
    rows = waterfall_of(shown(small)).table.rows
    # Each of the four is worth £10.0483… at present: rounded one by one they come to a penny too much.
    assert {row[1] for row in rows if row[0].startswith("Change")} == {"+£10.05"}
    assert rows[-2][2] == rows[-1][2]


def test_many_outcomes_are_drawn_as_the_largest_and_the_rest(small):
    for place in range(12):
        OutcomeFactory(stakeholder=small.stakeholders.get(), quantity=D(place + 20))
    labels = [row[0] for row in waterfall_of(shown(small)).table.rows]
    assert len(labels) == 12
    assert labels[-2] == "4 other outcomes"


def test_the_same_change_for_two_stakeholders_is_two_steps(small):
    OutcomeFactory(
        stakeholder=StakeholderFactory(study=small, name="Neighbours"), description="Fewer falls", quantity=D(5)
    )
    labels = [row[0] for row in waterfall_of(shown(small)).table.rows]
    assert labels[1:3] == ["Fewer falls (Older people)", "Fewer falls (Neighbours)"]


def test_the_tornado_names_what_moves_the_ratio_most(found):
    chart = tornado_of(found, 3)
    assert chart.title == "“Quantity: Exercise; fewer falls (3 rows)” moves the ratio most, from £1.56 to £2.30"
    assert chart.table.rows[0][0] == "Quantity: Exercise; fewer falls (3 rows)"
    assert set(chart.table.rows[0][1:]) == {"5.6", "1.56", "8.4", "2.30"}
    assert len(chart.table.rows) == 3


def test_value_by_stakeholder_and_by_year_say_who_and_when(found):
    assert by_stakeholder(found).title == "Elderly and disabled residents gain most"
    assert by_stakeholder(found).table.rows == (
        ("Elderly and disabled residents", "£85,056.17"),
        ("Volunteers (retired)", "£169.57"),
        ("Neighbours", "−£3,483.80"),
    )
    assert by_year(found).title == "97.5% of the value arises in year 1"
    years = [value for _year, value in by_year(found).table.rows]
    assert years == ["£79,718.43", "£134.58", "£61.06", "£977.70", "£850.17"]


def test_a_long_study_is_drawn_with_its_later_years_together(small):
    small.outcomes.update(duration_years=40)
    rows = by_year(shown(small)).table.rows
    assert (len(rows), rows[-1][0]) == (16, "Years 16 to 40")


def test_the_histogram_says_how_often_a_pound_comes_back(wheels):
    run_simulation(simulation_id=wheels.simulation.pk, study_of=engine_study_of, at=NOON)
    study = Study.objects.select_related("simulation").get()
    chart = histogram_of(shown(study), simulated(study))
    assert chart.title == "All of 2,000 simulations reach £1"
    assert sum(int(count.replace(",", "")) for _range, count in chart.table.rows) == 2000


@pytest.mark.parametrize(
    ("percent", "words"),
    [
        ("0", "None of 2,000 simulations reaches £1"),
        ("0.4", "Fewer than 1 in 100 simulations reach £1"),
        ("1", "1 in 100 simulations reach £1"),
        ("49.6", "50 in 100 simulations reach £1"),
        ("99.6", "More than 99 in 100 simulations reach £1"),
        ("100", "All of 2,000 simulations reach £1"),
    ],
)
def test_all_and_none_are_said_only_of_all_and_none(wheels, percent, words):
    run_simulation(simulation_id=wheels.simulation.pk, study_of=engine_study_of, at=NOON)
    found = simulated(Study.objects.select_related("simulation").get())
    assert simulation_words(replace(found, percent_at_least_one=D(percent))) == words


def test_a_histogram_of_other_figures_says_that_it_is_out_of_date_in_place_of_its_finding(wheels):
    """ "0 in 100 simulations are above £1" stood beside £2.09: it was of the figures before the last change."""
    wheels.outcomes.update(quantity=0)
    refresh_figures(wheels, at=NOON)
    run_simulation(simulation_id=wheels.simulation.pk, study_of=engine_study_of, at=NOON)
    wheels.outcomes.update(quantity=100)
    refresh_figures(wheels, at=NOON)
    study = Study.objects.select_related("simulation").get()
    found = simulated(study)
    assert histogram_of(shown(study), found).title == "Out of date: worked out before the last change"
    assert found.base_in_words == ""


@pytest.mark.parametrize(("changes", "drawn"), [({"price_year": 1999}, []), ({"materiality": "held"}, [])])
def test_what_has_nothing_to_show_is_not_drawn(small, changes, drawn):
    small.outcomes.update(**changes)
    found = shown(small)
    assert (by_stakeholder(found), by_year(found), histogram_of(found, None)) == (None, None, None)
    assert [chart.id for chart in charts_of(found, None)] == drawn


def test_every_chart_can_be_drawn_with_hostile_words(small):
    row = small.outcomes.get()
    row.description = "<script>alert(1)</script>"
    row.save()
    for chart in charts_of(shown(small), None):
        assert "<script" not in chart.svg
