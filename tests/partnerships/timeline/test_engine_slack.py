"""Slack and what decides the goal, tried out: each task is made later by its slack, and by a day more."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from partnerships.timeline.engine.length import Length
from partnerships.timeline.engine.plan import Link, Plan, Task
from partnerships.timeline.engine.schedule import schedule

MONDAY = date(2027, 3, 1)
PLANS = 500


def after(days: int) -> date:
    return MONDAY + timedelta(days=days)


def random_plan(seed: int, *, with_calendar: bool = False) -> Plan:
    """Make a plan without loops around a goal in its midst: some tasks lead to it, some come later, some do neither.

    Periods hold milestones by their place from the start; there are lags and overlaps, pins, and what happened already.
    With the calendar, half the tasks come on working days only, and some places in a period round back.
    """
    draw = random.Random(seed)
    tasks: list[Task] = []
    for number in range(draw.randint(4, 14)):
        earlier = draw.sample(range(number), min(number, draw.choice((0, 1, 1, 2, 3))))
        links = tuple(Link(f"t{other}", draw.choice((0, 0, 1, 10, 31, -4))) for other in earlier)
        length = Length(draw.choice((0, 0, 0, 1, 2, 6)), draw.choice((0, 0, 1, 9, 35)))
        spans = [task.key for task in tasks if task.length]
        inside = draw.choice(spans) if spans and draw.random() < 0.3 else None
        tasks.append(
            Task(
                f"t{number}",
                f"Task {number}",
                length,
                links,
                period=inside,
                offset=draw.randint(0, 40) if inside else None,
                on_working_day=with_calendar and draw.random() < 0.5,
                rounds_back=with_calendar and draw.random() < 0.3,
                not_before=after(draw.randint(0, 200)) if draw.random() < 0.2 else None,
                **happened(draw),
            )
        )
    return Plan(MONDAY, tuple(tasks), goal=f"t{draw.randint(len(tasks) // 3, len(tasks) - 1)}")


def happened(draw: random.Random) -> dict[str, date]:
    if draw.random() < 0.8:
        return {}
    begun = draw.randint(0, 60)
    began = {"actual_start": after(begun)}
    return began | ({"actual_until": after(begun + draw.randint(0, 30))} if draw.random() < 0.6 else {})


def made_later(plan: Plan, key: str, days: int) -> Plan:
    """Let a task be over some days later: by its length, a milestone by the day it is put on."""
    item = schedule(plan).of(key)
    if item.task.is_milestone and not item.task.has_begun:
        return plan.with_task(key, not_before=item.starts_on + timedelta(days=days))
    length = item.task.length
    return plan.with_task(key, length=replace(length, days=length.days + days))


def wrong_slack(plan: Plan) -> list[str]:
    """Name what the plan says wrongly of its tasks' slack, by making each of them later."""
    found = schedule(plan)
    wrong = []
    for item in found.tasks:
        if item.task.is_done or item.key == plan.goal:
            continue
        by_slack = schedule(made_later(plan, item.key, item.slack)).goal_on - found.goal_on
        by_more = schedule(made_later(plan, item.key, item.slack + 1)).goal_on - found.goal_on
        by_much = schedule(made_later(plan, item.key, 2000)).goal_on - found.goal_on
        moves = by_much > timedelta(0)
        if item.leads != moves:
            wrong.append(f"{item.key}: leads {item.leads}, yet the goal moves {by_much}")
        if moves and (by_slack, by_more > timedelta(0)) != (timedelta(0), True):
            wrong.append(f"{item.key}: slack {item.slack}, goal moves {by_slack} and {by_more}")
        if item.critical and not (moves and by_more > timedelta(0)):
            wrong.append(f"{item.key}: critical, yet the goal stays")
    return wrong


@pytest.mark.parametrize("chunk", range(10))
def test_each_task_may_be_late_by_its_slack_and_not_by_a_day_more(chunk):
    """500 random plans, each task of them made later by its slack, by a day more, and by 2,000 days."""
    seeds = range(chunk * PLANS // 10, (chunk + 1) * PLANS // 10)
    assert {seed: wrong for seed in seeds if (wrong := wrong_slack(random_plan(seed)))} == {}


@pytest.mark.parametrize("chunk", range(10))
def test_slack_is_as_right_where_tasks_come_on_working_days(chunk):
    """The same with the calendar of Scotland on, over Easter and the May holidays."""
    seeds = range(chunk * PLANS // 10, (chunk + 1) * PLANS // 10)
    plans = {seed: random_plan(seed, with_calendar=True) for seed in seeds}
    assert {seed: wrong for seed, plan in plans.items() if (wrong := wrong_slack(plan))} == {}


def test_a_weekend_before_a_milestone_is_slack_and_still_decides_the_goal():
    """Work is over on Friday evening, the decision comes on Monday: two days are left, no working day."""
    plan = Plan(
        MONDAY,
        (
            Task("work", "Work", Length(days=5)),
            Task("decision", "Decision", after=(Link("work"),), on_working_day=True),
            Task("goal", "Goal", after=(Link("decision"),)),
        ),
        goal="goal",
    )
    found = schedule(plan)
    assert [(i.key, i.starts_on, i.slack, i.critical) for i in found.tasks] == [
        ("work", MONDAY, 2, True),
        ("decision", date(2027, 3, 8), 0, True),
        ("goal", date(2027, 3, 8), 0, True),
    ]
