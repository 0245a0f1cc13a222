from datetime import date

import pytest

from partnerships.milestones.operations import (
    add_dependency,
    add_milestone,
    edit_milestone,
    hand_over_milestones,
    remove_dependency,
    remove_milestone,
)
from partnerships.models import Activity, Dependency, Milestone, Notice
from partnerships.moves.operations import move_task
from partnerships.reached.operations import complete_milestone, reopen_milestone
from psp.core.handover import Handover
from psp.core.problems import Invalid, NotPermitted, StaleVersion
from tests.conftest import NOON, TODAY
from tests.factories.history import changes_of
from tests.factories.partnerships import PartnershipFactory
from tests.factories.timeline import a_plan


@pytest.fixture
def plan(partnership):
    return a_plan(partnership)


def milestone(partnership, key):
    return partnership.milestones.get(key=key)


def test_a_milestone_in_a_period_keeps_its_distance_from_the_start(plan, partnership, olivia, bo):
    pilot = partnership.periods.get(key="pilot")
    added = add_milestone(
        partnership=partnership, title="Newsletter", on=date(2027, 2, 5), period=pilot, owner=bo, by=olivia, at=NOON
    )
    added.refresh_from_db()
    assert (added.offset_days, added.not_before, added.planned_on, added.baseline_on) == (
        31,
        None,
        date(2027, 2, 5),
        None,
    )
    assert changes_of(Activity.objects.get(verb="milestone.added")) == {
        "planned_on": [None, "2027-02-05"],
        "owner": [None, "Bo Quinn"],
    }


def test_a_milestone_in_no_period_stays_on_its_day(plan, partnership, olivia):
    added = add_milestone(partnership=partnership, title="Election", on=date(2027, 5, 6), by=olivia, at=NOON)
    assert (added.period, added.not_before) == (None, date(2027, 5, 6))


def test_an_own_milestone_on_working_days_moves_on_to_one(plan, partnership, olivia):
    """The pilot starts two days later, and what was planned for a Thursday would come on a Saturday."""
    pilot = partnership.periods.get(key="pilot")
    fields = {"partnership": partnership, "period": pilot, "by": olivia, "at": NOON}
    meeting = add_milestone(title="Meeting", on=date(2027, 2, 4), on_working_day=True, **fields)
    fair = add_milestone(title="Fair", on=date(2027, 2, 4), **fields)
    move_task(partnership=partnership, key="pilot", to=date(2027, 1, 7), expected_version=3, by=olivia, at=NOON)
    assert (milestone(partnership, meeting.key).planned_on, milestone(partnership, fair.key).planned_on) == (
        date(2027, 2, 8),
        date(2027, 2, 6),
    )
    fair.refresh_from_db()
    changes = {"on_working_day": True}
    edit_milestone(milestone=fair, changes=changes, expected_version=fair.version, by=olivia, at=NOON)
    assert milestone(partnership, fair.key).planned_on == date(2027, 2, 8)


def test_a_day_outside_the_period_is_refused(plan, partnership, olivia):
    pilot = partnership.periods.get(key="pilot")
    with pytest.raises(Invalid, match="from 5 January 2027 to 5 January 2029"):
        add_milestone(partnership=partnership, title="x", on=date(2026, 1, 1), period=pilot, by=olivia, at=NOON)
    assert Milestone.objects.filter(title="x").count() == 0


def test_a_partnership_without_a_plan_makes_one_first(partnership, olivia):
    with pytest.raises(Invalid, match="Make a plan first"):
        add_milestone(partnership=partnership, title="x", on=TODAY, by=olivia, at=NOON)


def test_somebody_named_for_a_milestone_hears_of_it(plan, partnership, olivia, bo):
    add_milestone(partnership=partnership, title="Election", on=date(2027, 5, 6), owner=bo, by=olivia, at=NOON)
    mou = milestone(partnership, "mou_signed")
    for version, owner in ((1, bo), (2, olivia)):
        edit_milestone(milestone=mou, changes={"owner": owner}, expected_version=version, by=olivia, at=NOON)
    assert [(n.person, n.kind, n.title) for n in Notice.objects.order_by("pk")] == [
        (bo, "assignment", "You see to a milestone: Election"),
        (bo, "assignment", "You see to a milestone: Memorandum of understanding agreed by all partners"),
    ]


def test_editing_keeps_a_date_moved_meanwhile(plan, partnership, olivia, bo):
    stale = milestone(partnership, "first_return")
    complete_milestone(milestone=milestone(partnership, "first_return"), on=TODAY, by=olivia, at=NOON)
    edit_milestone(milestone=stale, changes={"owner": bo}, expected_version=1, by=olivia, at=NOON)
    fresh = milestone(partnership, "first_return")
    assert (fresh.owner, fresh.done_on, fresh.version) == (bo, TODAY, 2)
    with pytest.raises(StaleVersion):
        edit_milestone(milestone=fresh, changes={"title": "x"}, expected_version=1, by=olivia, at=NOON)


def test_removing_a_milestone_takes_its_links_along(plan, partnership, olivia):
    frozen = milestone(partnership, "criteria_frozen")
    remove_milestone(milestone=frozen, by=olivia, at=NOON)
    assert partnership.milestones.filter(key="criteria_frozen").count() == 0
    assert (
        Dependency.objects.filter(successor__key="pilot_starts", predecessor__title="Success criteria frozen").count()
        == 0
    )


@pytest.mark.parametrize(
    "key", ["pilot_starts", "tenders_submitted", "contract_signed", "service_starts", "design_starts"]
)
def test_what_the_plan_stands_on_stays(plan, partnership, olivia, key):
    with pytest.raises(Invalid, match="cannot be without it"):
        remove_milestone(milestone=milestone(partnership, key), by=olivia, at=NOON)


def test_a_link_moves_what_waits(plan, partnership, olivia):
    """The midpoint review of 5 January 2028 then comes 400 days after the first return of 5 April 2027."""
    first, later = milestone(partnership, "first_return"), milestone(partnership, "midpoint_review")
    link = add_dependency(predecessor=first, successor=later, lag_days=400, by=olivia, at=NOON)
    assert milestone(partnership, "midpoint_review").planned_on == date(2028, 5, 9)
    remove_dependency(link=link, by=olivia, at=NOON)
    assert milestone(partnership, "midpoint_review").planned_on == date(2028, 1, 5)
    assert [a.verb for a in Activity.objects.filter(verb__startswith="link.").order_by("pk")] == [
        "link.added",
        "link.removed",
    ]


def test_a_loop_is_refused_and_named(plan, partnership, olivia):
    first, later = milestone(partnership, "first_return"), milestone(partnership, "midpoint_review")
    add_dependency(predecessor=first, successor=later, lag_days=0, by=olivia, at=NOON)
    with pytest.raises(Invalid, match="First return of figures → Midpoint review → First return of figures"):
        add_dependency(predecessor=later, successor=first, lag_days=0, by=olivia, at=NOON)
    assert Dependency.objects.filter(predecessor=later, successor=first).count() == 0


def test_links_that_make_no_sense_are_refused(plan, partnership, olivia, ada):
    first, later = milestone(partnership, "first_return"), milestone(partnership, "midpoint_review")
    with pytest.raises(Invalid, match="wait for itself"):
        add_dependency(predecessor=first, successor=first, lag_days=0, by=olivia, at=NOON)
    add_dependency(predecessor=first, successor=later, lag_days=0, by=olivia, at=NOON)
    with pytest.raises(Invalid, match="linked already"):
        add_dependency(predecessor=first, successor=later, lag_days=5, by=olivia, at=NOON)
    other = PartnershipFactory()
    a_plan(other)
    with pytest.raises(Invalid, match="of this partnership"):
        add_dependency(predecessor=milestone(other, "first_return"), successor=later, lag_days=0, by=ada, at=NOON)


@pytest.mark.parametrize("person", ["pat", "edie", "otto"])
def test_others_change_nothing(plan, partnership, person, request):
    someone, vision = request.getfixturevalue(person), milestone(partnership, "vision_agreed")
    attempts = [
        lambda: add_milestone(partnership=partnership, title="x", on=TODAY, by=someone, at=NOON),
        lambda: edit_milestone(milestone=vision, changes={"title": "x"}, expected_version=1, by=someone, at=NOON),
        lambda: complete_milestone(milestone=vision, on=TODAY, by=someone, at=NOON),
        lambda: reopen_milestone(milestone=vision, by=someone, at=NOON),
        lambda: remove_milestone(milestone=vision, by=someone, at=NOON),
        lambda: remove_dependency(link=Dependency.objects.first(), by=someone, at=NOON),
    ]
    for attempt in attempts:
        with pytest.raises(NotPermitted):
            attempt()


def test_open_milestones_pass_to_the_successor(plan, partnership, bo, olivia, ada):
    partnership.milestones.filter(key__in=["vision_agreed", "mou_signed"]).update(owner=bo)
    partnership.milestones.filter(key="vision_agreed").update(done_on=TODAY)
    assert hand_over_milestones(Handover(bo)) == 1
    assert hand_over_milestones(Handover(bo, olivia, ada, NOON)) == 1
    assert [milestone(partnership, key).owner for key in ("vision_agreed", "mou_signed")] == [bo, olivia]
