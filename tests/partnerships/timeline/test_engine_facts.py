"""Baseline, slip, and what has happened for real."""

from datetime import date

import pytest

from partnerships.timeline.engine.actuals import begin, finish, undo
from partnerships.timeline.engine.baseline import Slip, service_slip, slips, take_baseline
from partnerships.timeline.engine.milestones import GOAL
from partnerships.timeline.engine.moves import move
from partnerships.timeline.engine.plan import Plan, PlanError
from partnerships.timeline.engine.recommended import periods, recommend
from partnerships.timeline.engine.schedule import schedule

PLAN = recommend(start_on=date(2026, 1, 1))
AGREED = take_baseline(schedule(PLAN), on=date(2026, 1, 10))


def spans(plan: Plan, today: date | None = None) -> dict[str, tuple[date, date]]:
    return {period.key: (period.starts_on, period.until) for period in periods(schedule(plan, today=today))}


def test_a_plan_as_agreed_has_not_slipped():
    assert {(slip.start_days, slip.until_days) for slip in slips(schedule(PLAN), AGREED)} == {(0, 0)}
    assert service_slip(schedule(PLAN), AGREED) == 0


def test_slip_is_counted_in_calendar_days_for_each_task():
    """Everything is a month late: 31 days from 1 January, 28 from the service start of 5 February 2030."""
    late = move(PLAN, "pilot_starts", date(2027, 2, 1)).schedule
    found = {slip.key: slip for slip in slips(late, AGREED)}
    assert found["design"] == Slip("design", 0, 0)
    assert found["pilot"] == Slip("pilot", 31, 31)
    assert found["evaluation"] == Slip("evaluation", 31, 31)
    assert service_slip(late, AGREED) == 28


def test_coming_earlier_is_a_negative_slip():
    """Evaluation from 1 December to 2 June, the notice on Monday 4 June, tenders 36 days later, the service on 10 January, not 7 February."""
    early = move(PLAN, "evaluation_starts", date(2028, 12, 1)).schedule
    assert service_slip(early, AGREED) == -28


def test_a_task_added_or_taken_away_since_is_left_out():
    fewer = Plan(PLAN.starts_on, tuple(t for t in PLAN.tasks if t.key != "first_return"), goal=PLAN.goal)
    some = take_baseline(schedule(fewer), on=date(2026, 1, 10))
    keys = [item.key for item in schedule(PLAN).tasks]
    assert [slip.key for slip in slips(schedule(PLAN), some)] == [key for key in keys if key != "first_return"]


def test_plans_with_different_goals_have_no_service_slip():
    other = Plan(PLAN.starts_on, PLAN.tasks, goal="contract_signed")
    assert service_slip(schedule(other), AGREED) is None


def test_a_pilot_that_began_late_moves_the_rest():
    """Design took until 1 March 2027 instead of 1 January; 24 months, 6 months and a day, 36 days and 6 months follow."""
    plan = begin(begin(PLAN, "design", on=date(2026, 1, 1)), "pilot", on=date(2027, 3, 1))
    assert spans(plan) == {
        "design": (date(2026, 1, 1), date(2027, 3, 1)),
        "pilot": (date(2027, 3, 1), date(2029, 3, 1)),
        "evaluation": (date(2029, 3, 1), date(2029, 9, 2)),
        "bid_writing": (date(2029, 9, 3), date(2029, 10, 9)),
        "tender": (date(2029, 10, 9), date(2030, 4, 9)),
    }


def test_a_period_and_the_milestone_that_opens_it_are_one_event():
    assert finish(PLAN, "pilot_starts", until=date(2027, 3, 1)) == begin(PLAN, "pilot", on=date(2027, 3, 1))


def test_a_period_running_over_pushes_the_rest_from_today():
    plan = begin(PLAN, "design", on=date(2026, 1, 1))
    assert spans(plan, today=date(2027, 1, 20))["pilot"] == (date(2027, 1, 20), date(2029, 1, 20))


def test_a_period_that_ended_early_brings_the_rest_forward():
    plan = finish(begin(PLAN, "design", on=date(2026, 1, 1)), "design", until=date(2026, 12, 1))
    for key in ("vision_agreed", "mou_signed", "users_involved", "service_designed", "funding_planned"):
        plan = finish(plan, key, until=date(2026, 11, 1))
    assert spans(plan)["pilot"][0] == date(2026, 12, 1)


def test_a_milestone_is_over_on_its_day():
    found = schedule(finish(PLAN, "vision_agreed", until=date(2026, 3, 20))).of("vision_agreed")
    assert (found.starts_on, found.until, found.ends_on) == (date(2026, 3, 20),) * 3


def test_recording_another_day_corrects_the_first():
    twice = begin(begin(PLAN, "pilot", on=date(2027, 3, 1)), "pilot", on=date(2027, 3, 8))
    assert twice == begin(PLAN, "pilot", on=date(2027, 3, 8))


def test_what_was_recorded_can_be_taken_back():
    assert undo(begin(PLAN, "pilot", on=date(2027, 3, 1)), "pilot") == PLAN
    assert undo(begin(PLAN, "pilot", on=date(2027, 3, 1)), "pilot_starts") == PLAN


def test_nothing_is_over_before_it_began():
    design = begin(PLAN, "design", on=date(2026, 1, 15))
    with pytest.raises(PlanError, match="began on 2026-01-15"):
        finish(design, "design", until=date(2026, 1, 14))
    with pytest.raises(PlanError, match="was over on 2026-06-01"):
        begin(finish(design, "design", until=date(2026, 6, 1)), "design", on=date(2026, 6, 2))


def test_the_start_of_the_service_ends_the_last_period_until_it_is_taken_back():
    begun = begin(PLAN, "tender", on=date(2029, 8, 5))
    started = finish(begun, GOAL, until=date(2030, 2, 7))
    assert spans(started, today=date(2031, 1, 1))["tender"] == (date(2029, 8, 5), date(2030, 2, 7))
    assert undo(started, GOAL) == begun
