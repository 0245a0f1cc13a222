from datetime import date

import pytest

from partnerships.lifecycle.operations import perform, waive_criterion, withdraw_waiver
from partnerships.models import Activity, GateCriterion
from partnerships.partners.operations import add_partner
from partnerships.reached.operations import complete_milestone, record_milestone, reopen_milestone, reopen_unmet
from partnerships.timeline.engine.milestones import MILESTONE_OF
from partnerships.timeline.operations import make_plan
from psp.core.problems import Invalid, WrongState
from tests.conftest import NOON, TODAY
from tests.factories.design import a_text, all_agree
from tests.factories.organisations import OrganisationFactory
from tests.factories.timeline import a_plan


@pytest.fixture
def plan(partnership):
    return a_plan(partnership)


def milestone(partnership, key):
    return partnership.milestones.get(key=key)


def days_done(partnership, *keys):
    """The days on which milestones that stand for a criterion were reached, by key."""
    rows = partnership.milestones.filter(key__in=keys or MILESTONE_OF.values()).exclude(done_on=None)
    return dict(rows.values_list("key", "done_on"))


def waive(partnership, by, code="service_underwritten"):
    return waive_criterion(partnership=partnership, code=code, reason="The council pays", by=by, at=NOON)


def test_a_milestone_is_reached_and_opened_again(plan, partnership, olivia):
    first = milestone(partnership, "first_return")
    complete_milestone(milestone=first, on=date(2026, 5, 1), by=olivia, at=NOON)
    first.refresh_from_db()
    assert (first.done_on, first.planned_on) == (date(2026, 5, 1), date(2026, 5, 1))
    reopen_milestone(milestone=first, by=olivia, at=NOON)
    first.refresh_from_db()
    assert (first.done_on, first.planned_on) == (None, date(2027, 4, 5))
    assert [a.verb for a in Activity.objects.filter(verb__startswith="milestone.").order_by("pk")] == [
        "milestone.completed",
        "milestone.reopened",
    ]


def test_a_milestone_that_is_done_keeps_its_day_until_it_is_opened_again(plan, partnership, olivia):
    waiting = milestone(partnership, "first_return")
    complete_milestone(milestone=milestone(partnership, "first_return"), on=date(2026, 5, 4), by=olivia, at=NOON)
    with pytest.raises(WrongState, match="was done on 4 May 2026"):
        complete_milestone(milestone=waiting, on=date(2026, 2, 2), by=olivia, at=NOON)
    assert days_done(partnership, "first_return") == {"first_return": date(2026, 5, 4)}
    reopen_milestone(milestone=waiting, by=olivia, at=NOON)
    with pytest.raises(WrongState, match="is not done"):
        reopen_milestone(milestone=waiting, by=olivia, at=NOON)
    assert Activity.objects.filter(verb__startswith="milestone.").count() == 2


def test_the_deadline_for_tenders_begins_the_tender_period(plan, partnership, olivia):
    deadline = milestone(partnership, "tenders_submitted")
    complete_milestone(milestone=deadline, on=date(2026, 5, 1), by=olivia, at=NOON)
    assert partnership.periods.get(key="tender").began_on == date(2026, 5, 1)


@pytest.mark.parametrize(
    "key", ["pilot_starts", "evaluation_starts", "notice_published", "contract_signed", "design_starts"]
)
def test_a_gate_is_never_reached_by_hand(plan, partnership, olivia, key):
    with pytest.raises(Invalid, match="cannot be marked by hand"):
        complete_milestone(milestone=milestone(partnership, key), on=TODAY, by=olivia, at=NOON)
    with pytest.raises(Invalid, match="cannot be marked by hand"):
        reopen_milestone(milestone=milestone(partnership, key), by=olivia, at=NOON)


@pytest.mark.parametrize("key", sorted(MILESTONE_OF.values()))
def test_what_a_gate_looks_for_itself_is_reached_where_it_is_recorded(plan, partnership, olivia, key):
    with pytest.raises(Invalid, match="cannot be marked by hand"):
        complete_milestone(milestone=milestone(partnership, key), on=TODAY, by=olivia, at=NOON)
    assert days_done(partnership) == {}


@pytest.mark.parametrize(
    ("day", "words"), [(date(2026, 6, 4), "today’s date"), (date(2026, 1, 4), "5 January 2026 on")]
)
def test_nothing_is_reached_tomorrow_nor_before_the_plan_begins(plan, partnership, olivia, day, words):
    with pytest.raises(Invalid, match=words):
        complete_milestone(milestone=milestone(partnership, "first_return"), on=day, by=olivia, at=NOON)


def test_other_slices_mark_what_happened_once(plan, partnership, olivia):
    for _ in range(2):
        record_milestone(partnership=partnership, key="mou_signed", on=TODAY, by=olivia, at=NOON)
    assert milestone(partnership, "mou_signed").done_on == TODAY
    assert Activity.objects.filter(verb="milestone.completed").count() == 1
    assert record_milestone(partnership=partnership, key="no_such", on=TODAY, by=olivia, at=NOON) is None


@pytest.fixture
def nobody_bids(partnership):
    """A criterion that is met with nothing recorded: a contingency plan of each partner that may bid."""
    partnership.members.update(may_bid=False)


def test_a_waived_criterion_reaches_its_milestone_and_is_needed_again_when_the_waiver_is_withdrawn(
    plan, partnership, olivia
):
    waiver = waive(partnership, olivia)
    assert days_done(partnership) == {"underwriting_committed": TODAY}
    withdraw_waiver(waiver=waiver, by=olivia, at=NOON)
    assert days_done(partnership) == {}
    assert [a.verb for a in Activity.objects.order_by("pk")][-4:] == [
        "criterion.waived",
        "milestone.completed",
        "waiver.withdrawn",
        "milestone.reopened",
    ]


def test_a_waiver_needs_no_plan(partnership, olivia):
    withdraw_waiver(waiver=waive(partnership, olivia), by=olivia, at=NOON)
    assert Activity.objects.filter(verb__startswith="milestone.").count() == 0


def test_the_milestone_of_a_waived_criterion_is_marked_by_hand(plan, partnership, olivia):
    waive(partnership, olivia)
    reopen_milestone(milestone=milestone(partnership, "underwriting_committed"), by=olivia, at=NOON)
    assert days_done(partnership) == {}
    day = date(2026, 5, 1)
    complete_milestone(milestone=milestone(partnership, "underwriting_committed"), on=day, by=olivia, at=NOON)
    assert days_done(partnership) == {"underwriting_committed": day}


def test_the_milestone_of_a_criterion_switched_off_is_marked_by_hand(plan, partnership, olivia):
    GateCriterion.objects.update_or_create(code="memorandum_agreed", defaults={"is_active": False})
    complete_milestone(milestone=milestone(partnership, "mou_signed"), on=TODAY, by=olivia, at=NOON)
    assert days_done(partnership) == {"mou_signed": TODAY}


def test_what_its_gate_finds_met_is_marked_by_hand_and_stays(plan, partnership, nobody_bids, olivia):
    complete_milestone(milestone=milestone(partnership, "contingency_planned"), on=TODAY, by=olivia, at=NOON)
    with pytest.raises(Invalid, match="What it stands for is recorded"):
        reopen_milestone(milestone=milestone(partnership, "contingency_planned"), by=olivia, at=NOON)
    assert days_done(partnership) == {"contingency_planned": TODAY}


def test_what_is_not_met_any_more_is_opened_again_by_hand(plan, partnership, olivia):
    record_milestone(partnership=partnership, key="mou_signed", on=TODAY, by=olivia, at=NOON)
    reopen_milestone(milestone=milestone(partnership, "mou_signed"), by=olivia, at=NOON)
    assert days_done(partnership) == {}


def test_only_what_is_not_met_any_more_is_opened_again(plan, partnership, nobody_bids, olivia):
    keys = ["contingency_planned", "mou_signed"]
    for key in keys:
        record_milestone(partnership=partnership, key=key, on=TODAY, by=olivia, at=NOON)
    for _ in range(2):
        reopen_unmet(partnership=partnership, keys=[*keys, "vision_agreed"], by=olivia, at=NOON)
    assert days_done(partnership) == {"contingency_planned": TODAY}
    assert Activity.objects.filter(verb="milestone.reopened").count() == 1


def test_the_gate_before_the_last_marks_what_the_next_one_finds_met(
    plan, partnership, nobody_bids, olivia, without_gates
):
    perform(partnership, "start_pilot", by=olivia, at=NOON)
    assert days_done(partnership) == {}
    perform(partnership, "start_evaluation", by=olivia, at=NOON)
    assert days_done(partnership) == {"contingency_planned": TODAY}


def test_a_gate_passed_marks_what_was_met_on_the_day_it_was_passed(
    plan, partnership, nobody_bids, olivia, without_gates
):
    partnership.members.filter(role="lead_third_sector").update(may_bid=True)
    for step in ("start_pilot", "start_evaluation"):
        perform(partnership, step, by=olivia, at=NOON, on=date(2026, 5, 1))
    assert days_done(partnership) == {}
    partnership.members.update(may_bid=False)
    perform(partnership, "start_tender", by=olivia, at=NOON, on=date(2026, 5, 20))
    assert days_done(partnership) == {"contingency_planned": date(2026, 5, 20)}


def test_a_plan_made_late_counts_the_gates_already_passed(partnership, nobody_bids, olivia, without_gates):
    for step, day in (("start_pilot", 1), ("start_evaluation", 2), ("start_tender", 3)):
        perform(partnership, step, by=olivia, at=NOON, on=date(2026, 5, day))
    make_plan(partnership=partnership, planned_from="design", on=date(2026, 1, 5), by=olivia, at=NOON)
    assert days_done(partnership) == {"contingency_planned": date(2026, 5, 3)}


def test_a_new_partner_opens_what_the_partners_had_agreed(partnership, olivia, bo):
    a_plan(partnership)
    memorandum = a_text(partnership, "memorandum", olivia)
    all_agree(memorandum, leader=olivia)
    signed = partnership.milestones.get(key="mou_signed")
    assert signed.done_on is not None
    add_partner(
        partnership=partnership, organisation=OrganisationFactory(), role="partner", joined_on=TODAY, by=olivia, at=NOON
    )
    signed.refresh_from_db()
    assert signed.done_on is None
