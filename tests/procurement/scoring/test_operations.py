import pytest

from partnerships.models import Activity
from procurement.evaluators.operations import declare_interests, end_appointments, remove_evaluator
from procurement.models import Score
from procurement.scoring.operations import Given, close_scoring, lock_scores, save_scores
from procurement.scoring.queries import gaps_of, own_scores, progress_of
from psp.core.handover import Handover
from psp.core.problems import GateNotMet, Invalid, NotPermitted, WrongState
from tests.factories import bids
from tests.factories.history import changes_of
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import MembershipFactory
from tests.factories.tenders import QuestionFactory


@pytest.fixture
def cells(opened):
    return bids.every_cell(opened)


def save(evaluator, given, by=None):
    return save_scores(evaluator=evaluator, given=given, by=by or evaluator.person, at=bids.SCORING)


def test_a_score_is_ciphertext_and_the_history_tells_no_more_than_that_there_is_one(scorers, cells):
    save(scorers[0], {cells[0]: Given(4, "Reaches every door.")})
    score = Score.objects.get()
    assert ("door" in score.sealed, score.is_complete) == (False, True)
    activity = Activity.objects.get(verb="scores.saved")
    assert (changes_of(activity), activity.note, activity.is_private) == ({}, "", True)
    assert own_scores(scorers[0]) == {
        cells[0]: {
            "evaluator": scorers[0].pk,
            "bid": cells[0][0],
            "question": cells[0][1],
            "points": 4,
            "comment": "Reaches every door.",
            "version": 1,
        }
    }


def test_a_score_is_saved_as_far_as_it_is(scorers, cells, opened):
    save(scorers[0], {cells[0]: Given(2, ""), cells[1]: Given(None, "Not sure yet.")})
    assert list(Score.objects.values_list("is_complete", flat=True)) == [False, False]
    assert [(one.done, one.owed) for one in progress_of(opened)] == [(0, 2), (0, 2)]


def test_a_save_that_says_what_is_stored_is_no_conflict_whatever_version_it_read(scorers, cells):
    save(scorers[0], {cells[0]: Given(3, "It reaches\npeople.")})
    assert save(scorers[0], {cells[0]: Given(3, " It reaches\r\npeople. ", version=0)}) == frozenset()
    assert save(scorers[0], {cells[0]: Given(2, "It reaches\npeople.", version=0)}) == {cells[0]}
    assert save(scorers[0], {cells[1]: Given(2, "It reaches people.", version=4)}) == {cells[1]}
    assert Score.objects.get().version == 1


SHEET, OTHER = "a" * 32, "b" * 32


def test_what_the_same_sheet_saved_before_gives_way_to_what_it_sends_later(scorers, cells):
    """A score is being saved as one goes while the whole form, read before, is sent with its comment."""
    save(scorers[0], {cells[0]: Given(3, "", 0, SHEET, 1)})
    assert save(scorers[0], {cells[0]: Given(3, "It reaches people.", 0, SHEET, 2)}) == frozenset()
    score = Score.objects.get()
    assert (score.content()["comment"], score.version) == ("It reaches people.", 2)


def test_a_save_of_the_same_sheet_that_comes_late_undoes_nothing(scorers, cells):
    save(scorers[0], {cells[0]: Given(3, "It reaches people.", 0, SHEET, 2)})
    assert save(scorers[0], {cells[0]: Given(3, "", 0, SHEET, 1)}) == frozenset()
    assert Score.objects.get().content()["comment"] == "It reaches people."


def test_another_sheet_still_finds_what_was_saved_in_between(scorers, cells):
    save(scorers[0], {cells[0]: Given(3, "Mine.", 0, SHEET, 1)})
    save(scorers[0], {cells[0]: Given(4, "Elsewhere.", 1, OTHER, 1)})
    assert save(scorers[0], {cells[0]: Given(2, "Mine again.", 1, SHEET, 2)}) == {cells[0]}
    assert save(scorers[0], {cells[0]: Given(2, "No sheet.", 1)}) == {cells[0]}
    assert Score.objects.get().content()["comment"] == "Elsewhere."


@pytest.mark.parametrize("points", [-1, 5])
def test_a_score_off_the_scale_is_refused(scorers, cells, points):
    with pytest.raises(Invalid):
        save(scorers[0], {cells[0]: Given(points, "x")})
    assert Score.objects.count() == 0


def test_nobody_saves_or_locks_for_another(scorers, cells, evan, pat, olivia):
    for person in (evan, pat, olivia):
        with pytest.raises(NotPermitted):
            save(scorers[0], {cells[0]: Given(1, "x")}, by=person)
        with pytest.raises(NotPermitted):
            lock_scores(evaluator=scorers[0], by=person, at=bids.SCORING)


def test_an_evaluator_who_has_not_declared_scores_nothing(opened, cells, edie, pat):
    [evaluator] = bids.appoint(opened, pat, edie)
    with pytest.raises(NotPermitted):
        save(evaluator, {cells[0]: Given(1, "x")})


def test_a_bid_somebody_is_kept_from_is_not_theirs_to_score(opened, scorers, cells):
    [first, second] = opened.bids.all()
    declare_interests(
        evaluator=scorers[0],
        has_interest=True,
        interest="I worked there.",
        bids=[second],
        in_all=False,
        by=scorers[0].person,
        at=bids.AFTER,
    )
    with pytest.raises(NotPermitted):
        save(scorers[0], {(second.pk, cells[0][1]): Given(1, "x")})
    assert save(scorers[0], {(first.pk, cells[0][1]): Given(1, "x")}) == frozenset()


def test_a_question_or_bid_of_another_tender_is_refused(scorers, cells):
    other = QuestionFactory()
    with pytest.raises(NotPermitted):
        save(scorers[0], {(cells[0][0], other.pk): Given(1, "x")})


def test_a_score_saved_in_another_window_is_left_alone(scorers, cells):
    save(scorers[0], {cells[0]: Given(1, "First window.")})
    assert save(scorers[0], {cells[0]: Given(4, "Second window."), cells[1]: Given(2, "Other.")}) == {cells[0]}
    told = own_scores(scorers[0])
    assert (told[cells[0]]["comment"], told[cells[1]]["comment"]) == ("First window.", "Other.")
    assert save(scorers[0], {cells[0]: Given(4, "Second window.", 1)}) == frozenset()


def test_locking_needs_every_score_with_its_comment(scorers, cells):
    save(scorers[0], {cells[0]: Given(3, "Good."), cells[1]: Given(3, "")})
    with pytest.raises(Invalid) as refused:
        lock_scores(evaluator=scorers[0], by=scorers[0].person, at=bids.SCORING)
    assert "1 are missing" in str(refused.value)


def test_locked_scores_do_not_change(scorers, cells):
    bids.score_all(scorers[0], 3)
    with pytest.raises(WrongState):
        save(scorers[0], {cells[0]: Given(4, "Second thoughts.", 1)})
    with pytest.raises(WrongState):
        lock_scores(evaluator=scorers[0], by=scorers[0].person, at=bids.SCORING)


def missing(refused):
    return {finding.criterion.code for finding in refused.value.missing}


def test_scoring_closes_once_two_people_per_bid_have_locked(opened, scorers, pat):
    bids.score_all(scorers[0], 3)
    with pytest.raises(GateNotMet) as refused:
        close_scoring(tender=opened, by=pat, at=bids.SCORING)
    assert missing(refused) == {"scores_locked"}
    bids.score_all(scorers[1], 2)
    assert gaps_of(opened) == []
    close_scoring(tender=opened, by=pat, at=bids.SCORING)
    assert opened.state == "moderation"


def test_one_evaluator_is_too_few(opened, scorers, pat):
    remove_evaluator(evaluator=scorers[1], note="Ill", by=pat, at=bids.SCORING)
    bids.score_all(scorers[0], 3)
    with pytest.raises(GateNotMet) as refused:
        close_scoring(tender=opened, by=pat, at=bids.SCORING)
    assert missing(refused) == {"two_evaluators_per_bid"}


def test_a_bid_with_one_scorer_left_is_too_few_and_without_a_chair_it_does_not_close(opened, scorers, pat):
    declare_interests(
        evaluator=scorers[0],
        has_interest=True,
        interest="All of them.",
        bids=[],
        in_all=True,
        by=scorers[0].person,
        at=bids.AFTER,
    )
    bids.score_all(scorers[1], 3)
    with pytest.raises(GateNotMet) as refused:
        close_scoring(tender=opened, by=pat, at=bids.SCORING)
    assert missing(refused) == {"two_evaluators_per_bid", "chair_named"}


def test_an_evaluator_who_came_to_belong_to_a_bidder_is_removed_first(opened, scorers, pat, evan):
    for evaluator in scorers:
        bids.score_all(evaluator, 3)
    MembershipFactory(person=evan, organisation=OrganisationFactory(name="Moray Friends"))
    with pytest.raises(Invalid) as refused:
        close_scoring(tender=opened, by=pat, at=bids.SCORING)
    assert "Evan Moss" in str(refused.value)


@pytest.mark.parametrize("who", ["edie", "olivia", "ada"])
def test_only_purchasers_close_scoring(opened, scorers, who, request):
    for evaluator in scorers:
        bids.score_all(evaluator, 3)
    with pytest.raises(NotPermitted):
        close_scoring(tender=opened, by=request.getfixturevalue(who), at=bids.SCORING)


def test_scoring_is_not_closed_on_the_scores_of_who_recorded_a_bid(opened, scorers, pat, edie):
    opened.bids.filter(pk=opened.bids.first().pk).update(recorded_by=edie)
    for scorer in scorers:
        bids.score_all(scorer, 3)
    with pytest.raises(Invalid, match="Edie Hall typed a bid in"):
        close_scoring(tender=opened, by=pat, at=bids.SCORING)


def test_scoring_closes_on_the_locked_scores_of_an_account_that_was_closed_since(opened, scorers, pat, evan, ada):
    for scorer in scorers:
        bids.score_all(scorer, 3)
    end_appointments(Handover(evan, by=ada, at=bids.SCORING))
    evan.is_active = False
    evan.save()
    close_scoring(tender=opened, by=pat, at=bids.SCORING)
    assert (opened.state, opened.evaluators.scoring().count()) == ("moderation", 2)


def test_a_closed_account_does_not_hide_that_its_holder_came_to_belong_to_a_bidder(opened, scorers, pat, evan):
    for scorer in scorers:
        bids.score_all(scorer, 3)
    MembershipFactory(person=evan, organisation=OrganisationFactory(name="Moray Friends"))
    evan.is_active = False
    evan.save()
    with pytest.raises(Invalid, match="Evan Moss"):
        close_scoring(tender=opened, by=pat, at=bids.SCORING)
