from decimal import Decimal

import pytest

from evaluation.models import DiscountSchedule
from evaluation.sroi.engine.compute import compute
from evaluation.sroi.engine.discounting import flat_schedule
from evaluation.sroi.engine.values import Materiality, Starts
from evaluation.value_map.queries import compute_rows, engine_study, figure_lines, rows_of
from tests.evaluation.sroi.rows import EXPECTED
from tests.evaluation.sroi.rows import wheels as wheels_file
from tests.factories.studies import InputFactory, OutcomeFactory, StakeholderFactory

D = Decimal


def engine_of(study):
    return engine_study(study, rows_of(study))


def test_the_worked_example_read_from_the_database_computes_to_the_penny(wheels):
    result = compute(engine_of(wheels))
    expected = EXPECTED["end_of_year"]
    assert str(result.total_present_value_pounds) == expected["total_present_value"]
    assert str(result.net_present_value_pounds) == expected["net_present_value"]
    assert str(result.ratio_to(4)) == expected["ratio"]
    assert [str(value) for value in result.value_by_year_pounds] == EXPECTED["value_by_year"]
    assert [str(value) for value in result.present_value_by_year_pounds] == EXPECTED["present_value_by_year"]


def test_each_timing_gives_the_total_of_the_reference(wheels):
    for timing in ("start_of_year", "mid_year"):
        wheels.timing = timing
        assert str(compute(engine_of(wheels)).total_present_value_pounds) == EXPECTED[timing]["total_present_value"]


@pytest.mark.parametrize("rate", ["0", "1.5", "6"])
def test_one_rate_for_every_year_computes_as_the_file_does(wheels, rate):
    wheels.schedule, wheels.flat_rate = DiscountSchedule.objects.get(code="flat"), D(rate)
    of_file = wheels_file(schedule=flat_schedule(D(rate)))
    assert compute(engine_of(wheels)).ratio == compute(of_file).ratio


def test_every_column_of_a_row_reaches_the_engine(study):
    row = OutcomeFactory(
        study=study,
        stakeholder=StakeholderFactory(study=study, name="Neighbours"),
        description="Less shopping",
        indicator="Trips",
        quantity=D("-27.5"),
        duration_years=3,
        starts="after",
        proxy=D("5.25"),
        price_year=2026,
        deadweight=D(5),
        displacement=D(6),
        attribution=D(7),
        drop_off=D(8),
        deadweight_reason="a",
        displacement_reason="b",
        attribution_reason="c",
        drop_off_reason="d",
    )
    (found,) = engine_of(study).outcomes
    assert (found.key, found.stakeholder, found.label) == (f"outcome-{row.pk}", "Neighbours", "Less shopping")
    assert (found.quantity, found.proxy, found.duration_years) == (D("-27.5"), D("5.25"), 3)
    assert (found.starts, found.materiality, found.price_year) == (Starts.AFTER, Materiality.VALUED, 2026)
    assert (found.deadweight, found.displacement, found.attribution, found.drop_off) == (5, 6, 7, 8)
    assert (found.indicator, found.quantity_source, found.proxy_source) == ("Trips", "Case notes", "Unit costs")
    reasons = (found.deadweight_reason, found.displacement_reason, found.attribution_reason, found.drop_off_reason)
    assert reasons == ("a", "b", "c", "d")


def test_rows_left_out_of_the_account_are_there_without_value_and_open_rows_are_not(study):
    people = StakeholderFactory(study=study, decision="excluded")
    held = OutcomeFactory(stakeholder=people, materiality="held", proxy=None, quantity=None, deadweight=None)
    OutcomeFactory(stakeholder=people, proxy=None)
    found = engine_of(study)
    assert [row.key for row in found.outcomes] == [f"outcome-{held.pk}"]
    assert (found.valued, found.stakeholders) == ((), ())


def test_a_price_year_without_an_index_says_which_row_and_what_to_do(small):
    row = InputFactory(stakeholder=small.stakeholders.get(), description="Van", price_year=2019)
    computed = compute_rows(small, rows_of(small))
    assert computed.headline is None
    assert computed.trouble.row == row
    assert computed.trouble.sentence == (
        "“Van” is in prices of 2019, and no price index brings them to prices of 2026. "
        "Choose one in the study’s settings, or change the year."
    )
    small.price_base_year = None
    sentence = compute_rows(small, rows_of(small)).trouble.sentence
    assert sentence == "“Van” is in prices of 2019. Say in the study’s settings which year’s prices it is in."


def test_a_schedule_that_ends_too_early_says_so(small):
    small.schedule = DiscountSchedule.objects.get(code="green-book-health-2022")
    small.outcomes.update(duration_years=31)
    assert compute_rows(small, rows_of(small)).trouble.sentence == (
        "HM Treasury Green Book, health (2022) has no rate for a year that still has value in it. "
        "Choose another schedule or shorten a duration."
    )
    small.outcomes.update(duration_years=30)
    assert compute_rows(small, rows_of(small)).trouble is None


def test_every_figure_is_listed_with_its_source_and_reason(small):
    row = small.outcomes.get()
    row.attribution, row.attribution_source, row.attribution_reason = D("12.5"), "Interviews", "Family helped"
    lines = {line.label: (line.value, line.source, line.reason) for line in figure_lines(row)}
    assert lines["Quantity"] == ("10 admissions", "Case notes", "")
    assert lines["Worth each"] == ("£200", "Unit costs", "")
    assert lines["Attribution"] == ("12.5%", "Interviews", "Family helped")
    assert list(lines) == [
        "Quantity",
        "Years it lasts",
        "Worth each",
        "Deadweight",
        "Displacement",
        "Attribution",
        "Drop-off",
    ]


def test_rows_are_read_in_three_queries_however_many_there_are(small, django_assert_num_queries):
    for _ in range(3):
        OutcomeFactory(stakeholder=small.stakeholders.get())
    with django_assert_num_queries(3):
        rows = rows_of(small)
        engine_study(small, rows)
