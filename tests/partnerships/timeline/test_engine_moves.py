from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.timeline.engine.actuals import begin
from partnerships.timeline.engine.length import Length
from partnerships.timeline.engine.moves import FundingGap, Held, move, resize, with_length
from partnerships.timeline.engine.plan import AlreadyHappened, Link, UnknownTask
from partnerships.timeline.engine.recommended import periods, recommend
from partnerships.timeline.engine.schedule import schedule
from partnerships.timeline.engine.shortfalls import Shortfall, shortfalls
from psp.core.dates import working_day_on_or_after

PLAN = recommend(start_on=date(2026, 1, 1), funding_ends_on=date(2030, 2, 7))
MOVABLE = [task.key for task in PLAN.tasks]


def test_the_tender_notice_moves_two_weeks_and_takes_with_it_what_follows():
    found = move(PLAN, "notice_published", date(2029, 7, 16))
    assert (found.moved.starts_before, found.moved.starts_after, found.moved.days) == (
        date(2029, 7, 2),
        date(2029, 7, 16),
        14,
    )
    assert [(c.task.key, c.starts_before, c.starts_after) for c in found.others] == [
        ("questions_close", date(2029, 7, 27), date(2029, 8, 10)),
        ("answers_published", date(2029, 8, 1), date(2029, 8, 15)),
        ("tenders_submitted", date(2029, 8, 7), date(2029, 8, 21)),
        ("tender", date(2029, 8, 7), date(2029, 8, 21)),
        ("award_decided", date(2029, 10, 8), date(2029, 10, 22)),
        ("standstill_ends", date(2029, 10, 18), date(2029, 11, 1)),
        ("contract_signed", date(2029, 11, 7), date(2029, 11, 21)),
        ("service_starts", date(2030, 2, 7), date(2030, 2, 21)),
    ]
    assert found.funding_gap == FundingGap(date(2030, 2, 7), date(2030, 2, 21), days=14, days_before=0)
    assert (found.held, found.shortfalls) == (None, ())


def test_a_gate_may_be_late_by_its_slack_before_anything_else_moves():
    """Success criteria are frozen on 1 December; the pilot of 1 January, a holiday, waits for them from 5 January on."""
    assert move(PLAN, "criteria_frozen", date(2026, 12, 31)).others == ()
    late = move(PLAN, "criteria_frozen", date(2027, 1, 11))
    assert [(c.task.key, c.starts_after) for c in late.others if c.task.key in {"pilot", "service_starts"}] == [
        ("pilot", date(2027, 1, 11)),
        ("service_starts", date(2030, 2, 17)),
    ]


def test_starting_evaluation_earlier_shortens_the_pilot_which_then_needs_a_reason():
    """1 October 2028 leaves 21 of 24 months; 92 days are missing and later periods come forward."""
    found = move(PLAN, "evaluation_starts", date(2028, 10, 1))
    assert found.shortfalls == (
        Shortfall("pilot", "Partnership building, skills and pilot delivery", Length(21), Length(24), 92),
    )
    assert found.shortfalls[0].needs_reason
    assert found.schedule.goal_on == date(2029, 11, 8)
    assert found.schedule.of("midpoint_review").starts_on == date(2027, 11, 16)


def test_a_period_is_moved_by_the_milestone_that_opens_it():
    assert move(PLAN, "evaluation", date(2029, 2, 1)) == move(PLAN, "evaluation_starts", date(2029, 2, 1))


def test_a_milestone_moved_earlier_leaves_its_usual_place():
    found = move(PLAN, "service_designed", date(2026, 8, 10))
    assert (found.moved.starts_after, found.others) == (date(2026, 8, 10), ())


def test_a_milestone_cannot_leave_its_period_at_the_front():
    found = move(PLAN, "first_return", date(2026, 12, 1))
    assert found.held == Held("first_return", date(2026, 12, 1), date(2027, 1, 5), ("pilot",))


def test_what_holds_a_task_is_named():
    """The award of Monday 8 October, 10 days of standstill and a working day to sign: not before 19 October."""
    found = move(PLAN, "contract_signed", date(2029, 10, 1))
    assert found.held == Held("contract_signed", date(2029, 10, 1), date(2029, 10, 19), ("standstill_ends",))
    assert found.moved.starts_after == date(2029, 10, 19)


def test_nothing_can_be_planned_before_today():
    begun = begin(PLAN, "design", on=date(2026, 1, 1))
    found = move(begun, "vision_agreed", date(2026, 2, 2), today=date(2026, 3, 2))
    assert found.held == Held("vision_agreed", date(2026, 2, 2), date(2026, 3, 2), ())


def test_a_pin_given_later_replaces_the_one_before():
    there = move(PLAN, "notice_published", date(2029, 9, 3)).plan
    back = move(there, "notice_published", date(2029, 7, 2))
    assert schedule(back.plan).goal_on == schedule(PLAN).goal_on


def test_moving_to_the_same_day_changes_nothing():
    found = move(PLAN, "notice_published", date(2029, 7, 2))
    assert (found.moved, found.others, found.held, found.funding_gap) == (None, (), None, None)


def test_what_has_happened_cannot_be_moved():
    done = PLAN.with_task("vision_agreed", actual_start=date(2026, 4, 1), actual_until=date(2026, 4, 1))
    with pytest.raises(AlreadyHappened, match="“Vision and values agreed” has already happened"):
        move(done, "vision_agreed", date(2026, 5, 1))


def test_an_unknown_task_is_named():
    with pytest.raises(UnknownTask, match="“gone”"):
        move(PLAN, "gone", date(2026, 5, 1))


def test_a_longer_pilot_stretches_its_milestones_that_have_not_happened():
    done = PLAN.with_task("first_return", actual_start=date(2027, 4, 1), actual_until=date(2027, 4, 1))
    found = schedule(with_length(done, "pilot", Length(36)))
    assert found.of("pilot").until == date(2030, 1, 1)
    assert found.of("first_return").starts_on == date(2027, 4, 1)
    assert found.of("midpoint_review").starts_on == date(2028, 7, 3)


def test_a_lag_stays_when_a_period_is_shortened():
    """Ten days between design and pilot: for a pilot on 1 December, design is over on 21 November."""
    links = tuple(Link(link.key, 10 if link.key == "design" else link.lag) for link in PLAN.task("pilot_starts").after)
    found = move(PLAN.with_task("pilot_starts", after=links), "pilot", date(2026, 12, 1))
    assert (found.schedule.of("design").until, found.held) == (date(2026, 11, 21), None)


def test_a_period_needs_a_length():
    with pytest.raises(ValueError, match="at least a day"):
        with_length(PLAN, "pilot", Length())


def test_shortfalls_carry_the_reason_recorded_and_blank_words_are_none():
    short = periods(schedule(recommend(start_on=date(2026, 1, 1), pilot_months=18, bid_writing_days=28)))
    found = shortfalls(short, {"pilot": "  The grant ends in June 2028 ", "bid_writing": "  "})
    assert [(s.key, s.planned, s.least, s.missing_days, s.reason, s.needs_reason) for s in found] == [
        ("pilot", Length(18), Length(24), 184, "The grant ends in June 2028", False),
        ("bid_writing", Length(days=28), Length(days=30), 2, "", True),
    ]


def test_the_recommended_plan_falls_short_of_nothing():
    assert shortfalls(periods(schedule(PLAN))) == ()


def wished(key, to):
    """Return the day a task comes on where nothing else holds it: a working date on a working day."""
    task = PLAN.opener_of(key) or PLAN.task(key)
    return working_day_on_or_after(to) if task.on_working_day else to


@given(st.sampled_from(MOVABLE), st.integers(0, 800))
def test_moving_later_moves_nothing_earlier(key, days):
    to = schedule(PLAN).of(key).starts_on + timedelta(days=days)
    found = move(PLAN, key, to)
    assert [
        c.task.key for c in found.others if c.starts_after < c.starts_before or c.until_after < c.until_before
    ] == []
    assert found.schedule.of(key).starts_on == wished(key, to)
    assert (found.held is None) is (wished(key, to) == to)


@given(st.sampled_from(MOVABLE), st.integers(-1500, 1500))
def test_a_move_shows_exactly_the_dates_that_change(key, days):
    before = schedule(PLAN)
    to = before.of(key).starts_on + timedelta(days=days)
    found = move(PLAN, key, to)
    assert found.schedule == schedule(found.plan)
    shown = {c.task.key for c in found.others} | ({found.moved.task.key} if found.moved else set())
    same_event = {key, PLAN.task(key).opens, getattr(PLAN.opener_of(key), "key", None)}
    changed = {
        item.key
        for item in found.schedule.tasks
        if (item.starts_on, item.until) != (before.of(item.key).starts_on, before.of(item.key).until)
    }
    assert shown - same_event == changed - same_event


@given(st.sampled_from(MOVABLE), st.integers(-1500, 1500))
def test_a_task_comes_on_the_day_wished_or_is_held_later(key, days):
    to = schedule(PLAN).of(key).starts_on + timedelta(days=days)
    found = move(PLAN, key, to)
    comes_on = found.schedule.of(key).starts_on
    assert comes_on == (to if found.held is None else found.held.earliest) >= to


@given(st.sampled_from(["pilot", "evaluation", "notice_published", "tenders_submitted"]), st.integers(1, 500))
def test_an_earlier_period_only_ever_shortens_the_one_before_it(key, days):
    to = schedule(PLAN).of(key).starts_on - timedelta(days=days)
    found = move(PLAN, key, to)
    changed = [task.key for task in found.plan.tasks if task.length != PLAN.task(task.key).length]
    before = {
        "pilot": "design",
        "evaluation": "pilot",
        "notice_published": "evaluation",
        "tenders_submitted": "bid_writing",
    }
    assert changed == ([before[key]] if wished(key, to) < schedule(PLAN).of(key).starts_on else [])


def test_a_longer_period_pushes_what_follows_and_a_shorter_one_needs_a_reason():
    """Six months more of the pilot: evaluation from 1 July 2029, the service from 8 August 2030."""
    longer = resize(PLAN, "pilot", Length(30))
    assert (longer.moved.starts_after, longer.moved.until_after) == (date(2027, 1, 1), date(2029, 7, 1))
    assert longer.schedule.goal_on == date(2030, 8, 8)
    assert (longer.shortfalls, longer.held, longer.funding_gap.days) == ((), None, 182)
    assert [(s.key, s.planned) for s in resize(PLAN, "pilot", Length(20)).shortfalls] == [("pilot", Length(20))]


def test_a_period_that_is_over_keeps_its_length():
    with pytest.raises(AlreadyHappened):
        resize(begin(begin(PLAN, "design", on=date(2026, 1, 1)), "pilot", on=date(2027, 1, 1)), "design", Length(6))
