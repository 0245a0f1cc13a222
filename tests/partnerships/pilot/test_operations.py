from datetime import date, timedelta
from decimal import Decimal

import pytest

from partnerships.evidence.queries import evidence_of
from partnerships.lifecycle.operations import perform
from partnerships.lifecycle.queries import gate_findings
from partnerships.models import Activity, CriteriaFreeze, CriterionResult, SuccessCriterion
from partnerships.pilot.operations import (
    add_criterion,
    edit_criterion,
    edit_result,
    freeze_criteria,
    record_result,
    withdraw_criterion,
)
from partnerships.pilot.queries import criteria_of
from psp.core import due, figures
from psp.core.figures import Figure
from psp.core.problems import Invalid, NotPermitted, StaleVersion, WrongState
from tests.conftest import NOON, TODAY
from tests.factories.design import a_criterion
from tests.factories.files import a_pdf
from tests.factories.history import changes_of
from tests.factories.timeline import a_plan

DUE = date(2027, 6, 1)


@pytest.fixture
def criterion(partnership, olivia):
    return a_criterion(partnership, olivia)


@pytest.fixture
def piloted(criterion, partnership, olivia):
    """The criterion frozen, and its partnership in the pilot stage."""
    freeze_criteria(partnership=partnership, by=olivia, at=NOON)
    type(partnership).objects.update(state="pilot")
    criterion.partnership.refresh_from_db()
    return criterion


def measured(criterion, by, value=61, on=TODAY, **more):
    return record_result(criterion=criterion, value=Decimal(value), measured_on=on, by=by, at=NOON, **more)


def findings(partnership, transition, code):
    found = gate_findings(partnership, transition, at=NOON)
    return next((f.is_met, f.gap and (f.gap.sentence, f.gap.due_on)) for f in found if f.criterion.code == code)


def test_before_the_freeze_criteria_come_and_go_freely(criterion, partnership, olivia, bo):
    edit_criterion(criterion=criterion, changes={"target": Decimal(60)}, expected_version=1, by=bo, at=NOON)
    with pytest.raises(StaleVersion):
        edit_criterion(criterion=criterion, changes={"target": Decimal(1)}, expected_version=1, by=olivia, at=NOON)
    withdraw_criterion(criterion=criterion, by=olivia, at=NOON)
    assert SuccessCriterion.objects.count() == 0
    verbs = [a.verb for a in Activity.objects.order_by("number")]
    assert verbs == ["criterion.added", "criterion.edited", "criterion.withdrawn"]


@pytest.mark.parametrize("person", ["pat", "edie", "otto"])
def test_others_set_no_criteria(partnership, criterion, person, request):
    by = request.getfixturevalue(person)
    with pytest.raises(NotPermitted):
        a_criterion(partnership, by)
    with pytest.raises(NotPermitted):
        withdraw_criterion(criterion=criterion, by=by, at=NOON)


def test_the_leader_alone_freezes_once_in_the_design_stage(partnership, olivia, bo):
    with pytest.raises(Invalid, match="Add a success criterion first"):
        freeze_criteria(partnership=partnership, by=olivia, at=NOON)
    a_criterion(partnership, olivia)
    with pytest.raises(NotPermitted):
        freeze_criteria(partnership=partnership, by=bo, at=NOON)
    frozen = freeze_criteria(partnership=partnership, by=olivia, at=NOON)
    assert (frozen.frozen_by, frozen.frozen_at) == (olivia, NOON)
    with pytest.raises(WrongState, match="frozen already"):
        freeze_criteria(partnership=partnership, by=olivia, at=NOON)
    changes = changes_of(Activity.objects.get(verb="criteria.frozen"))
    assert changes["Older people are less lonely: target"] == [None, "at least 55%"]


def test_nothing_is_frozen_after_the_pilot_has_started(criterion, partnership, olivia):
    type(partnership).objects.update(state="pilot")
    with pytest.raises(WrongState, match="before the pilot starts"):
        freeze_criteria(partnership=partnership, by=olivia, at=NOON)
    assert CriteriaFreeze.objects.count() == 0


def test_freezing_reaches_the_milestone_and_the_gate(criterion, partnership, olivia):
    a_plan(partnership)
    assert findings(partnership, "start_pilot", "criteria_frozen") == (False, ("Freeze the success criteria", None))
    freeze_criteria(partnership=partnership, by=olivia, at=NOON)
    assert findings(partnership, "start_pilot", "criteria_frozen") == (True, None)
    assert partnership.milestones.get(key="criteria_frozen").done_on == TODAY


def test_a_frozen_criterion_changes_with_a_reason_and_keeps_both(piloted, olivia):
    def change(reason):
        changes = {"target": Decimal("60.00"), "due_on": date(2027, 9, 1)}
        edit_criterion(criterion=piloted, changes=changes, expected_version=1, by=olivia, at=NOON, reason=reason)

    with pytest.raises(Invalid) as refusal:
        change("  ")
    assert list(refusal.value.errors) == ["reason"]
    change("More people than planned")
    amendment = piloted.amendments.get()
    assert (amendment.reason, amendment.changes) == (
        "More people than planned",
        {"target": ["at least 55%", "at least 60%"], "by when": ["1 June 2027", "1 September 2027"]},
    )


def test_a_criterion_added_after_the_freeze_needs_a_reason(piloted, olivia):
    with pytest.raises(Invalid, match="Enter a reason"):
        a_criterion(piloted.partnership, olivia)
    added = a_criterion(piloted.partnership, olivia, reason="The funder asks for it")
    assert [a.reason for a in added.amendments.all()] == ["The funder asks for it"]


def test_a_frozen_criterion_is_withdrawn_with_a_reason_and_stays_visible(piloted, olivia):
    measured(piloted, olivia)
    with pytest.raises(Invalid, match="Enter a reason"):
        withdraw_criterion(criterion=piloted, by=olivia, at=NOON)
    withdraw_criterion(criterion=piloted, by=olivia, at=NOON, reason="The questionnaire is gone")
    found = criteria_of(piloted.partnership, today=DUE)
    assert (found.in_force, found.withdrawn, found.withdrawn[0].latest_result.value) == ([], [piloted], Decimal(61))
    with pytest.raises(WrongState, match="withdrawn"):
        measured(piloted, olivia, on=date(2026, 6, 2))


def test_an_edit_that_waited_for_the_withdrawal_is_refused_and_undoes_nothing(piloted, olivia):
    withdrawn = SuccessCriterion.objects.get(pk=piloted.pk)
    withdraw_criterion(criterion=withdrawn, by=olivia, at=NOON, reason="The questionnaire is gone")
    with pytest.raises((StaleVersion, WrongState)):
        edit_criterion(
            criterion=piloted, changes={"source": "New"}, expected_version=1, by=olivia, at=NOON, reason="A new source"
        )
    assert SuccessCriterion.objects.get().withdrawn_at == NOON


def test_a_result_is_recorded_with_its_evidence_by_those_who_measure(piloted, edie, pat):
    result = measured(piloted, edie, note="61 of 70 came back", file=a_pdf())
    assert [e.document.title for e in evidence_of(result, edie)] == ["minutes.pdf"]
    assert changes_of(Activity.objects.get(verb="result.recorded"))["value"] == [None, "61%"]
    with pytest.raises(NotPermitted):
        measured(piloted, pat, on=date(2026, 6, 2))


def test_there_are_no_results_before_the_pilot(criterion, olivia):
    with pytest.raises(WrongState, match="pilot stage"):
        measured(criterion, olivia)


def test_a_day_has_one_figure_and_none_lies_ahead(piloted, olivia):
    measured(piloted, olivia)
    with pytest.raises(Invalid, match="already"):
        measured(piloted, olivia, value=62)
    with pytest.raises(Invalid, match="today’s date"):
        measured(piloted, olivia, on=date(2026, 6, 4))
    other = measured(piloted, olivia, on=date(2026, 5, 1))
    with pytest.raises(Invalid, match="already"):
        edit_result(result=other, changes={"measured_on": TODAY}, expected_version=1, by=olivia, at=NOON)
    assert CriterionResult.objects.count() == 2


def test_before_its_day_a_criterion_neither_succeeds_nor_fails(piloted, olivia):
    early = measured(piloted, olivia, value=40)
    found = criteria_of(piloted.partnership, today=TODAY)
    assert (early.standing, found.headline) == ("not_yet", "1 success criterion, not due yet")
    a_criterion(piloted.partnership, olivia, reason="The funder asks for it", due_on=date(2028, 6, 1))
    found = criteria_of(piloted.partnership, today=DUE)
    assert found.headline == "0 of 1 success criterion due so far is met"
    SuccessCriterion.objects.update(due_on=TODAY)
    assert CriterionResult.objects.get().standing == "not_met"


def test_the_figure_measured_last_counts_and_is_corrected_in_the_open(piloted, olivia):
    measured(piloted, olivia, value=61)
    measured(piloted, olivia, value=40, on=date(2026, 5, 1))
    found = criteria_of(piloted.partnership, today=DUE)
    assert (found.headline, found.met) == ("1 of 1 success criterion is met", [piloted])
    result = CriterionResult.objects.get(value=61)
    edit_result(result=result, changes={"value": Decimal("16.00")}, expected_version=1, by=olivia, at=NOON)
    assert criteria_of(piloted.partnership, today=DUE).headline == "0 of 1 success criterion is met"
    assert changes_of(Activity.objects.get(verb="result.corrected")) == {"value": ["61.00", "16.00"]}


def test_evaluation_needs_a_result_against_each_criterion(piloted, olivia):
    partnership = piloted.partnership
    second = a_criterion(partnership, olivia, reason="New", due_on=date(2026, 9, 1))
    missing = ("Record results for 2 success criteria", date(2026, 9, 1))
    assert findings(partnership, "start_evaluation", "results_recorded") == (False, missing)
    measured(piloted, olivia)
    missing = ("Record a result for 1 success criterion", date(2026, 9, 1))
    assert findings(partnership, "start_evaluation", "results_recorded") == (False, missing)
    withdraw_criterion(criterion=second, by=olivia, at=NOON, reason="Not needed")
    assert findings(partnership, "start_evaluation", "results_recorded") == (True, None)


def test_with_the_last_figure_from_its_day_the_plan_has_its_final_figures(piloted, olivia):
    """The figure is asked for on 1 June 2027: one from before says how it goes, not how it went."""
    a_plan(piloted.partnership)
    final = piloted.partnership.milestones.filter(key="final_data").values_list("done_on", flat=True)
    measured(piloted, olivia)
    assert list(final.all()) == [None]
    SuccessCriterion.objects.update(due_on=date(2026, 6, 1))
    measured(piloted, olivia, on=date(2026, 6, 2))
    assert list(final.all()) == [TODAY]


def test_when_evaluation_starts_what_was_measured_is_final(piloted, olivia):
    a_plan(piloted.partnership)
    measured(piloted, olivia)
    perform(piloted.partnership, "start_evaluation", by=olivia, at=NOON)
    assert piloted.partnership.milestones.get(key="final_data").done_on == TODAY


def test_a_partnership_without_any_criterion_is_not_ready_for_evaluation(partnership):
    sentence = ("Set success criteria and record their results", None)
    assert findings(partnership, "start_evaluation", "results_recorded") == (False, sentence)


def test_a_result_is_owed_by_the_leader_until_it_is_there(piloted, olivia, edie):
    first, last = date(2027, 1, 1), date(2027, 12, 31)

    def owed(**whom):
        return [item for item in due.items(first, last, today=first, **whom) if item.kind == "criterion_result"]

    assert [(i.key, i.due_on, i.people, i.leaders) for i in owed()] == [
        (f"criterion:{piloted.pk}", date(2027, 6, 1), (olivia.pk,), (olivia.pk,))
    ]
    assert (len(owed(person_id=olivia.pk)), owed(person_id=edie.pk), owed(partnership_id=0)) == (1, [], [])
    measured(piloted, olivia)
    assert owed() == []


def test_the_overview_shows_figures_against_their_targets(piloted, olivia):
    assert figures.of(piloted.partnership, olivia) == []
    measured(piloted, olivia)
    shown = Figure("People who feel less lonely", "61%", "at least 55%", piloted.get_absolute_url())
    assert figures.of(piloted.partnership, olivia) == [shown]


def test_add_criterion_is_refused_to_those_outside(partnership, otto):
    with pytest.raises(NotPermitted):
        add_criterion(partnership=partnership, by=otto, at=NOON)


def test_a_pilot_begins_after_the_freeze_or_says_where_its_criteria_stood(
    criterion, partnership, olivia, without_gates
):
    freeze_criteria(partnership=partnership, by=olivia, at=NOON)
    partnership.spells.update(began_on=date(2026, 1, 5))
    earlier = NOON.date() - timedelta(days=9)
    with pytest.raises(Invalid) as refused:
        perform(partnership, "start_pilot", by=olivia, at=NOON, on=earlier)
    assert refused.value.errors["on"].startswith("The success criteria were frozen on 3 June 2026.")
    partnership.refresh_from_db()
    assert partnership.state == "design"
    perform(partnership, "start_pilot", by=olivia, at=NOON, on=earlier, note="In the agreement of 2025.")
    assert partnership.state == "pilot"
