from datetime import date

import pytest

from partnerships.timeline.engine.actuals import begin
from partnerships.timeline.engine.length import Length
from partnerships.timeline.engine.made_today import backwards, stretched
from partnerships.timeline.engine.recommended import recommend
from partnerships.timeline.engine.schedule import schedule

TODAY = date(2026, 6, 3)


def design_of(plan):
    return plan.task("design").length.months


@pytest.mark.parametrize(
    ("service_on", "months", "starts_on"),
    [
        (date(2031, 7, 1), 12, date(2027, 5, 26)),
        (date(2030, 4, 1), 8, date(2026, 6, 27)),
        (date(2030, 2, 1), 6, date(2026, 6, 27)),
        (date(2028, 3, 1), 6, TODAY),
    ],
)
def test_design_is_as_long_as_the_wish_allows_and_never_starts_before_today(service_on, months, starts_on):
    plan = backwards(today=TODAY, service_starts_on=service_on)
    assert (design_of(plan), plan.starts_on) == (months, starts_on)
    assert (schedule(plan).goal_on == service_on) is (starts_on > TODAY)


def test_backwards_from_the_end_of_funding_it_stays_in_the_plan():
    assert backwards(today=TODAY, funding_ends_on=date(2028, 3, 31)).funding_ends_on == date(2028, 3, 31)


def test_a_plan_with_nothing_under_way_stays_as_it_is():
    plan = recommend(start_on=date(2027, 1, 5))
    assert stretched(plan, schedule(plan), today=TODAY) == plan


def test_what_is_under_way_lasts_until_today_and_what_is_open_in_it_is_not_past():
    wished = recommend(start_on=date(2024, 2, 5))
    plan = stretched(begin(wished, "design", on=date(2024, 2, 5)), schedule(wished), today=TODAY)
    assert plan.task("design").length == Length(27, 29)
    found = schedule(plan)
    assert {item.starts_on for item in found.tasks if item.task.period == "design" and not item.task.has_begun} == {
        TODAY
    }
    assert found.of("pilot").starts_on == TODAY
