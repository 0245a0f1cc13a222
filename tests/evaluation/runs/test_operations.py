"""Approving, which freezes; withdrawing, which opens a new edition."""

import json
from decimal import Decimal

import pytest

from evaluation.models import Run, Study
from evaluation.redesign.operations import add_decision
from evaluation.runs.operations import approve_study, withdraw_approval
from evaluation.runs.queries import engine_study_of, shown
from evaluation.simulation.operations import run_simulation
from evaluation.simulation.queries import simulated
from evaluation.sroi.engine.compute import METHOD_VERSION
from evaluation.studies.operations import submit_study
from evaluation.value_map.operations import edit_row, refresh_figures
from partnerships.models import Activity, Notice, PersonRole
from psp.core.problems import GateNotMet, Invalid, NotPermitted, WrongState
from tests.conftest import NOON, TODAY
from tests.factories.studies import OutputFactory
from tests.factories.timeline import a_plan

D = Decimal


@pytest.fixture
def submitted(small, olivia):
    refresh_figures(small, at=NOON)
    return submit_study(study=small, by=olivia, at=NOON)


@pytest.fixture
def approved(submitted, pat):
    approve_study(study=submitted, by=pat, at=NOON)
    return Study.objects.select_related("run", "partnership", "schedule").get(pk=submitted.pk)


def test_a_purchaser_approves_and_everything_is_kept(submitted, pat, olivia):
    run = approve_study(study=submitted, by=pat, at=NOON)
    submitted.refresh_from_db()
    assert (submitted.state, submitted.ratio) == ("approved", D("1.9324"))
    assert (run.method_version, run.made_by, run.made_at, run.is_intact) == (METHOD_VERSION, pat, NOON, True)
    assert run.record["study"]["outcomes"][0]["quantity_source"] == "Case notes"
    assert run.record["study"]["settings"]["schedule"]["version"] == "2022"
    assert run.record["result"]["total_present_value"].startswith("1932.36")
    assert [item.title for item in Notice.objects.filter(person=olivia)] == [
        "The evaluation “Lunch club, forecast 2027” is approved"
    ]
    assert Activity.objects.filter(verb="study.approved").count() == 1


@pytest.mark.parametrize("who", ["olivia", "edie", "bo", "ada", "otto"])
def test_nobody_but_a_purchaser_approves(submitted, request, who):
    with pytest.raises(NotPermitted):
        approve_study(study=submitted, by=request.getfixturevalue(who), at=NOON)
    assert Run.objects.count() == 0


def test_whoever_submitted_it_does_not_approve_it(small, olivia):
    refresh_figures(small, at=NOON)
    PersonRole.objects.create(partnership=small.partnership, person=olivia, role="purchaser")
    study = submit_study(study=small, by=olivia, at=NOON)
    with pytest.raises(NotPermitted):
        approve_study(study=study, by=olivia, at=NOON)


def test_a_draft_is_not_approved(small, pat):
    with pytest.raises(WrongState):
        approve_study(study=small, by=pat, at=NOON)


def test_the_gate_lists_all_that_is_missing_and_nothing_is_written(submitted, pat):
    submitted.outcomes.update(proxy_source="", attribution=None)
    with pytest.raises(GateNotMet) as refused:
        approve_study(study=submitted, by=pat, at=NOON)
    assert [one.criterion.code for one in refused.value.missing] == [
        "study_values_something",
        "study_rows_are_complete",
        "study_figures_have_sources",
    ]
    submitted.refresh_from_db()
    assert (submitted.state, Run.objects.count()) == ("submitted", 0)


def test_a_study_that_no_longer_computes_is_not_frozen(submitted, pat):
    submitted.outcomes.update(price_year=1999)
    with pytest.raises(Invalid, match="prices of 1999"):
        approve_study(study=submitted, by=pat, at=NOON)
    assert Study.objects.get(pk=submitted.pk).state == "submitted"


def test_approving_leaves_the_simulation_that_was_made_of_these_figures(submitted, pat):
    run_simulation(simulation_id=submitted.simulation.pk, study_of=engine_study_of, at=NOON)
    approve_study(study=submitted, by=pat, at=NOON)
    assert simulated(Study.objects.select_related("simulation").get()).is_current


def test_approving_twice_is_refused(approved, pat):
    with pytest.raises(WrongState):
        approve_study(study=approved, by=pat, at=NOON)
    assert Run.objects.count() == 1


def test_a_run_can_be_neither_changed_nor_deleted(approved):
    run = Run.objects.get()
    for change in (
        run.save,
        run.delete,
        lambda: Run.objects.update(method_version="2"),
        lambda: Run.objects.all().delete(),
    ):
        with pytest.raises(TypeError, match="never"):
            change()
    assert Run.objects.get().is_intact


def test_a_run_whose_record_was_tampered_with_shows_it(approved):
    run = Run.objects.get()
    run.record["result"]["ratio"] = "3"
    assert run.is_intact is False


def test_the_frozen_figures_stay_whatever_happens_to_the_rows(approved):
    before = shown(approved).headline
    approved.outcomes.update(quantity=D(999))
    after = shown(Study.objects.select_related("run").get(pk=approved.pk))
    assert after.headline == before
    assert (after.run, after.headline.result.total_present_value_pounds) == (approved.run, D("1932.37"))


def test_figures_are_read_from_the_run_and_not_computed_again(approved):
    record = json.loads(json.dumps(approved.run.record))
    record["result"]["ratio"], record["likely"]["low"] = "7", "6"
    approved.run.record = record
    headline = shown(approved).headline
    assert (headline.ratio, headline.likely.low) == (D(7), D(6))


def test_withdrawing_needs_a_reason_and_a_purchaser(approved, pat, olivia):
    with pytest.raises(Invalid):
        withdraw_approval(study=approved, note="", by=pat, at=NOON)
    with pytest.raises(NotPermitted):
        withdraw_approval(study=approved, note="Wrong", by=olivia, at=NOON)
    assert Study.objects.get(pk=approved.pk).state == "approved"


def test_withdrawing_keeps_the_run_and_opens_an_edition_with_all_of_it(approved, pat, olivia):
    OutputFactory(study=approved, stakeholder=approved.stakeholders.get())
    add_decision(study=approved, by=olivia, at=NOON, finding="A", change="B", decided_on=TODAY)
    draft = withdraw_approval(study=approved, note="The quantity was wrong", by=pat, at=NOON)
    approved.refresh_from_db()
    assert (approved.state, Run.objects.get().study) == ("withdrawn", approved)
    assert (draft.state, draft.edition, str(draft)) == ("draft", 2, "Lunch club, forecast 2027, edition 2")
    assert (draft.copied_from, draft.submitted_by, draft.ratio) == (approved, None, approved.ratio)
    for rows in ("stakeholders", "inputs", "outputs", "outcomes", "redesign_decisions"):
        assert getattr(draft, rows).count() == 1
        assert getattr(approved, rows).count() == 1
    assert draft.outcomes.get().stakeholder == draft.stakeholders.get()
    assert draft.outcomes.get().quantity_source == "Case notes"


def test_the_new_edition_is_a_study_of_its_own(approved, pat, olivia):
    draft = withdraw_approval(study=approved, note="Wrong", by=pat, at=NOON)
    edit_row(row=draft.outcomes.get(), changes={"quantity": D(5)}, expected_version=1, by=olivia, at=NOON)
    draft.refresh_from_db()
    assert (draft.ratio, approved.outcomes.get().quantity) == (D("0.9662"), D(10))
    submit_study(study=draft, by=olivia, at=NOON)
    approve_study(study=draft, by=pat, at=NOON)
    assert Run.objects.count() == 2


def test_the_plan_follows_an_approval_given_in_the_pilot_withdrawn_and_given_anew(small, pat, olivia):
    partnership = small.partnership
    a_plan(partnership)
    type(partnership).objects.update(state="pilot")
    Study.objects.update(kind="evaluative")
    study = Study.objects.select_related("partnership").get()
    refresh_figures(study, at=NOON)
    add_decision(study=study, by=olivia, at=NOON, finding="A", change="B", decided_on=TODAY)
    keys = ["study_approved", "redesign_decided"]

    def approve(study):
        submit_study(study=study, by=olivia, at=NOON)
        approve_study(study=study, by=pat, at=NOON)

    def days():
        return set(partnership.milestones.filter(key__in=keys).values_list("done_on", flat=True))

    approve(study)
    assert days() == {TODAY}
    draft = withdraw_approval(study=study, note="The quantity was wrong", by=pat, at=NOON)
    assert days() == {None}
    approve(draft)
    assert days() == {TODAY}
