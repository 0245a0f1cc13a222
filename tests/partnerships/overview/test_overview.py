import pickle

import pytest
from django.utils import timezone

from partnerships.lifecycle.operations import load_gate_criteria, perform, stop_partnership, waive_criterion
from partnerships.models import Activity, GateCriterion, PersonRole
from partnerships.overview.queries import glance_at_next_gate
from partnerships.reached.operations import record_milestone
from psp.core import figures
from psp.core.figures import Figure
from tests.conftest import NOON, TODAY
from tests.factories.partnerships import MemberFactory, PersonRoleFactory
from tests.factories.timeline import a_plan, a_plan_far_ahead

OWN = ["lead_public_named", "lead_third_sector_named", "leader_named"]


@pytest.fixture
def own_gate(db):
    """The three criteria of partners alone, the leader's waivable."""
    load_gate_criteria()
    GateCriterion.objects.exclude(code__in=OWN).update(is_active=False)
    GateCriterion.objects.filter(code="leader_named").update(waivable=True)


def overview(client, partnership):
    return client.get(f"/partnerships/{partnership.pk}/")


@pytest.mark.parametrize(
    ("person", "status", "may"),
    [
        ("olivia", 200, True),
        ("ada", 200, True),
        ("bo", 200, False),
        ("pat", 200, False),
        ("edie", 200, False),
        ("otto", 404, False),
    ],
)
def test_everyone_in_it_sees_where_it_is_and_the_leader_moves_it_on(
    partnership, own_gate, person, status, may, request, signed_in
):
    page = overview(signed_in(request.getfixturevalue(person)), partnership)
    text = page.content.decode()
    assert (page.status_code, "/start-pilot/" in text, "/stop/" in text) == (status, may, may)


def test_what_is_missing_is_said_with_its_link_and_owner(partnership, own_gate, ada, signed_in):
    PersonRole.objects.filter(role="leader").delete()
    text = overview(signed_in(ada), partnership).content.decode()
    assert "Before the pilot can start, 1 of 3 things is missing" in text
    assert f'<a class="govuk-link" href="/partnerships/{partnership.pk}/partners/">Name the project leader</a>' in text
    assert ("Show the 2 things already met" in text, "/start-pilot/" in text) == (True, False)
    assert f"/partnerships/{partnership.pk}/criteria/leader_named/waive/" in text


def test_what_is_missing_is_due_when_its_milestone_is(partnership, ada, edie, signed_in):
    load_gate_criteria()
    GateCriterion.objects.exclude(code="vision_agreed").update(is_active=False)
    a_plan_far_ahead(partnership)
    partnership.spells.update(began_on=TODAY)
    text = overview(signed_in(edie), partnership).content.decode()
    assert "Before the pilot can start, 1 thing is missing" in text
    assert "Due 5 April 2090" in text


def test_several_missing_things_are_counted(partnership, own_gate, ada, signed_in):
    PersonRole.objects.filter(role="leader").delete()
    partnership.members.update(left_on=timezone.localdate())
    assert "3 of 3 things are missing" in overview(signed_in(ada), partnership).content.decode()


def test_a_gate_that_is_met_offers_its_button_and_its_day(partnership, own_gate, olivia, signed_in):
    a_plan_far_ahead(partnership)
    partnership.spells.update(began_on=TODAY)
    text = overview(signed_in(olivia), partnership).content.decode()
    assert ("The pilot can start: nothing is missing" in text, "Gate planned for 5 January 2091" in text) == (
        True,
        True,
    )


def test_a_waiver_shows_its_reason_and_who_gave_it(partnership, own_gate, ada, edie, signed_in):
    PersonRole.objects.filter(role="leader").delete()
    waive_criterion(partnership=partnership, code="leader_named", reason="She starts on Monday", by=ada, at=NOON)
    text = overview(signed_in(edie), partnership).content.decode()
    assert ("She starts on Monday" in text, "Ada Munro" in text, "Waived" in text) == (True, True, True)
    assert "/withdraw/" not in text
    assert "/withdraw/" in overview(signed_in(ada), partnership).content.decode()


def test_stage_and_state_are_both_shown(partnership, own_gate, edie, signed_in):
    type(partnership).objects.update(state="evaluation")
    text = overview(signed_in(edie), partnership).content.decode()
    assert ("Stage 2 Pilot to 3 Tender" in text, "Evaluation and redesign" in text) == (True, True)


def test_a_stopped_partnership_says_why(partnership, olivia, edie, signed_in):
    stop_partnership(partnership=partnership, reason="funding", note="The grant ended", by=olivia, at=NOON)
    text = overview(signed_in(edie), partnership).content.decode()
    assert ("Stopped: The money ended" in text, "The grant ended" in text, "can start" in text) == (True, True, False)


@pytest.mark.parametrize(
    ("state", "words"), [("contract", "has reached its contract"), ("contingency", "The contingency plan runs")]
)
def test_what_comes_after_the_tender_is_said(partnership, edie, signed_in, state, words):
    type(partnership).objects.update(state=state)
    assert words in overview(signed_in(edie), partnership).content.decode()


def test_next_dates_people_and_latest_stand_beside_it(partnership, own_gate, olivia, edie, signed_in, without_gates):
    a_plan(partnership)
    partnership.milestones.filter(key="mou_signed").update(planned_on=timezone.localdate())
    perform(partnership, "start_pilot", by=olivia, at=NOON)
    partnership.milestones.filter(key="first_return").update(planned_on=timezone.localdate())
    text = overview(signed_in(edie), partnership).content.decode()
    assert ("First return of figures" in text, "Due today" in text) == (True, True)
    assert "<strong>Olivia Reid</strong> started the pilot" in text
    assert "Purchaser" in text


def test_a_date_moved_in_the_service_is_moved_here_at_once(partnership, own_gate, olivia, signed_in):
    a_plan(partnership)
    vision = partnership.milestones.get(key="vision_agreed")
    partnership.milestones.filter(pk=vision.pk).update(planned_on=timezone.localdate())
    client = signed_in(olivia)
    assert "Due today" in overview(client, partnership).content.decode()
    record_milestone(partnership=partnership, key="vision_agreed", on=NOON.date(), by=olivia, at=NOON)
    assert "Due today" not in overview(client, partnership).content.decode()


def test_what_is_for_administrators_alone_is_not_among_the_latest(partnership, ada, signed_in):
    from partnerships.activity.operations import record

    record(verb="bid.opened", target=partnership, partnership=partnership, by=ada, at=NOON, is_private=True)
    assert "opened the bid" not in overview(signed_in(ada), partnership).content.decode()
    assert Activity.objects.count() == 1


def test_figures_of_other_slices_are_shown(partnership, edie, signed_in, monkeypatch):
    monkeypatch.setattr(figures, "_sources", [lambda partnership, user: [Figure("Social return", "£2.41", "per £1")]])
    text = overview(signed_in(edie), partnership).content.decode()
    assert ("Social return" in text, "£2.41" in text, "per £1" in text) == (True, True, True)


def test_the_overview_asks_the_same_however_much_there_is(partnership, own_gate, olivia, signed_in, queries):
    a_plan(partnership)
    client, where = signed_in(olivia), f"/partnerships/{partnership.pk}/"
    before = queries(client, where)
    for _ in range(3):
        MemberFactory(partnership=partnership)
        PersonRoleFactory(partnership=partnership)
        partnership.milestones.create(key=str(_), title="x", planned_on=timezone.localdate())
    assert queries(client, where) == before


def test_what_is_kept_of_a_gate_holds_nothing_secret_of_who_waived(partnership, ada):
    load_gate_criteria()
    GateCriterion.objects.update(waivable=True)
    ada.set_password("kept out of every cache")
    ada.save()
    waive_criterion(partnership=partnership, code="users_involved", reason="Agreed.", by=ada, at=NOON)
    gate = pickle.dumps(glance_at_next_gate(partnership, at=NOON, done=1))
    assert (ada.password.encode() in gate, ada.name.encode() in gate) == (False, True)
