import pytest

from partnerships.models import Activity
from procurement.evaluators.operations import declare_interests, name_chair
from procurement.models import ModeratedScore
from procurement.moderation.operations import Agreed, moderate_scores
from procurement.moderation.queries import compared
from procurement.results.operations import close_moderation
from psp.core.problems import GateNotMet, Invalid, NotPermitted, WrongState
from tests.factories import bids
from tests.factories.history import changes_of


@pytest.fixture
def cells(in_moderation):
    return bids.every_cell(in_moderation)


def moderate(tender, agreed, by):
    return moderate_scores(tender=tender, agreed=agreed, by=by, at=bids.SCORING)


def test_scores_lie_side_by_side_with_how_far_apart_they_are(opened, scorers, pat):
    receipts = [bid.receipt for bid in opened.bids.all()]
    bids.score_all(scorers[0], dict(zip(receipts, (4, 3), strict=True)))
    bids.score_all(scorers[1], dict(zip(receipts, (1, 2), strict=True)))
    told = compared(opened)
    apart = {cell[0]: told[cell].apart for cell in bids.every_cell(opened)}
    first, second = opened.bids.all()
    assert apart == {first.pk: 3, second.pk: 0}
    question = opened.questions.get().pk
    assert sorted((s.evaluator, s.points) for s in told[first.pk, question].scores) == [
        ("Edie Hall", 4),
        ("Evan Moss", 1),
    ]


def test_a_moderated_score_is_sealed_with_its_rationale(in_moderation, cells, edie):
    moderate(in_moderation, {cells[0]: Agreed(3, "Both saw the same gap.")}, edie)
    row = ModeratedScore.objects.get()
    assert ("gap" in row.sealed, row.content()["points"], row.content()["rationale"], row.moderated_by) == (
        False,
        3,
        "Both saw the same gap.",
        edie,
    )
    activity = Activity.objects.get(verb="scores.moderated")
    assert (changes_of(activity), activity.note, activity.is_private) == ({}, "", True)


@pytest.mark.parametrize("agreed", [Agreed(3, "  "), Agreed(None, "Why"), Agreed(5, "Why"), Agreed(-1, "Why")])
def test_a_moderated_score_has_points_on_the_scale_and_a_rationale(in_moderation, cells, edie, agreed):
    with pytest.raises(Invalid):
        moderate(in_moderation, {cells[0]: agreed}, edie)
    assert ModeratedScore.objects.count() == 0


@pytest.mark.parametrize("who", ["evan", "pat", "olivia", "ada", "otto"])
def test_the_chair_alone_moderates(in_moderation, cells, who, request):
    with pytest.raises(NotPermitted):
        moderate(in_moderation, {cells[0]: Agreed(3, "Mine.")}, request.getfixturevalue(who))


def test_where_the_chair_is_kept_from_a_bid_another_evaluator_of_it_moderates(opened, scorers, pat, una, evan, edie):
    sunrise, moray = opened.bids.all()
    [third] = bids.appoint(opened, pat, una)
    bids.declare_none(third)
    name_chair(evaluator=scorers[0], by=pat, at=bids.AFTER)
    declare_interests(
        evaluator=scorers[0],
        has_interest=True,
        interest="A friend works there.",
        bids=[moray],
        in_all=False,
        by=edie,
        at=bids.AFTER,
    )
    bids.to_moderation(opened, pat, [*scorers, third])
    question = opened.questions.get().pk
    with pytest.raises(NotPermitted):
        moderate(opened, {(moray.pk, question): Agreed(3, "x")}, edie)
    with pytest.raises(NotPermitted):
        moderate(opened, {(sunrise.pk, question): Agreed(3, "x")}, evan)
    moderate(opened, {(moray.pk, question): Agreed(3, "x")}, evan)
    moderate(opened, {(sunrise.pk, question): Agreed(3, "x")}, edie)
    assert ModeratedScore.objects.count() == 2


def test_what_somebody_else_saved_in_between_is_left_alone(in_moderation, cells, edie):
    moderate(in_moderation, {cells[0]: Agreed(3, "First.")}, edie)
    assert moderate(in_moderation, {cells[0]: Agreed(1, "Second.")}, edie) == {cells[0]}
    assert moderate(in_moderation, {cells[0]: Agreed(1, "Second.", 1)}, edie) == frozenset()
    assert ModeratedScore.objects.get().content()["rationale"] == "Second."


def test_nothing_is_moderated_before_scoring_is_closed_or_after_moderation(opened, scorers, edie, pat):
    cell = bids.every_cell(opened)[0]
    with pytest.raises(NotPermitted):
        moderate(opened, {cell: Agreed(3, "Early.")}, edie)
    bids.to_ranked(opened, pat, scorers)
    with pytest.raises(WrongState):
        moderate(opened, {cell: Agreed(4, "Late.", 1)}, edie)


def test_moderation_closes_once_every_score_is_agreed(in_moderation, cells, edie, pat):
    moderate(in_moderation, {cells[0]: Agreed(3, "Agreed.")}, edie)
    with pytest.raises(GateNotMet) as refused:
        close_moderation(tender=in_moderation, by=pat, at=bids.SCORING)
    assert [finding.gap.sentence for finding in refused.value.missing] == ["Agree the consensus scores of 1 bid"]
    moderate(in_moderation, {cells[1]: Agreed(3, "Agreed.")}, edie)
    close_moderation(tender=in_moderation, by=pat, at=bids.SCORING)
    assert in_moderation.state == "ranked"
