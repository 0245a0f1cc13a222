"""Working dates of the recommended plan, as it is made and as it is moved."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.timeline.engine.length import Length, is_shorter
from partnerships.timeline.engine.milestones import WORKING_DATES
from partnerships.timeline.engine.moves import Held, move, resize
from partnerships.timeline.engine.plan import Plan
from partnerships.timeline.engine.recommended import KINDS, RECOMMENDED, periods, recommend
from partnerships.timeline.engine.schedule import Schedule, schedule
from psp.core.dates import add_months, is_working_day, working_day_on_or_after

days = st.dates(date(2026, 1, 1), date(2090, 12, 31))
CHRISTMAS = date(2027, 12, 25)


def not_worked(found: Schedule) -> list[tuple[str, date]]:
    return [(i.key, i.starts_on) for i in found.tasks if i.key in WORKING_DATES and not is_working_day(i.starts_on)]


def as_before(plan: Plan) -> Plan:
    """Return a plan as it was made before there were working dates."""
    for task in plan.tasks:
        plan = plan.with_task(task.key, on_working_day=False)
    return plan


@pytest.mark.parametrize("number", range(0, 730, 5))
def test_recommended_working_dates_are_worked_and_periods_as_long_as_recommended(number):
    """Forwards and backwards, from every fifth day of two years."""
    day = date(2026, 1, 1) + timedelta(days=number)
    for plan in (recommend(start_on=day), recommend(service_starts_on=add_months(day, 60))):
        found = schedule(plan)
        assert not_worked(found) == []
        assert [p.key for p in periods(found) if is_shorter(p.starts_on, p.until, p.recommendation.usual)] == []
        timed = [p for p in periods(found) if p.recommendation.timed]
        assert sum(p.length.months for p in timed) == 48
        assert sum(p.length.days for p in timed) <= 9


def test_questions_are_answered_six_days_before_the_deadline_or_earlier():
    for number in range(730):
        found = schedule(recommend(start_on=date(2026, 1, 1) + timedelta(days=number)))
        deadline = found.of("tenders_submitted").starts_on
        assert (deadline - found.of("answers_published").starts_on).days >= 6
        assert (deadline - found.of("questions_close").starts_on).days >= 10


@given(days, st.sampled_from(sorted(WORKING_DATES | {"pilot", "evaluation"})), st.integers(-400, 400))
def test_whatever_moves_working_dates_stay_worked(start_on, key, by):
    plan = recommend(start_on=start_on)
    found = move(plan, key, schedule(plan).of(key).starts_on + timedelta(days=by))
    assert not_worked(found.schedule) == []


@given(days, st.sampled_from(sorted(KINDS)), st.integers(1, 40), st.integers(0, 40))
def test_whichever_length_a_period_has_working_dates_stay_worked_and_inside_it(start_on, key, months, more):
    plan = recommend(start_on=start_on)
    found = resize(plan, key, Length(months, more)).schedule
    period = found.of(key)
    late = [i.key for i in found.tasks if i.task.period == key and i.task.offset and i.starts_on > period.until]
    assert (not_worked(found), late) == ([], [])


@given(days, st.sampled_from([kind.key for kind in RECOMMENDED]), st.integers(1, 200))
def test_a_moved_plan_has_a_path_without_a_break_to_the_service_start(start_on, key, by):
    """Weekends and holidays between what follows on itself are no slack that anybody could use."""
    plan = recommend(start_on=start_on)
    to = schedule(plan).of(key).starts_on + timedelta(days=by)
    found = move(plan, key, to).schedule
    kinds = [kind.key for kind in RECOMMENDED]
    path = [k for k in found.critical_path if k in kinds]
    assert path == kinds[-len(path) :]
    if all(found.of(k).starts_on.day < 28 for k in kinds):
        assert len(path) >= len(kinds) - kinds.index(key)


def test_a_working_date_moved_to_a_holiday_comes_on_the_next_working_day_and_says_so():
    plan = recommend(start_on=date(2026, 1, 5))
    found = move(plan, "midpoint_review", CHRISTMAS)
    assert found.held == Held("midpoint_review", CHRISTMAS, date(2027, 12, 29), (), is_not_worked=True)
    assert found.schedule.of("midpoint_review").starts_on == date(2027, 12, 29)


def test_a_period_may_start_on_any_day():
    found = move(recommend(start_on=date(2026, 1, 5)), "pilot", CHRISTMAS)
    assert (found.held, found.schedule.of("pilot").starts_on) == (None, CHRISTMAS)


def test_a_day_fixed_elsewhere_is_taken_as_it_is():
    plan = recommend(start_on=date(2026, 1, 5))
    found = move(plan, "award_decided", date(2030, 1, 1), is_fixed=True)
    assert (found.held, found.schedule.of("award_decided").starts_on) == (None, date(2030, 1, 1))


def test_a_plan_made_earlier_keeps_its_days_until_somebody_moves_one():
    plan = as_before(recommend(start_on=date(2026, 1, 1)))
    assert ("funding_planned", date(2026, 11, 1)) in not_worked(schedule(plan))
    found = move(plan, "service_designed", date(2026, 10, 6))
    assert not_worked(found.schedule) == []
    assert "funding_planned" in {change.task.key for change in found.others}


def test_2_january_and_st_andrews_day_are_not_worked():
    plan = recommend(start_on=date(2026, 1, 5))
    for day in (date(2029, 1, 2), date(2028, 11, 30)):
        assert not is_working_day(day)
        comes_on = move(plan, "final_data", day).schedule.of("final_data").starts_on
        assert comes_on == working_day_on_or_after(day) > day
