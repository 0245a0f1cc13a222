from datetime import date

import pytest

from partnerships.lifecycle.operations import stop_partnership
from partnerships.models import Activity, Timeline
from partnerships.moves.operations import explain_short_period, move_task, resize_period, set_baseline
from partnerships.timeline.engine.length import Length
from psp.core.problems import Invalid, NotPermitted, StaleVersion, WrongState
from tests.conftest import NOON, TODAY
from tests.factories.history import changes_of
from tests.factories.timeline import a_plan


@pytest.fixture
def plan(partnership):
    """Design from 5 January 2026, the pilot from 5 January 2027, the service from 9 February 2030."""
    return a_plan(partnership)


def move(partnership, key, to, by, **more):
    version = more.pop("version", None) or Timeline.objects.get(partnership=partnership).version
    return move_task(partnership=partnership, key=key, to=to, by=by, at=NOON, expected_version=version, **more)


def day_of(partnership, key):
    return partnership.milestones.get(key=key).planned_on


def test_moving_a_milestone_moves_what_follows_and_records_every_date(plan, partnership, olivia):
    move(partnership, "notice_published", date(2029, 7, 19), olivia)
    assert day_of(partnership, "notice_published") == date(2029, 7, 19)
    assert day_of(partnership, "service_starts") == date(2030, 2, 23)
    plan.refresh_from_db()
    assert (plan.service_starts_on, plan.slip_days, plan.is_recommended, plan.version) == (
        date(2030, 2, 23),
        14,
        False,
        2,
    )
    activity = Activity.objects.get(verb="milestone.moved")
    changes = changes_of(activity)
    assert changes["planned_on"] == ["2029-07-05", "2029-07-19"]
    assert changes["Service starts under the new contract: planned_on"] == ["2030-02-09", "2030-02-23"]


def test_the_baseline_stays_when_dates_move(plan, partnership, olivia):
    move(partnership, "notice_published", date(2029, 7, 19), olivia)
    notice = partnership.milestones.get(key="notice_published")
    assert (notice.baseline_on, notice.not_before) == (date(2029, 7, 5), date(2029, 7, 19))


def test_a_period_below_the_recommended_length_needs_a_reason(plan, partnership, olivia):
    with pytest.raises(Invalid, match="shorter than recommended"):
        move(partnership, "evaluation_starts", date(2028, 10, 5), olivia)
    assert day_of(partnership, "evaluation_starts") == date(2029, 1, 5)
    move(partnership, "evaluation_starts", date(2028, 10, 5), olivia, reason=" The grant is for 21 months. ")
    pilot = partnership.periods.get(key="pilot")
    assert (pilot.months, pilot.days, pilot.until, pilot.reason) == (
        21,
        0,
        date(2028, 10, 5),
        "The grant is for 21 months.",
    )


def test_a_period_long_enough_again_loses_its_reason(plan, partnership, olivia):
    pilot = partnership.periods.get(key="pilot")
    for length, reason in ((Length(18), "Less money"), (Length(24), "")):
        version = Timeline.objects.get().version
        resize_period(period=pilot, length=length, reason=reason, by=olivia, at=NOON, expected_version=version)
    pilot.refresh_from_db()
    assert (pilot.months, pilot.reason) == (24, "")


def test_lengthening_a_period_pushes_what_follows(plan, partnership, olivia):
    pilot = partnership.periods.get(key="pilot")
    resize_period(period=pilot, length=Length(30), by=olivia, at=NOON, expected_version=plan.version)
    assert day_of(partnership, "evaluation_starts") == date(2029, 7, 5)
    assert [a.verb for a in Activity.objects.filter(verb="period.moved")] == ["period.moved"]


def test_a_plan_somebody_else_moved_meanwhile_is_not_moved(plan, partnership, olivia):
    seen = plan.version
    move(partnership, "notice_published", date(2029, 7, 19), olivia)
    with pytest.raises(StaleVersion):
        move(partnership, "pilot_starts", date(2027, 3, 1), olivia, version=seen)
    assert day_of(partnership, "pilot_starts") == date(2027, 1, 5)


@pytest.mark.parametrize(
    ("key", "to", "words"),
    [
        ("design_starts", date(2027, 1, 1), "already happened"),
        ("pilot_starts", date(2026, 6, 2), "from today on"),
    ],
)
def test_what_cannot_move_is_refused_in_words(plan, partnership, olivia, key, to, words):
    with pytest.raises(Invalid, match=words):
        move(partnership, key, to, olivia)


def test_a_period_cannot_be_shorter_than_it_has_lasted(plan, partnership, olivia):
    design = partnership.periods.get(key="design")
    with pytest.raises(Invalid, match="has lasted longer already"):
        resize_period(period=design, length=Length(2), reason="x", by=olivia, at=NOON, expected_version=plan.version)


@pytest.mark.parametrize("person", ["pat", "edie", "otto"])
def test_others_move_nothing(plan, partnership, person, request):
    with pytest.raises(NotPermitted):
        move(partnership, "pilot_starts", date(2027, 3, 1), request.getfixturevalue(person))


@pytest.mark.parametrize("person", ["bo", "ada"])
def test_contacts_and_administrators_move_dates(plan, partnership, person, request):
    move(partnership, "pilot_starts", date(2027, 3, 1), request.getfixturevalue(person))
    assert day_of(partnership, "pilot_starts") == date(2027, 3, 1)


def test_moving_to_the_same_day_changes_nothing(plan, partnership, olivia):
    move(partnership, "pilot_starts", date(2027, 1, 5), olivia)
    assert Activity.objects.filter(verb="milestone.moved").count() == 0


def test_a_reason_is_recorded_for_a_short_period_only(plan, partnership, olivia):
    pilot = partnership.periods.get(key="pilot")
    with pytest.raises(Invalid, match="as long as recommended"):
        explain_short_period(period=pilot, reason="Because", by=olivia, at=NOON)
    resize_period(
        period=pilot, length=Length(18), reason="Less money", by=olivia, at=NOON, expected_version=plan.version
    )
    with pytest.raises(Invalid, match="Enter why"):
        explain_short_period(period=pilot, reason="  ", by=olivia, at=NOON)
    explain_short_period(period=pilot, reason="The funder’s rules", by=olivia, at=NOON)
    assert partnership.periods.get(key="pilot").reason == "The funder’s rules"
    assert changes_of(Activity.objects.get(verb="period.explained")) == {"reason": ["Less money", "The funder’s rules"]}


def test_agreeing_the_plan_anew_counts_slip_from_there(plan, partnership, olivia):
    move(partnership, "pilot_starts", date(2027, 3, 5), olivia)
    with pytest.raises(Invalid, match="Enter why"):
        set_baseline(partnership=partnership, reason=" ", by=olivia, at=NOON)
    set_baseline(partnership=partnership, reason="Agreed at the board", by=olivia, at=NOON)
    plan.refresh_from_db()
    assert (plan.slip_days, plan.baseline_taken_on, plan.baseline_reason) == (0, TODAY, "Agreed at the board")
    gate = partnership.milestones.get(key="pilot_starts")
    assert (gate.baseline_on, gate.planned_on) == (date(2027, 3, 5), date(2027, 3, 5))
    recorded = Activity.objects.get(verb="baseline.set")
    changes = changes_of(recorded)
    assert changes["Pilot starts: baseline_on"] == ["2027-01-05", "2027-03-05"]
    assert changes["Partnership building, skills and pilot delivery: baseline_starts_on"] == [
        "2027-01-05",
        "2027-03-05",
    ]


def test_a_design_that_lies_ahead_can_begin_earlier_and_its_state_with_it(partnership, olivia):
    ahead, to = date(2026, 9, 1), date(2026, 6, 15)
    partnership.spells.update(began_on=ahead)
    a_plan(partnership, on=ahead, at=NOON)
    move(partnership, "design_starts", to, olivia)
    timeline = Timeline.objects.get(partnership=partnership)
    assert (timeline.starts_on, partnership.periods.get(key="design").starts_on) == (to, to)
    assert partnership.spells.get().began_on == to


def test_the_plan_of_what_has_stopped_stays(plan, partnership, olivia):
    stop_partnership(partnership=partnership, reason="funding", note="None", by=olivia, at=NOON)
    with pytest.raises(WrongState):
        move(partnership, "notice_published", date(2029, 7, 19), olivia)
    assert day_of(partnership, "notice_published") == date(2029, 7, 5)
