from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.timeline.engine.length import Length, end_of, is_shorter
from partnerships.timeline.engine.plan import Plan
from partnerships.timeline.engine.recommended import RECOMMENDED, periods, recommend
from partnerships.timeline.engine.schedule import schedule

days = st.dates(date(2000, 1, 1), date(2080, 12, 31))


def spans(plan: Plan) -> dict[str, tuple[date, date]]:
    return {period.key: (period.starts_on, period.until) for period in periods(schedule(plan))}


def days_of(plan: Plan) -> dict[str, date]:
    return {item.key: item.starts_on for item in schedule(plan).tasks}


def test_forwards_from_1_january_2026():
    """The notice of Sunday 1 July is published on Monday; tenders are due after 6 August, a bank holiday in Scotland."""
    assert spans(recommend(start_on=date(2026, 1, 1))) == {
        "design": (date(2026, 1, 1), date(2027, 1, 1)),
        "pilot": (date(2027, 1, 1), date(2029, 1, 1)),
        "evaluation": (date(2029, 1, 1), date(2029, 7, 2)),
        "bid_writing": (date(2029, 7, 2), date(2029, 8, 7)),
        "tender": (date(2029, 8, 7), date(2030, 2, 7)),
    }


def test_backwards_from_a_service_start_on_1_july_2030():
    """1 July − 6 months = 1 January, a holiday, so tenders are due on 31 December; − 35 days = 26 November 2029."""
    assert spans(recommend(service_starts_on=date(2030, 7, 1))) == {
        "design": (date(2026, 5, 26), date(2027, 5, 26)),
        "pilot": (date(2027, 5, 26), date(2029, 5, 26)),
        "evaluation": (date(2029, 5, 26), date(2029, 11, 26)),
        "bid_writing": (date(2029, 11, 26), date(2029, 12, 31)),
        "tender": (date(2029, 12, 31), date(2030, 7, 1)),
    }


def test_backwards_from_the_end_of_funding_starts_the_service_on_that_day():
    plan = recommend(funding_ends_on=date(2030, 3, 31))
    assert schedule(plan).goal_on == date(2030, 3, 31)
    assert plan.funding_ends_on == date(2030, 3, 31)


def test_funding_beside_a_start_is_only_kept_for_warnings():
    plan = recommend(start_on=date(2026, 1, 1), funding_ends_on=date(2029, 3, 31))
    assert (plan.starts_on, plan.funding_ends_on) == (date(2026, 1, 1), date(2029, 3, 31))


def test_backwards_over_month_ends_no_period_is_shorter_and_the_odd_days_are_its_own():
    """31 August 2030 − 6 months clamps to 28 February, so the contract process has three days more."""
    found = periods(schedule(recommend(service_starts_on=date(2030, 8, 31))))
    assert [(p.key, p.starts_on, p.length) for p in found] == [
        ("design", date(2026, 7, 24), Length(12)),
        ("pilot", date(2027, 7, 24), Length(24)),
        ("evaluation", date(2029, 7, 24), Length(6)),
        ("bid_writing", date(2030, 1, 24), Length(1, 4)),
        ("tender", date(2030, 2, 28), Length(6, 3)),
    ]


def test_the_four_timed_periods_last_42_to_48_months_and_writing_bids_lies_outside():
    timed = [kind for kind in RECOMMENDED if kind.timed]
    assert sum(kind.least.months for kind in timed) == 42
    assert sum((kind.most or kind.least).months for kind in timed) == 48
    assert [kind.key for kind in RECOMMENDED if not kind.timed] == ["bid_writing"]


def test_three_stages_have_four_timed_periods():
    assert [kind.stage for kind in RECOMMENDED if kind.timed] == [
        "1 Design",
        "2 Pilot",
        "2 Pilot → 3 Tender",
        "3 Tender",
    ]


def test_every_period_says_why_it_takes_that_long():
    assert [len(kind.reason.split()) > 15 for kind in RECOMMENDED] == [True] * 5


def test_milestones_of_a_design_of_twelve_months_fall_on_the_first_working_day_of_a_month():
    found = days_of(recommend(start_on=date(2026, 1, 1)))
    assert {key: found[key] for key in ("vision_agreed", "mou_signed", "users_involved")} == {
        "vision_agreed": date(2026, 4, 1),
        "mou_signed": date(2026, 6, 1),
        "users_involved": date(2026, 7, 1),
    }
    assert {key: found[key] for key in ("service_designed", "funding_planned", "criteria_frozen")} == {
        "service_designed": date(2026, 10, 1),
        "funding_planned": date(2026, 11, 2),
        "criteria_frozen": date(2026, 12, 1),
    }


def test_milestones_from_the_notice_to_the_service_start():
    """Six days before the deadline is Christmas: the last answers come the working day before, not after."""
    found = days_of(recommend(service_starts_on=date(2030, 7, 1)))
    tender = ("notice_published", "questions_close", "answers_published", "tenders_submitted", "award_decided")
    assert [found[key] for key in tender] == [
        date(2029, 11, 26),
        date(2029, 12, 21),
        date(2029, 12, 24),
        date(2029, 12, 31),
        date(2030, 2, 28),
    ]
    assert [found[key] for key in ("standstill_ends", "contract_signed", "service_starts")] == [
        date(2030, 3, 11),
        date(2030, 4, 1),
        date(2030, 7, 1),
    ]


def test_each_period_holds_four_to_seven_milestones_and_opens_with_one():
    tasks = recommend(start_on=date(2026, 1, 1)).tasks
    inside = {kind.key: [t for t in tasks if t.period == kind.key and t.is_milestone] for kind in RECOMMENDED}
    assert {key: len(found) for key, found in inside.items()} == {
        "design": 7,
        "pilot": 5,
        "evaluation": 5,
        "bid_writing": 3,
        "tender": 4,
    }
    assert {key: [t.opens for t in found if t.opens] for key, found in inside.items()} == {k: [k] for k in inside}


def test_the_gates_are_the_four_passages_between_states():
    gates = [task.key for task in recommend(start_on=date(2026, 1, 1)).tasks if task.gate]
    assert gates == ["pilot_starts", "evaluation_starts", "notice_published", "contract_signed"]


def test_shorter_lengths_scale_the_milestones():
    found = days_of(recommend(start_on=date(2026, 1, 1), design_months=6))
    assert (found["vision_agreed"], found["mou_signed"]) == (date(2026, 2, 16), date(2026, 3, 16))


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ({}, "Give a start"),
        ({"start_on": date(2026, 1, 1), "service_starts_on": date(2030, 1, 1)}, "not both"),
        ({"start_on": date(2026, 1, 1), "design_months": 0}, "at least a month"),
        ({"start_on": date(2026, 1, 1), "bid_writing_days": -3}, "no negative"),
        ({"start_on": date(9998, 1, 1)}, "between the years"),
        ({"service_starts_on": date(2, 1, 1)}, "between the years"),
    ],
)
def test_what_cannot_be_planned_is_refused_in_words(dates, words):
    with pytest.raises(ValueError, match=words):
        recommend(**dates)


@given(days)
def test_a_plan_made_backwards_starts_the_service_on_exactly_that_day(goal_on):
    assert schedule(recommend(service_starts_on=goal_on)).goal_on == goal_on


@given(days)
def test_a_plan_made_backwards_has_no_period_below_the_recommendation(goal_on):
    found = periods(schedule(recommend(service_starts_on=goal_on)))
    assert [p.key for p in found if is_shorter(p.starts_on, p.until, p.recommendation.usual)] == []


@given(days)
def test_forwards_then_backwards_agree_except_for_clamped_month_ends_and_holidays(start_on):
    forwards = schedule(recommend(start_on=start_on))
    again = recommend(service_starts_on=forwards.goal_on)
    ends = {day for span in spans(forwards.plan).values() for day in span}
    lengths = {task.key: task.length for task in forwards.plan.tasks if task.is_period}
    if all(day.day < 28 for day in ends) and lengths == {kind.key: kind.usual for kind in RECOMMENDED}:
        assert again == forwards.plan
    assert start_on - timedelta(days=9) <= again.starts_on <= start_on + timedelta(days=9)
    assert schedule(again).goal_on == forwards.goal_on


@given(days)
def test_backwards_then_forwards_is_never_late(goal_on):
    backwards = recommend(service_starts_on=goal_on)
    again = schedule(recommend(start_on=backwards.starts_on))
    assert goal_on - timedelta(days=14) <= again.goal_on <= goal_on


lengths = st.fixed_dictionaries(
    {
        "design_months": st.integers(1, 18),
        "pilot_months": st.integers(1, 36),
        "evaluation_months": st.integers(1, 12),
        "bid_writing_days": st.integers(1, 90),
        "tender_months": st.integers(2, 12),
    }
)


@given(days, lengths)
def test_every_milestone_lies_in_its_period_and_periods_touch(start_on, lengths):
    plan = recommend(start_on=start_on, **lengths)
    found = schedule(plan)
    outside = [
        item.key
        for item in found.tasks
        if (item.task.period and not found.of(item.task.period).starts_on <= item.starts_on <= item.until)
        or (item.task.period and item.until > found.of(item.task.period).until)
    ]
    assert outside == []
    chain = list(spans(plan).values())
    assert [until for _, until in chain[:-1]] == [start for start, _ in chain[1:]]


@given(days)
def test_the_critical_path_runs_through_every_period_to_the_service_start(start_on):
    """Where a month's end clamps, a day or two before it delay nothing: what comes before has them as slack."""
    found = schedule(recommend(start_on=start_on))
    kinds = [kind.key for kind in RECOMMENDED]
    path = [key for key in found.critical_path if key in kinds]
    assert path == kinds[-len(path) :]
    if all(found.of(key).starts_on.day < 28 for key in kinds):
        assert path == kinds
    assert found.critical_path[-1] == "service_starts"


def test_the_length_of_a_period_is_counted_from_its_own_start():
    """31 August + 6 months clamps to 28 February, and the pilot then runs from the 28th."""
    found = spans(recommend(start_on=date(2026, 8, 31), design_months=6))
    assert found["design"] == (date(2026, 8, 31), date(2027, 2, 28))
    assert found["pilot"] == (date(2027, 2, 28), end_of(date(2027, 2, 28), Length(24)))
