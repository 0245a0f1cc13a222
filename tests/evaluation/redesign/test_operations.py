import pytest

from evaluation.models import RedesignDecision, Study
from evaluation.redesign.operations import add_decision, edit_decision, remove_decision
from partnerships.models import Activity, Milestone
from partnerships.public import gate_findings
from psp.core.problems import NotPermitted, StaleVersion, WrongState
from tests.conftest import NOON, TODAY
from tests.factories.history import changes_of
from tests.factories.studies import DecisionFactory, StudyFactory
from tests.factories.timeline import a_plan

FIELDS = {"finding": "Two visits a week work", "change": "Ask for two visits", "decided_on": TODAY}


def missing(partnership):
    found = gate_findings(partnership, "start_tender", at=NOON)
    codes = {"evaluation_approved", "redesign_decided"}
    return {one.criterion.code: one.gap for one in found if one.criterion.code in codes and not one.is_met}


@pytest.mark.parametrize("who", ["olivia", "pat", "edie", "bo"])
def test_both_sides_record_decisions(study, request, who):
    person = request.getfixturevalue(who)
    add_decision(study=study, by=person, at=NOON, **FIELDS)
    assert Activity.objects.get(verb="redesign.decided").actor == person


def test_outsiders_do_not(study, otto):
    with pytest.raises(NotPermitted):
        add_decision(study=study, by=otto, at=NOON, **FIELDS)


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_decisions_may_follow_the_figures(study, olivia, state):
    Study.objects.update(state=state)
    add_decision(study=study, by=olivia, at=NOON, **FIELDS)
    assert study.redesign_decisions.count() == 1


def test_a_withdrawn_study_takes_no_more_decisions(study, olivia):
    decision = DecisionFactory(study=study)
    Study.objects.update(state="withdrawn")
    for change in (
        lambda: add_decision(study=study, by=olivia, at=NOON, **FIELDS),
        lambda: edit_decision(decision=decision, changes=FIELDS, expected_version=1, by=olivia, at=NOON),
        lambda: remove_decision(decision=decision, by=olivia, at=NOON),
    ):
        with pytest.raises(WrongState):
            change()


def test_a_decision_is_edited_against_its_version_and_removed_with_its_words_kept(study, olivia):
    decision = DecisionFactory(study=study)
    edit_decision(decision=decision, changes={"change": "Three visits"}, expected_version=1, by=olivia, at=NOON)
    with pytest.raises(StaleVersion):
        edit_decision(decision=decision, changes={"change": "Four"}, expected_version=1, by=olivia, at=NOON)
    remove_decision(decision=RedesignDecision.objects.get(), by=olivia, at=NOON)
    assert changes_of(Activity.objects.get(verb="redesign.removed"))["change"] == ["Three visits", None]
    assert RedesignDecision.objects.count() == 0


def test_the_tender_asks_for_an_approved_evaluation_and_its_decisions(partnership):
    gaps = missing(partnership)
    started = "Start the evaluation of what the pilot achieved, and have it approved: a forecast is not enough"
    assert gaps["evaluation_approved"].sentence == started
    assert gaps["evaluation_approved"].mend == f"/partnerships/{partnership.pk}/evaluation/"
    assert gaps["redesign_decided"].owner == "Olivia Reid"
    study = StudyFactory(partnership=partnership, title="Lunch club", kind="evaluative")
    assert missing(partnership)["evaluation_approved"].sentence == "Submit the evaluation “Lunch club” for approval"
    Study.objects.update(state="submitted")
    gap = missing(partnership)["evaluation_approved"]
    assert (gap.sentence, gap.owner) == ("Approve the evaluation “Lunch club”", "Pat Lennox")
    DecisionFactory(study=study)
    gap = missing(partnership)["redesign_decided"]
    assert (gap.sentence, gap.mend, gap.owner) == (
        "The changes to the contract are recorded: they count once the evaluation is approved",
        study.get_absolute_url(),
        "Pat Lennox",
    )
    Study.objects.update(state="draft")
    gap = missing(partnership)["redesign_decided"]
    assert (gap.sentence, gap.owner) == (
        "The changes to the contract are recorded: they count once the evaluation is submitted and approved",
        "Olivia Reid",
    )
    Study.objects.update(state="approved")
    assert missing(partnership) == {}
    RedesignDecision.objects.all().delete()
    assert missing(partnership)["redesign_decided"].mend == f"/evaluations/{study.pk}/redesign/"
    Study.objects.update(state="withdrawn")
    assert set(missing(partnership)) == {"evaluation_approved", "redesign_decided"}


@pytest.mark.parametrize("state", ["draft", "submitted", "approved"])
def test_a_forecast_opens_no_gate_to_the_tender(partnership, state):
    study = StudyFactory(partnership=partnership, state=state, kind="forecast")
    DecisionFactory(study=study)
    gaps = missing(partnership)
    assert gaps["evaluation_approved"].sentence.endswith("a forecast is not enough")
    page = f"/partnerships/{partnership.pk}/evaluation/"
    assert {code: gap.mend for code, gap in gaps.items()} == {"evaluation_approved": page, "redesign_decided": page}


@pytest.mark.parametrize("state", ["pilot", "evaluation", "tender"])
def test_the_plan_learns_that_decisions_were_made_once_the_study_is_approved(state, study, olivia):
    partnership = study.partnership
    study.kind = "evaluative"
    study.save()
    a_plan(partnership)
    type(partnership).objects.update(state=state)
    study.partnership.refresh_from_db()
    add_decision(study=study, by=olivia, at=NOON, **FIELDS)
    assert Milestone.objects.get(partnership=partnership, key="redesign_decided").done_on is None
    study.state = "approved"
    study.save()
    add_decision(study=study, by=olivia, at=NOON, **FIELDS)
    assert Milestone.objects.get(partnership=partnership, key="redesign_decided").done_on == TODAY


def test_a_forecast_reaches_no_milestone_of_the_evaluation(study, olivia):
    a_plan(study.partnership)
    study.partnership.state, study.state = "evaluation", "approved"
    study.partnership.save()
    study.save()
    add_decision(study=study, by=olivia, at=NOON, **FIELDS)
    assert Milestone.objects.get(partnership=study.partnership, key="redesign_decided").done_on is None


def test_the_last_decision_removed_opens_the_milestone_again(study, olivia):
    a_plan(study.partnership)
    study.kind, study.state = "evaluative", "approved"
    study.save()
    made = [add_decision(study=study, by=olivia, at=NOON, **FIELDS) for _ in range(2)]
    done = Milestone.objects.filter(partnership=study.partnership, key="redesign_decided").exclude(done_on=None)
    for decision, left in zip(made, (1, 0), strict=True):
        remove_decision(decision=decision, by=olivia, at=NOON)
        assert done.count() == left
