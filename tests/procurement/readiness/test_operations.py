from datetime import date, timedelta

import pytest

from partnerships.documents.operations import add_document, add_version
from partnerships.evidence.operations import attach_evidence
from partnerships.models import Activity, Notice
from partnerships.roles.operations import end_role
from partnerships.timeline.operations import make_plan
from procurement.models import ReadinessCondition, ReadinessCriterion, ReadinessReview
from procurement.readiness.operations import (
    GivenCondition,
    decide_readiness,
    load_readiness_criteria,
    meet_condition,
    return_readiness,
    start_readiness,
    submit_readiness,
)
from psp.core.handover import Handover, hand_over
from psp.core.problems import Invalid, NotPermitted, WrongState
from tests.conftest import NOON, TODAY
from tests.factories.files import a_pdf
from tests.factories.partnerships import PersonRoleFactory
from tests.factories.people import MembershipFactory
from tests.factories.tenders import PlainDocumentFactory


def judge_all(review, judgement="met", comment=""):
    review.answers.update(judgement=judgement, comment=comment)


def decide(review, by, decision="ready", note="", conditions=()):
    return decide_readiness(review=review, decision=decision, note=note, conditions=conditions, by=by, at=NOON)


def condition(owner, text="Name who pays for staff", due_on=date(2026, 8, 3)):
    return GivenCondition(text, owner, due_on)


def test_the_delivered_criteria_cover_every_group_and_loading_twice_adds_none(criteria):
    assert set(ReadinessCriterion.objects.values_list("group", flat=True)) == {
        "need",
        "pilot",
        "value",
        "skills",
        "governance",
        "finance",
        "contract",
        "contingency",
        "fairness",
    }
    ReadinessCriterion.objects.filter(code="need-shown").update(title="Need")
    assert (load_readiness_criteria(), ReadinessCriterion.objects.get(code="need-shown").title) == (0, "Need")


def test_a_first_round_has_every_criterion_in_force_and_no_answer(in_evaluation, criteria, olivia):
    ReadinessCriterion.objects.filter(code="need-shown").update(is_active=False)
    review = start_readiness(partnership=in_evaluation, by=olivia, at=NOON)
    assert (review.number, review.state, review.requested_by) == (1, "draft", olivia)
    assert (review.answers.count(), set(review.answers.values_list("text", flat=True))) == (21, {""})
    assert Activity.objects.get().verb == "readiness_review.started"


def test_a_new_round_copies_answers_and_evidence_but_no_judgement(submitted, olivia, pat):
    first = submitted.answers.first()
    document = PlainDocumentFactory(partnership=submitted.partnership)
    first.evidence.create(document=document, added_by=olivia, added_at=NOON)
    judge_all(submitted, "not_met", "Too thin")
    decide(submitted, pat, "not_ready", "Show figures")
    second = start_readiness(partnership=submitted.partnership, by=pat, at=NOON)
    assert (second.number, second.requested_by) == (2, pat)
    copied = list(second.answers.values_list("text", "answered_by", "judgement", "comment"))
    assert copied == [
        ("300 people wait.", olivia.pk, "", ""),
        ("They told us.", olivia.pk, "", ""),
        ("Partners agreed on 4 May.", olivia.pk, "", ""),
    ]
    assert [row.document for row in second.answers.first().evidence.all()] == [document]
    assert submitted.answers.filter(judgement="not_met").count() == 3


def test_one_round_is_open_at_a_time(review, olivia):
    with pytest.raises(Invalid):
        start_readiness(partnership=review.partnership, by=olivia, at=NOON)


@pytest.mark.parametrize("state", ["design", "contract", "stopped"])
def test_readiness_is_reviewed_while_there_is_something_to_review(state, partnership, olivia):
    partnership.state = state
    with pytest.raises(Invalid):
        start_readiness(partnership=partnership, by=olivia, at=NOON)


@pytest.mark.parametrize("who", ["edie", "ada", "otto"])
def test_only_people_of_the_partnership_and_purchasers_begin_a_round(who, in_evaluation, request):
    with pytest.raises(NotPermitted):
        start_readiness(partnership=in_evaluation, by=request.getfixturevalue(who), at=NOON)


def test_a_round_is_submitted_when_every_criterion_is_answered(review, olivia):
    with pytest.raises(Invalid) as refusal:
        submit_readiness(review=review, by=olivia, at=NOON)
    assert refusal.value.errors == {"": "Answer 1 more criterion first"}
    review.answers.filter(text="").update(text="Partners agreed.")
    submit_readiness(review=review, by=olivia, at=NOON)
    found = ReadinessReview.objects.get()
    assert (found.state, found.submitted_at, found.judge_by) == ("submitted", NOON, date(2026, 7, 1))


def test_a_purchaser_returns_a_round_and_its_judgements_stay(submitted, pat):
    submitted.answers.filter(text="They told us.").update(judgement="partly", comment="Who?")
    return_readiness(review=submitted, note="Say who told you", by=pat, at=NOON)
    assert (ReadinessReview.objects.get().state, submitted.answers.judged().count()) == ("draft", 1)
    assert Activity.objects.first().note == "Say who told you"


def test_ready_needs_every_criterion_judged_and_none_not_met(submitted, pat):
    with pytest.raises(Invalid) as refusal:
        decide(submitted, pat)
    assert refusal.value.errors == {"": "Judge 3 more criteria first"}
    judge_all(submitted)
    submitted.answers.filter(text="They told us.").update(judgement="not_met", comment="Who?")
    with pytest.raises(Invalid) as refusal:
        decide(submitted, pat)
    assert list(refusal.value.errors) == ["decision"]
    submitted.answers.filter(text="They told us.").update(judgement="partly")
    decide(submitted, pat)
    found = ReadinessReview.objects.get()
    assert (found.state, found.decision, found.decided_by, found.decided_at) == ("decided", "ready", pat, NOON)
    assert Activity.objects.first().verb == "readiness_review.decided"


def test_conditions_have_owner_and_day(submitted, pat, olivia):
    judge_all(submitted, "partly", "Nearly")
    decide(submitted, pat, "ready_with_conditions", conditions=[condition(olivia)])
    found = ReadinessCondition.objects.get()
    assert (found.text, found.owner, found.due_on, found.met_on) == (
        "Name who pays for staff",
        olivia,
        date(2026, 8, 3),
        None,
    )


@pytest.mark.parametrize(
    ("decision", "note", "count", "day"),
    [
        ("ready_with_conditions", "", 0, None),
        ("ready_with_conditions", "", 1, TODAY - timedelta(days=1)),
        ("ready", "", 1, TODAY),
        ("not_ready", " ", 0, None),
        ("perhaps", "Because", 0, None),
    ],
)
def test_a_decision_that_does_not_fit_together_is_refused_whole(decision, note, count, day, submitted, pat, olivia):
    judge_all(submitted)
    with pytest.raises(Invalid):
        decide(submitted, pat, decision, note, [condition(olivia, due_on=day)] * count)
    assert (ReadinessReview.objects.get().decision, ReadinessCondition.objects.count()) == ("", 0)


def test_each_step_is_told_to_those_who_go_on(submitted, pat, olivia, bo):
    def told(title):
        return sorted(notice.person.name for notice in Notice.objects.filter(title=title))

    assert told("Judge the readiness review") == ["Pat Lennox"]
    return_readiness(review=submitted, note="Say who told you", by=pat, at=NOON)
    assert told("Answer more in the readiness review") == ["Bo Quinn", "Olivia Reid"]
    submit_readiness(review=submitted, by=olivia, at=NOON)
    assert told("Judge the readiness review") == ["Pat Lennox", "Pat Lennox"]
    judge_all(submitted)
    decide(submitted, pat)
    assert told("Readiness review: Ready") == ["Bo Quinn", "Olivia Reid"]


@pytest.mark.parametrize("state", ["pilot", "evaluation"])
@pytest.mark.parametrize(("decision", "note", "done_on"), [("ready", "", TODAY), ("not_ready", "Show figures", None)])
def test_a_positive_decision_reaches_its_milestone(decision, note, done_on, state, submitted, pat, olivia):
    submitted.partnership.state = state
    submitted.partnership.save()
    make_plan(partnership=submitted.partnership, planned_from="design", on=date(2022, 1, 10), by=olivia, at=NOON)
    judge_all(submitted)
    decide(submitted, pat, decision, note)
    assert submitted.partnership.milestones.get(key="readiness_reviewed").done_on == done_on


def test_open_conditions_pass_to_somebody_else_when_an_account_is_closed(submitted, olivia, bo, ada):
    ReadinessCondition.objects.create(review=submitted, text="Pay", owner=olivia, due_on=TODAY)
    ReadinessCondition.objects.create(review=submitted, text="Sign", owner=olivia, due_on=TODAY, met_on=TODAY)
    assert hand_over(Handover(olivia))["readiness conditions"] == 1
    hand_over(Handover(olivia, bo, ada, NOON))
    assert list(bo.readiness_conditions.values_list("text", flat=True)) == ["Pay"]


def test_a_round_is_judged_on_its_evidence_as_it_was_handed_over(review, partnership, olivia):
    document = add_document(partnership=partnership, file=a_pdf(), by=olivia, at=NOON)
    answer = review.answers.first()
    attach_evidence(document=document, target=answer, by=olivia, at=NOON)
    add_version(document=document, file=a_pdf("b.pdf", "second"), by=olivia, at=NOON)
    review.answers.filter(text="").update(text="Agreed", answered_by=olivia)
    submit_readiness(review=review, by=olivia, at=NOON)
    add_version(document=document, file=a_pdf("c.pdf", "third"), by=olivia, at=NOON)
    assert answer.evidence.get().version.number == 2


def test_they_pass_to_the_leader_when_somebody_has_no_role_any_more(submitted, partnership, olivia, bo):
    ReadinessCondition.objects.create(review=submitted, text="Pay", owner=bo, due_on=TODAY)
    end_role(role=partnership.roles.get(person=bo), by=olivia, at=NOON)
    assert ReadinessCondition.objects.get().owner == olivia


def test_a_round_is_decided_once(submitted, pat):
    judge_all(submitted)
    decide(submitted, pat)
    with pytest.raises(WrongState):
        decide(submitted, pat)


@pytest.mark.parametrize("who", ["olivia", "bo", "edie", "ada", "otto"])
def test_only_purchasers_decide_and_return(who, submitted, request):
    judge_all(submitted)
    person = request.getfixturevalue(who)
    with pytest.raises(NotPermitted):
        decide(submitted, person)
    with pytest.raises(NotPermitted):
        return_readiness(review=submitted, note="More", by=person, at=NOON)


def test_a_purchaser_who_also_leads_or_answered_does_not_decide(submitted, pat, olivia):
    judge_all(submitted)
    PersonRoleFactory(partnership=submitted.partnership, person=olivia, role="purchaser")
    with pytest.raises(NotPermitted):
        decide(submitted, olivia)
    submitted.answers.filter(text="They told us.").update(answered_by=pat)
    with pytest.raises(NotPermitted):
        decide(submitted, pat)


def test_a_condition_is_met_by_its_owner_once_with_words(submitted, pat, olivia, bo):
    judge_all(submitted)
    decide(submitted, pat, "ready_with_conditions", conditions=[condition(olivia)])
    found = ReadinessCondition.objects.get()
    with pytest.raises(NotPermitted):
        meet_condition(condition=found, note="Done", by=bo, at=NOON)
    with pytest.raises(Invalid):
        meet_condition(condition=found, note=" ", by=olivia, at=NOON)
    meet_condition(condition=found, note="The council pays", by=olivia, at=NOON)
    found.refresh_from_db()
    assert (found.met_on, found.met_note) == (TODAY, "The council pays")
    with pytest.raises(WrongState):
        meet_condition(condition=found, note="Again", by=pat, at=NOON)


def test_a_round_keeps_the_words_its_criteria_had_when_it_began(in_evaluation, criteria, olivia):
    review = start_readiness(partnership=in_evaluation, by=olivia, at=NOON)
    answer = review.answers.first()
    ReadinessCriterion.objects.filter(pk=answer.criterion_id).update(
        title="Something else", show="Nothing", group="finance", position=99
    )
    again = ReadinessReview.objects.get(pk=review.pk).answers.first()
    assert (again.pk, str(again), again.title, again.show, again.group) == (
        answer.pk,
        answer.title,
        "The need is shown with figures",
        answer.show,
        "need",
    )


def test_a_purchaser_who_speaks_for_a_possible_bidder_neither_judges_nor_decides(submitted, pat, partnership):
    bidder = partnership.members.filter(may_bid=True).first().organisation
    assert pat.has_perm("procurement.judge_readinessreview", submitted)
    MembershipFactory(person=pat, organisation=bidder)
    person = type(pat).objects.get(pk=pat.pk)
    for permission in ("judge_readinessreview", "decide_readiness", "return_readiness"):
        assert not person.has_perm(f"procurement.{permission}", submitted)


def test_the_criterion_of_fair_work_first_names_all_seven_points(criteria):
    show = ReadinessCriterion.objects.get(code="community-benefits").show
    for point in ("Living Wage", "voice", "development", "zero hours", "pay gap", "family-friendly", "fire and rehire"):
        assert point in show


def test_a_later_round_that_is_not_positive_opens_the_milestone_again(submitted, pat, olivia):
    partnership = submitted.partnership
    make_plan(partnership=partnership, planned_from="design", on=date(2022, 1, 10), by=olivia, at=NOON)
    partnership.milestones.filter(key="readiness_reviewed").update(done_on=TODAY)
    judge_all(submitted)
    decide(submitted, pat, "not_ready", "Show figures")
    assert partnership.milestones.get(key="readiness_reviewed").done_on is None
