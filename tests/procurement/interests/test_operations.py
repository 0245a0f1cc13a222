"""Purchasers declare their interests as evaluators do; an interest found late has a way out."""

import pytest

from partnerships.models import Activity
from procurement.awards.operations import award_tender
from procurement.evaluators.operations import appoint_evaluator
from procurement.interests.operations import declare_own_interests, recuse_late
from procurement.models import Award, Evaluator, ModeratedScore
from procurement.moderation.queries import counted_scores
from procurement.reading.operations import exclude_bid, read_bids
from procurement.results.operations import close_moderation
from psp.core.problems import GateNotMet, Invalid, NotPermitted, WrongState
from tests.factories import bids
from tests.factories.partnerships import PersonRoleFactory
from tests.factories.people import UserFactory


@pytest.fixture
def undeclared(opened, pat):
    """Pat, who opened the bids and has declared nothing yet."""
    opened.evaluators.filter(person=pat).delete()
    return opened


@pytest.fixture
def third(partnership):
    person = UserFactory(name="Thea Dunn", email="thea@example.org")
    PersonRoleFactory(partnership=partnership, person=person, role="evaluator")
    return person


def declare(tender, person, **more):
    given = {"has_interest": True, "interest": "My sister works there.", "bids": [], "in_all": False}
    return declare_own_interests(tender=tender, by=person, at=bids.AFTER, **given | more)


def late(evaluator, by, **more):
    given = {"interest": "My brother was hired there.", "bids": [], "in_all": False, "at": bids.SCORING}
    return recuse_late(evaluator=evaluator, by=by, **given | more)


@pytest.mark.parametrize("part", ["quality", "price"])
def test_a_purchaser_reads_nothing_before_declaring(undeclared, pat, part):
    with pytest.raises(NotPermitted):
        read_bids(bids=undeclared.bids.all(), part=part, by=pat, at=bids.AFTER)
    assert read_bids(bids=undeclared.bids.all(), part="identity", by=pat, at=bids.AFTER)
    bids.declare_none_as(undeclared, pat)
    assert read_bids(bids=undeclared.bids.all(), part="quality", by=pat, at=bids.AFTER)


def test_a_purchaser_decides_nothing_before_declaring(undeclared, pat, una, edie, evan):
    with pytest.raises(NotPermitted):
        exclude_bid(bid=undeclared.bids.first(), reason="A conviction.", by=pat, at=bids.AFTER)
    bids.to_ranked(undeclared, una, [bids.declare_none(one) for one in bids.appoint(undeclared, una, edie, evan)])
    with pytest.raises(NotPermitted):
        award_tender(tender=undeclared, reasons="It is better.", by=pat, at=bids.DECIDED)
    award_tender(tender=undeclared, reasons="It is better.", by=una, at=bids.DECIDED)


def test_a_purchaser_is_kept_from_the_bid_an_interest_touches_alone(undeclared, pat):
    sunrise, moray = undeclared.bids.all()
    declare(undeclared, pat, bids=[moray])
    with pytest.raises(NotPermitted):
        read_bids(bids=[moray], part="quality", by=pat, at=bids.AFTER)
    with pytest.raises(NotPermitted):
        exclude_bid(bid=moray, reason="A conviction.", by=pat, at=bids.AFTER)
    assert read_bids(bids=[sunrise], part="quality", by=pat, at=bids.AFTER)


def test_a_declaration_makes_nobody_an_evaluator(opened, pat, una, olivia, otto):
    assert not Evaluator.objects.evaluating().exists()
    for person in (olivia, otto):
        with pytest.raises(NotPermitted):
            declare(opened, person, in_all=True)
    row = appoint_evaluator(tender=opened, person=una, is_chair=False, by=pat, at=bids.AFTER)
    assert (row.task, row.declared_at, opened.evaluators.filter(person=una).count()) == ("quality", bids.AFTER, 1)


def test_who_is_shut_out_of_all_as_a_purchaser_does_not_score(undeclared, pat, una):
    undeclared.evaluators.filter(person=una).delete()
    declare(undeclared, una, in_all=True)
    with pytest.raises(Invalid):
        appoint_evaluator(tender=undeclared, person=una, is_chair=False, by=pat, at=bids.AFTER)


def test_purchasers_declare_after_the_opening(with_bids, pat):
    with pytest.raises(WrongState):
        declare(with_bids, pat, has_interest=False, interest="")


def test_the_pages_ask_a_purchaser_first(undeclared, signed_in, pat, una, clock):
    with clock(bids.AFTER):
        for name in ("bids", "evaluators", "scoring"):
            assert "Declare your interests first" in signed_in(pat).get(undeclared.url(name)).content.decode()
            assert "Declare your interests first" not in signed_in(una).get(undeclared.url(name)).content.decode()
        url = undeclared.url("declare_interests")
        assert "Sunrise Care" in signed_in(pat).get(url).content.decode()
        assert signed_in(pat).post(url, {"has_interest": "no"}).status_code == 302
    assert undeclared.evaluators.get(person=pat).declared_at == bids.AFTER


def test_an_interest_found_during_moderation_drops_the_scores_and_what_was_agreed(opened, pat, edie, evan, third):
    scorers = [bids.declare_none(one) for one in bids.appoint(opened, pat, edie, evan, third)]
    bids.to_moderation(opened, pat, scorers)
    bids.moderate_all(opened, edie, 3)
    sunrise, moray = opened.bids.all()
    late(scorers[0], edie, bids=[moray])
    assert set(counted_scores(opened).filter(bid=moray).values_list("evaluator__person", flat=True)) == {
        evan.pk,
        third.pk,
    }
    assert set(ModeratedScore.objects.values_list("bid", flat=True)) == {sunrise.pk}
    with pytest.raises(GateNotMet):
        close_moderation(tender=opened, by=pat, at=bids.SCORING)
    assert (Activity.objects.get(verb="late_interest.recorded").is_private, scorers[0].interest()) == (True, "")


def test_a_chair_with_a_late_interest_in_all_bids_chairs_no_more(opened, pat, edie, evan, third):
    scorers = [bids.declare_none(one) for one in bids.appoint(opened, pat, edie, evan, third)]
    bids.to_moderation(opened, pat, scorers)
    recused = late(scorers[0], pat, in_all=True)
    assert (recused.is_chair, recused.recused_from_all, recused.late_interest_at) == (False, True, bids.SCORING)


def test_an_interest_that_leaves_too_few_scorers_is_kept_and_moderation_is_not_closed(
    in_moderation, scorers, edie, pat
):
    bids.moderate_all(in_moderation, edie, 3)
    _sunrise, moray = in_moderation.bids.all()
    late(scorers[1], scorers[1].person, bids=[moray])
    assert scorers[1].recusals.get().bid == moray
    with pytest.raises(GateNotMet) as refused:
        close_moderation(tender=in_moderation, by=pat, at=bids.SCORING)
    found = {finding.criterion.code: finding.gap.sentence for finding in refused.value.missing}
    assert found["two_scorers_left"] == (
        f"Cancel the tender and begin anew: fewer than two people’s scores count of {moray.receipt}"
    )


def test_nothing_is_awarded_on_one_persons_scores(ranked, scorers, edie, pat):
    late(scorers[0], edie, in_all=True)
    assert Evaluator.objects.get(pk=scorers[0].pk).recused_from_all
    with pytest.raises(GateNotMet) as refused:
        award_tender(tender=ranked, reasons="Best.", by=pat, at=bids.DECIDED)
    assert [finding.criterion.code for finding in refused.value.missing] == ["award_rests_on_two"]
    assert not Award.objects.exists()


def test_a_late_interest_is_recorded_until_the_award_by_nobody_else(ranked, scorers, pat, evan, edie, olivia):
    for person in (evan, olivia):
        with pytest.raises(NotPermitted):
            late(scorers[0], person, in_all=True)
    with pytest.raises(Invalid):
        late(scorers[0], edie, interest=" ", in_all=True)
    bids.to_standstill(ranked, pat)
    with pytest.raises(WrongState):
        late(scorers[0], edie, in_all=True)


def test_before_locking_it_is_no_late_interest(scorers, edie):
    with pytest.raises(WrongState):
        late(scorers[0], edie, in_all=True)


def test_the_page_records_it_for_the_person_or_a_purchaser(in_moderation, scorers, signed_in, edie, evan, pat, clock):
    url = in_moderation.url("record_late_interest", scorers[0].pk)
    with clock(bids.SCORING):
        assert [signed_in(one).get(url).status_code for one in (edie, pat, evan)] == [200, 200, 404]
        assert url in signed_in(edie).get(in_moderation.url("evaluators")).content.decode()
        answer = signed_in(pat).post(url, {"interest": "A cousin", "in_all": "on"})
    assert (answer.status_code, Evaluator.objects.get(pk=scorers[0].pk).recused_from_all) == (302, True)
