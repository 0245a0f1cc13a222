from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.timeline.engine.graph import edges_into
from partnerships.timeline.engine.length import Length
from partnerships.timeline.engine.plan import CircularPlan, DuplicateTask, Link, Plan, PlanError, Task, UnknownTask
from partnerships.timeline.engine.schedule import held_until, schedule

MONDAY = date(2027, 3, 1)


def after(days: int) -> date:
    return MONDAY + timedelta(days=days)


def work(key: str, days: int, *links: Link, **more: object) -> Task:
    return Task(key, key.title(), Length(days=days), tuple(links), **more)


SMALL = Plan(
    MONDAY,
    (
        work("recruit", 10),
        work("train", 5, Link("recruit", 2)),
        work("premises", 4),
        work("open", 0, Link("train"), Link("premises", 3)),
    ),
    goal="open",
)


def test_a_small_plan_worked_by_hand():
    """Recruit 1–10 March, two days' wait, train 13–17 March, open on 18 March; premises may wait 10 days."""
    found = schedule(SMALL)
    assert [(t.key, t.starts_on, t.until, t.slack, t.critical) for t in found.tasks] == [
        ("premises", date(2027, 3, 1), date(2027, 3, 5), 10, False),
        ("recruit", date(2027, 3, 1), date(2027, 3, 11), 0, True),
        ("train", date(2027, 3, 13), date(2027, 3, 18), 0, True),
        ("open", date(2027, 3, 18), date(2027, 3, 18), 0, True),
    ]
    assert found.critical_path == ("recruit", "train", "open")
    assert found.goal_on == date(2027, 3, 18)
    assert found.of("recruit").ends_on == date(2027, 3, 10)
    assert found.of("open").ends_on == date(2027, 3, 18)


def test_a_pin_makes_what_comes_before_it_uncritical():
    found = schedule(SMALL.with_task("open", not_before=after(20)))
    assert [(t.key, t.slack) for t in found.tasks] == [("premises", 13), ("recruit", 3), ("train", 3), ("open", 0)]
    assert found.critical_path == ("open",)


def test_a_pin_before_the_earliest_date_changes_nothing():
    pinned = schedule(SMALL.with_task("train", not_before=after(3)))
    assert [(t.key, t.starts_on, t.slack) for t in pinned.tasks] == [
        (t.key, t.starts_on, t.slack) for t in schedule(SMALL).tasks
    ]


def test_what_has_happened_stays_and_the_rest_follows():
    """Recruiting took until 20 March; training follows on 22 March, and opening on 27 March."""
    found = schedule(SMALL.with_task("recruit", actual_start=MONDAY, actual_until=date(2027, 3, 20)))
    assert {t.key: t.starts_on for t in found.tasks} == {
        "premises": MONDAY,
        "recruit": MONDAY,
        "train": date(2027, 3, 22),
        "open": date(2027, 3, 27),
    }
    assert (found.of("recruit").slack, found.of("recruit").critical) == (0, False)


def test_with_today_nothing_that_has_not_happened_is_planned_in_the_past():
    begun = SMALL.with_task("recruit", actual_start=MONDAY)
    found = schedule(begun, today=date(2027, 4, 1))
    assert {t.key: (t.starts_on, t.until) for t in found.tasks} == {
        "recruit": (MONDAY, date(2027, 4, 1)),
        "premises": (date(2027, 4, 1), date(2027, 4, 5)),
        "train": (date(2027, 4, 3), date(2027, 4, 8)),
        "open": (date(2027, 4, 8), date(2027, 4, 8)),
    }


def test_only_an_end_recorded_puts_the_start_no_later_than_that_end():
    found = schedule(SMALL.with_task("train", actual_until=after(1)))
    assert (found.of("train").starts_on, found.of("train").until) == (after(1), after(1))


def test_work_after_the_goal_has_slack_to_the_end_of_the_plan_and_is_not_critical():
    later = Plan(MONDAY, (*SMALL.tasks, work("party", 7, Link("open"))), goal="open")
    found = schedule(later)
    assert (found.of("open").slack, found.of("party").slack, found.of("party").critical) == (0, 0, False)


def test_work_beside_the_goal_leaves_the_goal_without_slack():
    found = schedule(Plan(MONDAY, (*SMALL.tasks, work("survey", 60)), goal="open"))
    assert [(t.key, t.slack, t.critical) for t in found.tasks] == [
        ("premises", 10, False),
        ("recruit", 0, True),
        ("survey", 0, False),
        ("train", 0, True),
        ("open", 0, True),
    ]


def test_what_only_leads_to_something_begun_holds_nothing_up_and_is_not_critical():
    """Training began before recruiting was over: recruiting, however late, no longer decides the opening."""
    begun = SMALL.with_task("train", actual_start=after(2)).with_task("recruit", length=Length(days=40))
    found = schedule(begun)
    assert (found.of("recruit").slack, found.of("recruit").critical) == (0, False)
    assert found.critical_path == ("premises", "train", "open")


def test_a_milestone_no_longer_hurries_a_period_that_has_begun():
    """The review may not be late; the pilot, begun, may still end 29 days later, when the party is over."""
    pilot = Task("pilot", "Pilot", Length(1), period="pilot", least=Length(1), actual_start=MONDAY)
    review = Task("review", "Review", period="pilot", offset=10)
    found = schedule(Plan(MONDAY, (pilot, review, work("party", 60)), goal="review"))
    assert {t.key: t.slack for t in found.tasks} == {"review": 0, "pilot": 29, "party": 0}


def test_an_offset_holds_a_milestone_to_the_start_of_its_period():
    pilot = Task("pilot", "Pilot", Length(1), period="pilot", least=Length(1), not_before=after(5))
    review = Task("review", "Review", period="pilot", offset=10)
    found = schedule(Plan(MONDAY, (review, pilot), goal="pilot"))
    assert (found.of("review").starts_on, found.of("review").slack) == (after(15), 21)


def test_a_loop_is_named_with_its_titles():
    loop = Plan(
        MONDAY, (work("c", 1, Link("b")), work("a", 1, Link("c")), work("b", 1, Link("a")), work("d", 1, Link("b")))
    )
    with pytest.raises(CircularPlan, match=r"^These wait for one another: A → B → C → A$") as refused:
        schedule(loop)
    assert refused.value.loop == ("a", "b", "c", "a")


def test_a_task_that_waits_for_itself_is_a_loop():
    with pytest.raises(CircularPlan, match="A → A"):
        schedule(Plan(MONDAY, (work("a", 1, Link("a")),)))


@pytest.mark.parametrize(
    ("plan", "error"),
    [
        (Plan(MONDAY, (work("a", 1, Link("gone")),)), UnknownTask),
        (Plan(MONDAY, (work("a", 1), work("a", 2))), DuplicateTask),
        (Plan(MONDAY, (work("a", 1),), goal="gone"), UnknownTask),
        (Plan(MONDAY, (work("a", 1, actual_start=after(3), actual_until=after(1)),)), PlanError),
    ],
)
def test_plans_that_cannot_be_are_refused(plan, error):
    with pytest.raises(error):
        schedule(plan)


def test_an_empty_plan_has_no_path_and_is_over_as_it_starts():
    found = schedule(Plan(MONDAY, ()))
    assert (found.tasks, found.critical_path, found.goal_on) == ((), (), MONDAY)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Draw plans without loops: each task waits only for tasks drawn before it. Some are pinned, some have happened."""
    tasks = []
    for number in range(draw(st.integers(1, 9))):
        waits_for = draw(st.lists(st.integers(0, number - 1), max_size=3, unique=True)) if number else []
        links = tuple(Link(f"t{other}", draw(st.integers(-5, 40))) for other in waits_for)
        length = Length(draw(st.integers(0, 3)), draw(st.integers(0, 40)))
        pin = draw(st.none() | st.integers(0, 200).map(after))
        begun = draw(st.none() | st.integers(0, 100))
        lasted = draw(st.none() | st.integers(0, 60)) if begun is not None else None
        start = None if begun is None else after(begun)
        until = None if lasted is None else after(begun + lasted)
        tasks.append(
            Task(f"t{number}", f"Task {number}", length, links, not_before=pin, actual_start=start, actual_until=until)
        )
    goal = draw(st.none() | st.sampled_from([task.key for task in tasks]))
    return Plan(MONDAY, tuple(tasks), goal=goal)


todays = st.none() | st.integers(0, 150).map(after)


@given(plans(), todays)
def test_nothing_starts_before_what_it_waits_for_is_over_and_the_lag_has_run(plan, today):
    found = schedule(plan, today=today)
    spans = {item.key: (item.starts_on, item.until) for item in found.tasks}
    early = [
        edge
        for item in found.tasks
        if not item.task.has_begun
        for edge in edges_into(item.task)
        if item.starts_on < held_until(edge, spans)
    ]
    assert early == []


@given(plans(), todays)
def test_slack_is_never_negative_and_critical_tasks_have_none(plan, today):
    found = schedule(plan, today=today)
    assert [item.key for item in found.tasks if item.slack < 0] == []
    assert [item.key for item in found.tasks if item.critical and item.slack] == []


@given(plans(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_is_irrelevant(plan, random):
    shuffled = list(plan.tasks)
    random.shuffle(shuffled)
    again = schedule(replace(plan, tasks=tuple(shuffled)))
    assert (again.tasks, again.critical_path) == (schedule(plan).tasks, schedule(plan).critical_path)


@given(plans(), st.data())
def test_a_task_may_be_late_by_its_slack_without_moving_the_goal(plan, data):
    found = schedule(plan)
    waiting = [item for item in found.tasks if not item.task.has_begun]
    if waiting:
        late = data.draw(st.sampled_from(waiting))
        put_off = plan.with_task(late.key, length=replace(late.task.length, days=late.task.length.days + late.slack))
        assert schedule(put_off).goal_on == found.goal_on


@given(plans(), st.data(), st.integers(0, 60))
def test_moving_one_task_later_moves_nothing_earlier(plan, data, days):
    found = schedule(plan)
    key = data.draw(st.sampled_from([task.key for task in plan.tasks]))
    later = schedule(plan.with_task(key, not_before=found.of(key).starts_on + timedelta(days=days)))
    assert [item.key for item in later.tasks if item.starts_on < found.of(item.key).starts_on] == []
    assert [item.key for item in later.tasks if item.until < found.of(item.key).until] == []
