from datetime import date

from partnerships.models import Partnership
from partnerships.public import gate_findings
from procurement.readiness.queries import is_ready
from tests.conftest import NOON
from tests.factories.partnerships import PartnershipFactory
from tests.factories.readiness import ReadinessReviewFactory


def gap(partnership):
    findings = {finding.criterion.code: finding for finding in gate_findings(partnership, "start_tender", at=NOON)}
    return findings["readiness_positive"].gap


def decided(partnership, number, decision):
    return ReadinessReviewFactory(
        partnership=partnership, number=number, state="decided", decision=decision, decided_at=NOON
    )


def ready():
    return list(Partnership.objects.filter(is_ready()))


def test_no_round_is_a_gap_the_leader_owes(in_evaluation):
    found = gap(in_evaluation)
    assert (found.sentence, found.owner) == ("Begin the readiness review", "Olivia Reid")
    assert found.mend == f"/partnerships/{in_evaluation.pk}/readiness/"


def test_a_round_being_answered_says_how_far_it_is(review):
    assert gap(review.partnership).sentence == "Answer the readiness review: 2 of 3 answered"


def test_a_round_being_judged_is_owed_by_the_purchasers_by_its_day(submitted):
    found = gap(submitted.partnership)
    assert (found.sentence, found.owner, found.due_on) == (
        "Decide the readiness review: 0 of 3 judged",
        "Pat Lennox",
        date(2026, 7, 1),
    )


def test_only_the_last_decided_round_counts(in_evaluation):
    decided(in_evaluation, 1, "ready")
    assert ready() == [in_evaluation]
    decided(in_evaluation, 2, "not_ready")
    assert ready() == []
    assert gap(in_evaluation).sentence.startswith("The last readiness review found the partnership not ready")
    decided(in_evaluation, 3, "ready_with_conditions")
    ReadinessReviewFactory(partnership=in_evaluation, number=4)
    assert ready() == [in_evaluation]
    assert gap(in_evaluation) is None


def test_one_partnerships_round_is_not_anothers(in_evaluation):
    other = PartnershipFactory(state="evaluation")
    decided(other, 1, "ready")
    assert ready() == [other]
