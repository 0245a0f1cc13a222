from datetime import date

import pytest

from partnerships.lifecycle.operations import perform
from partnerships.milestones.reminders import milestones_due
from partnerships.models import Milestone, Partnership, PersonRole
from psp.core.due import items
from tests.conftest import NOON
from tests.factories.partnerships import PartnershipFactory
from tests.factories.timeline import a_plan

YEAR = (date(2026, 6, 3), date(2027, 2, 1))


@pytest.fixture
def plan(partnership):
    return a_plan(partnership)


def due(person=None, **more):
    return {item.title: item for item in milestones_due(*YEAR, person.pk if person else None, **more)}


def test_milestones_are_owed_by_their_owner_and_gates_by_the_leader(plan, partnership, olivia, bo):
    partnership.milestones.filter(key__in=["mou_signed", "pilot_starts"]).update(owner=bo)
    found = due()
    assert list(found) == [
        "Memorandum of understanding agreed by all partners",
        "Service users involved in the design",
        "Service design agreed",
        "Money found for each of the three heads",
        "Success criteria frozen",
        "Pilot starts",
    ]
    owed = found["Memorandum of understanding agreed by all partners"]
    assert (owed.people, owed.leaders, owed.due_on) == ((bo.pk,), (olivia.pk,), date(2026, 6, 5))
    assert found["Pilot starts"].people == (olivia.pk,)
    assert found["Service design agreed"].people == (olivia.pk,)
    assert owed.key == f"milestone:{partnership.milestones.get(key='mou_signed').pk}"
    assert (owed.partnership_id, owed.partnership) == (partnership.pk, "Kirkton Befriending")


def test_a_person_hears_of_their_own_alone(plan, partnership, olivia, bo, edie):
    partnership.milestones.filter(key="mou_signed").update(owner=bo)
    assert [len(due(person)) for person in (olivia, bo, edie)] == [5, 1, 0]


def test_what_is_done_over_or_stopped_is_not_due(plan, partnership, olivia, without_gates):
    partnership.milestones.filter(key="mou_signed").update(done_on=date(2026, 6, 1))
    assert "Memorandum of understanding agreed by all partners" not in due()
    perform(partnership, "start_pilot", by=olivia, at=NOON)
    assert list(due()) == ["First return of figures"]
    perform(partnership, "stop_partnership", by=olivia, at=NOON, note="No money")
    assert due() == {}


def test_without_a_leader_whose_account_is_open_nobody_is_named(plan, partnership, olivia):
    olivia.is_active = False
    olivia.save()
    assert due()["Pilot starts"].people == ()
    PersonRole.objects.filter(role="leader").delete()
    assert (due()["Pilot starts"].people, due()["Pilot starts"].leaders) == ((), ())


def test_one_partnership_can_be_asked_for(plan, partnership):
    other = PartnershipFactory()
    a_plan(other)
    assert {item.partnership_id for item in due(partnership_id=other.pk).values()} == {other.pk}


@pytest.mark.parametrize("more", [0, 3])
def test_one_query_however_many(plan, partnership, more, django_assert_num_queries):
    for _ in range(more):
        a_plan(PartnershipFactory())
    with django_assert_num_queries(1):
        assert len(list(milestones_due(*YEAR, None))) == 6 * (more + 1)


def test_the_start_of_design_reminds_nobody(partnership):
    partnership.spells.update(began_on=date(2026, 9, 1))
    a_plan(partnership, on=date(2026, 9, 1), at=NOON)
    assert Milestone.objects.filter(key="design_starts", done_on=None).count() == 1
    assert "Design starts" not in due()


def test_what_waits_for_a_late_gate_is_not_late_itself(plan, partnership):
    """The pilot was to start on 5 January 2027. In June its first figures cannot be owed, for it has not begun."""

    def titles(today):
        return [item.title for item in items(date(2027, 1, 1), date(2027, 12, 31), today=today)]

    assert titles(date(2027, 1, 5)) == ["Pilot starts", "First return of figures"]
    assert titles(date(2027, 6, 1)) == ["Pilot starts"]
    partnership.periods.filter(key="pilot").update(began_on=date(2027, 1, 5))
    assert titles(date(2027, 6, 1)) == ["Pilot starts", "First return of figures"]


def test_a_gate_waits_for_the_period_before_it(plan, partnership):
    deadline = date(2029, 8, 9)
    partnership.periods.exclude(key__in=["bid_writing", "tender"]).update(began_on=date(2026, 1, 5))
    found = [item for item in milestones_due(deadline, deadline, None) if item.title == "Deadline for tenders"]
    assert [item.after for item in found] == [date(2029, 7, 5)]


def test_the_award_is_owed_by_the_purchasers_and_confidential_to_them(plan, partnership, olivia, pat, bo):
    partnership.milestones.filter(key="award_decided").update(planned_on=date(2026, 6, 5))
    title = "Award decided and bidders told"
    owed = due()[title]
    assert (owed.people, owed.leaders, owed.is_confidential) == ((pat.pk,), (pat.pk,), True)
    assert [title in due(person) for person in (olivia, pat, bo)] == [False, True, False]
    assert not any(item.is_confidential for item in due().values() if item.title != title)


@pytest.mark.parametrize(("state", "owes"), [("evaluation", "olivia"), ("tender", "pat")])
def test_the_notice_is_owed_by_the_purchasers_once_the_tender_stage_has_begun(plan, partnership, state, owes, request):
    Partnership.objects.update(state=state)
    partnership.milestones.filter(key="notice_published").update(planned_on=date(2026, 6, 5))
    title, person = "Contract notice published", request.getfixturevalue(owes)
    owed = due()[title]
    assert (owed.people, owed.leaders, owed.is_confidential) == ((person.pk,), (person.pk,), False)
    assert [title in due(request.getfixturevalue(name)) for name in ("olivia", "pat")] == [
        owes == "olivia",
        owes == "pat",
    ]
