import pytest

from partnerships.models import Activity
from procurement.answers.operations import (
    GivenAnswer,
    GivenJudgement,
    answer_readiness,
    judge_readiness,
    set_evidence,
)
from procurement.models import ReadinessAnswer
from psp.core.problems import Invalid, NotPermitted, WrongState
from tests.conftest import NOON
from tests.factories.history import changes_of
from tests.factories.partnerships import PersonRoleFactory
from tests.factories.readiness import ReadinessAnswerFactory
from tests.factories.tenders import PlainDocumentFactory


def answer(review, by, given):
    return answer_readiness(
        review=review, given={pk: GivenAnswer(*words) for pk, words in given.items()}, by=by, at=NOON
    )


def judge(review, by, given):
    return judge_readiness(
        review=review, given={pk: GivenJudgement(*words) for pk, words in given.items()}, by=by, at=NOON
    )


def verbs():
    return list(Activity.objects.order_by("pk").values_list("verb", flat=True))


def test_each_row_keeps_who_answered_it(review, bo):
    first, _second, third = review.answers.all()
    assert answer(review, bo, {first.pk: ("300 people wait.", 1), third.pk: ("All agreed.", 1)}) == frozenset()
    third.refresh_from_db()
    first.refresh_from_db()
    assert (third.text, third.answered_by, third.version) == ("All agreed.", bo, 2)
    # What was not changed is nobody else's now.
    assert (first.answered_by.name, first.version) == ("Olivia Reid", 1)
    assert verbs() == ["readiness_criterion.answered"]


def test_a_row_somebody_saved_meanwhile_does_not_hold_up_the_others(review, olivia, bo):
    _first, second, third = review.answers.all()
    answer(review, bo, {second.pk: ("Users told us.", 1)})
    stale = answer(review, olivia, {second.pk: ("We asked users.", 1), third.pk: ("All agreed.", 1)})
    assert stale == {second.pk}
    assert list(review.answers.values_list("text", flat=True)) == ["300 people wait.", "Users told us.", "All agreed."]


def test_rows_of_another_round_are_left_alone(review, olivia):
    other = ReadinessAnswerFactory()
    answer(review, olivia, {other.pk: ("Changed", 1)})
    other.refresh_from_db()
    assert other.text != "Changed"


def test_answers_wait_while_the_round_is_judged(submitted, olivia):
    first = submitted.answers.first()
    with pytest.raises(WrongState):
        answer(submitted, olivia, {first.pk: ("More", 1)})
    with pytest.raises(WrongState):
        set_evidence(answer=first, documents=[], by=olivia, at=NOON)


@pytest.mark.parametrize("who", ["pat", "edie", "ada", "otto"])
def test_only_people_of_the_partnership_answer(who, review, request):
    person, first = request.getfixturevalue(who), review.answers.first()
    with pytest.raises(NotPermitted):
        answer(review, person, {first.pk: ("More", 1)})
    with pytest.raises(NotPermitted):
        set_evidence(answer=first, documents=[], by=person, at=NOON)


def test_anything_but_met_needs_a_comment(submitted, pat):
    first, second, _third = submitted.answers.all()
    for judgement in ("partly", "not_met"):
        with pytest.raises(Invalid):
            judge(submitted, pat, {first.pk: (judgement, " ", 1)})
    with pytest.raises(Invalid):
        judge(submitted, pat, {first.pk: ("splendid", "Yes", 1)})
    judge(submitted, pat, {first.pk: ("met", "", 1), second.pk: ("not_met", "Who told you?", 1)})
    found = submitted.answers.values_list("judgement", "comment", "judged_by")
    assert list(found) == [("met", "", pat.pk), ("not_met", "Who told you?", pat.pk), ("", "", None)]
    assert verbs()[-2:] == ["readiness_criterion.judged"] * 2


def test_a_judgement_can_be_taken_back_before_the_decision(submitted, pat):
    first = submitted.answers.first()
    judge(submitted, pat, {first.pk: ("met", "", 1)})
    judge(submitted, pat, {first.pk: ("", "", 2)})
    assert ReadinessAnswer.objects.judged().count() == 0


def test_two_purchasers_on_one_row_lose_neither(submitted, pat, otto):
    PersonRoleFactory(partnership=submitted.partnership, person=otto, role="purchaser")
    first = submitted.answers.first()
    judge(submitted, otto, {first.pk: ("partly", "Figures are old", 1)})
    assert judge(submitted, pat, {first.pk: ("met", "", 1)}) == {first.pk}
    first.refresh_from_db()
    assert (first.judgement, first.judged_by) == ("partly", otto)


@pytest.mark.parametrize("who", ["olivia", "bo", "edie", "ada", "otto"])
def test_nobody_but_a_purchaser_judges(who, submitted, request):
    with pytest.raises(NotPermitted):
        judge(submitted, request.getfixturevalue(who), {submitted.answers.first().pk: ("met", "", 1)})


def test_nobody_judges_their_own_answers(submitted, olivia, pat):
    first = submitted.answers.first()
    PersonRoleFactory(partnership=submitted.partnership, person=olivia, role="purchaser")
    with pytest.raises(NotPermitted):
        judge(submitted, olivia, {first.pk: ("met", "", 1)})
    ReadinessAnswer.objects.filter(pk=first.pk).update(answered_by=pat)
    with pytest.raises(NotPermitted):
        judge(submitted, pat, {first.pk: ("met", "", 1)})


def test_nothing_is_judged_before_the_round_is_submitted(review, pat):
    with pytest.raises(WrongState):
        judge(review, pat, {review.answers.first().pk: ("met", "", 1)})


def test_evidence_is_a_set_of_documents_of_the_partnership(review, olivia):
    first = review.answers.first()
    one, two = (PlainDocumentFactory(partnership=review.partnership, title=title) for title in ("Survey", "Letter"))
    set_evidence(answer=first, documents=[one], by=olivia, at=NOON)
    set_evidence(answer=first, documents=[two, one], by=olivia, at=NOON)
    set_evidence(answer=first, documents=[two], by=olivia, at=NOON)
    set_evidence(answer=first, documents=[two], by=olivia, at=NOON)
    assert [row.document for row in first.evidence.all()] == [two]
    assert [(activity.verb, changes_of(activity)) for activity in Activity.objects.order_by("pk")] == [
        ("evidence.added", {"evidence": [None, "Survey"]}),
        ("evidence.added", {"evidence": [None, "Letter"]}),
        ("evidence.removed", {"evidence": ["Survey", None]}),
    ]
    with pytest.raises(Invalid):
        set_evidence(answer=first, documents=[PlainDocumentFactory()], by=olivia, at=NOON)


def test_evidence_a_person_may_not_see_stays(review, olivia, bo):
    first = review.answers.first()
    hidden = PlainDocumentFactory(partnership=review.partnership, is_restricted=True)
    set_evidence(answer=first, documents=[hidden], by=olivia, at=NOON)
    set_evidence(answer=first, documents=[], by=bo, at=NOON)
    assert [row.document for row in first.evidence.all()] == [hidden]
