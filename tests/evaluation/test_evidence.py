"""Evidence of the rows of an evaluation: given on the hub's pages, settled with the study."""

import pytest
from django.urls import reverse

from evaluation.runs.operations import copy_study
from partnerships.documents.operations import add_document
from partnerships.models import Evidence
from partnerships.public import attach_evidence
from psp.core.problems import NotPermitted, WrongState
from tests.conftest import NOON
from tests.factories.files import a_pdf
from tests.factories.studies import DecisionFactory


@pytest.fixture
def survey(partnership, olivia):
    return add_document(partnership=partnership, file=a_pdf(), title="Survey", by=olivia, at=NOON)


@pytest.fixture
def outcome(small):
    return small.outcomes.get()


@pytest.fixture
def decision(small):
    return DecisionFactory(study=small)


def add_url(target):
    return reverse("add_evidence", args=[target.partnership_id, target._meta.label_lower, target.pk])


@pytest.mark.parametrize("kind", ["outcome", "decision"])
def test_a_row_takes_evidence_and_shows_it(kind, survey, olivia, signed_in, request):
    target, client = request.getfixturevalue(kind), signed_in(olivia)
    assert add_url(target) in client.get(target.evidence_url).content.decode()
    sent = {"document": survey.pk, "file": "", "title": "", "note": "page 3"}
    page = client.post(add_url(target), sent)
    assert (page.status_code, page["Location"]) == (302, target.evidence_url)
    assert target.evidence.get().version == survey.versions.get()
    assert "Survey" in client.get(target.evidence_url).content.decode()
    assert (
        client.post(reverse("remove_evidence", args=[target.partnership_id, target.evidence.get().pk])).status_code
        == 302
    )
    assert Evidence.objects.count() == 0


def test_the_evidence_of_figures_is_settled_with_the_study(outcome, survey, olivia, signed_in):
    type(outcome.study).objects.update(state="submitted")
    outcome.study.refresh_from_db()
    with pytest.raises(WrongState):
        attach_evidence(document=survey, target=outcome, by=olivia, at=NOON)
    assert add_url(outcome) not in signed_in(olivia).get(outcome.evidence_url).content.decode()
    assert signed_in(olivia).post(add_url(outcome), {"document": survey.pk, "note": ""}).status_code == 422


def test_decisions_take_evidence_until_the_approval_is_withdrawn(decision, survey, olivia):
    type(decision.study).objects.update(state="withdrawn")
    decision.study.refresh_from_db()
    with pytest.raises(WrongState):
        attach_evidence(document=survey, target=decision, by=olivia, at=NOON)


@pytest.mark.parametrize("who", ["pat", "otto"])
def test_others_give_none_for_figures(who, outcome, survey, request, signed_in):
    person = request.getfixturevalue(who)
    with pytest.raises(NotPermitted):
        attach_evidence(document=survey, target=outcome, by=person, at=NOON)
    assert signed_in(person).get(add_url(outcome)).status_code in {403, 404}


def test_a_new_edition_keeps_the_evidence(outcome, decision, survey, olivia):
    for target in (outcome, decision):
        attach_evidence(document=survey, target=target, by=olivia, at=NOON)
    draft = copy_study(outcome.study, at=NOON)
    copies = [draft.outcomes.get(), draft.redesign_decisions.get()]
    assert [copy.evidence.get().version for copy in copies] == [survey.versions.get()] * 2
    assert Evidence.objects.count() == 4
