from contextlib import nullcontext

import pytest

from partnerships.models import Activity, Notice, PersonRole
from partnerships.roles.operations import end_role
from procurement.evaluators.operations import (
    appoint_evaluator,
    declare_interests,
    end_appointments,
    name_chair,
    remove_evaluator,
)
from procurement.evaluators.rules import evaluator_of
from procurement.models import Evaluator, Recusal
from procurement.reading.rules import can_read_bids
from procurement.scoring.operations import Given, save_scores
from procurement.scoring.rules import can_score
from psp.core.handover import Handover
from psp.core.problems import Invalid, NotPermitted, WrongState
from tests.factories import bids
from tests.factories.history import changes_of
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnerships import PersonRoleFactory
from tests.factories.people import MembershipFactory


def appoint(tender, person, by, **more):
    given = {"is_chair": False, "at": bids.AFTER}
    return appoint_evaluator(tender=tender, person=person, by=by, **given | more)


def declare(evaluator, **more):
    given = {"has_interest": True, "interest": "My sister works there.", "bids": [], "in_all": False}
    return declare_interests(evaluator=evaluator, by=evaluator.person, at=bids.AFTER, **given | more)


def test_an_evaluator_of_the_partnership_is_appointed(opened, edie, pat):
    evaluator = appoint(opened, edie, pat, is_chair=True)
    assert (evaluator.person, evaluator.is_chair, evaluator.declared_at) == (edie, True, None)
    assert Activity.objects.filter(verb="evaluator.appointed").get().target_label == "Edie Hall"


def test_naming_another_chair_replaces_the_first(opened, edie, evan, pat):
    first = appoint(opened, edie, pat, is_chair=True)
    second = appoint(opened, evan, pat, is_chair=True)
    assert list(Evaluator.objects.filter(is_chair=True)) == [second]
    name_chair(evaluator=first, by=pat, at=bids.AFTER)
    assert list(Evaluator.objects.filter(is_chair=True)) == [first]


@pytest.mark.parametrize("who", ["olivia", "bo", "ada", "otto"])
@pytest.mark.parametrize("role", ["evaluator", "purchaser"])
def test_who_leads_speaks_for_a_partner_or_administers_never_evaluates(opened, pat, partnership, who, role, request):
    person = request.getfixturevalue(who)
    if who != "otto":
        PersonRoleFactory(partnership=partnership, person=person, role=role)
    with pytest.raises(Invalid) as refused:
        appoint(opened, person, pat)
    assert list(refused.value.errors) == ["person"]


def test_who_belongs_to_a_bidder_never_evaluates(opened, edie, pat):
    MembershipFactory(person=edie, organisation=OrganisationFactory(name="Moray Friends"))
    with pytest.raises(Invalid):
        appoint(opened, edie, pat)


def test_who_recorded_a_bid_has_seen_its_price_and_scores_no_quality(opened, pat, una):
    with pytest.raises(Invalid):
        appoint(opened, pat, una)
    assert appoint(opened, una, pat).task == "quality"


def test_nobody_is_appointed_twice_nor_by_anybody_else(opened, edie, evan, pat, olivia):
    appoint(opened, edie, pat)
    with pytest.raises(Invalid):
        appoint(opened, edie, pat)
    for person in (edie, olivia):
        with pytest.raises(NotPermitted):
            appoint(opened, evan, person)


def test_after_scoring_is_closed_nobody_joins_or_leaves(in_moderation, scorers, pat, una):
    with pytest.raises(WrongState):
        appoint(in_moderation, una, pat)
    with pytest.raises(WrongState):
        remove_evaluator(evaluator=scorers[1], note="Ill", by=pat, at=bids.SCORING)


def test_removing_needs_a_reason_and_shuts_the_person_out(opened, scorers, pat, evan):
    with pytest.raises(Invalid):
        remove_evaluator(evaluator=scorers[1], note=" ", by=pat, at=bids.SCORING)
    remove_evaluator(evaluator=scorers[1], note="Ill", by=pat, at=bids.SCORING)
    assert evaluator_of(evan, opened) is None
    assert Activity.objects.get(verb="evaluator.removed").note == "Ill"


def test_interests_are_declared_once_the_bidders_are_known(with_bids, edie, pat, una):
    evaluator = appoint(with_bids, edie, pat, at=bids.BEFORE)
    with pytest.raises(WrongState):
        bids.declare_none(evaluator)
    bids.open_bids(with_bids, pat, una)
    assert bids.declare_none(evaluator).declared_at == bids.AFTER


def test_an_interest_shuts_out_of_the_bids_it_touches_and_its_words_are_sealed(opened, edie, pat):
    evaluator, moray = appoint(opened, edie, pat), opened.bids.last()
    declared = declare(evaluator, bids=[moray])
    declared.refresh_from_db()
    assert [recusal.bid for recusal in Recusal.objects.all()] == [moray]
    assert (declared.interest(), "sister" in declared.sealed_interest) == ("My sister works there.", False)
    activity = Activity.objects.filter(verb="interests.declared").last()
    assert (changes_of(activity), activity.note, activity.is_private) == ({}, "", True)


def test_a_further_declaration_only_adds(opened, edie, pat):
    evaluator, (sunrise, moray) = appoint(opened, edie, pat), opened.bids.all()
    declare(evaluator, bids=[moray])
    bids.declare_none(evaluator)
    declare(evaluator, bids=[sunrise], interest="And my brother there.")
    evaluator.refresh_from_db()
    assert (evaluator.has_interest, evaluator.recusals.count()) == (True, 2)
    assert evaluator.interest() == "My sister works there.\n\nAnd my brother there."


def test_an_interest_in_all_takes_the_chair_away(opened, edie, pat):
    evaluator = appoint(opened, edie, pat, is_chair=True)
    declared = declare(evaluator, in_all=True)
    assert (declared.recused_from_all, declared.is_chair) == (True, False)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"interest": " ", "in_all": True}, "interest"),
        ({}, "bids"),
        ({"has_interest": False}, "has_interest"),
    ],
)
def test_a_declaration_says_what_it_means(opened, edie, pat, changes, field):
    with pytest.raises(Invalid) as refused:
        declare(appoint(opened, edie, pat), **changes)
    assert list(refused.value.errors) == [field]


def test_nobody_declares_for_another_nor_after_locking(opened, scorers, edie, evan):
    with pytest.raises(NotPermitted):
        declare_interests(
            evaluator=scorers[0], has_interest=False, interest="", bids=[], in_all=False, by=evan, at=bids.AFTER
        )
    bids.score_all(scorers[0], 3)
    with pytest.raises(WrongState):
        declare(scorers[0], in_all=True)


def test_an_evaluator_who_comes_to_belong_to_a_bidder_declares_nothing_more(opened, edie, pat):
    evaluator = appoint(opened, edie, pat)
    MembershipFactory(person=edie, organisation=OrganisationFactory(name="Moray Friends"))
    evaluator = Evaluator.objects.get(pk=evaluator.pk)
    with pytest.raises(NotPermitted):
        bids.declare_none(evaluator)
    assert PersonRole.objects.filter(person=edie).exists()


def test_an_evaluator_whose_account_is_closed_no_longer_blocks_scoring(opened, edie, evan, pat, ada):
    first, second = bids.appoint(opened, pat, edie, evan)
    ahead = Handover(edie, by=ada)
    assert (end_appointments(ahead), ahead.confidential) == (0, ["Chair of the moderation for Kirkton Befriending"])
    end_appointments(Handover(edie, by=ada, at=bids.AFTER))
    assert list(opened.evaluators.scoring()) == [second]
    removed = Activity.objects.get(verb="evaluator.removed")
    assert (removed.target_id, removed.note, removed.actor) == (first.pk, "The account was closed", ada)


def test_scores_of_a_closed_account_keep_counting_but_it_chairs_no_more(in_moderation, edie, otto, ada):
    end_appointments(Handover(edie, otto, ada, bids.AFTER))
    assert in_moderation.evaluators.scoring().count() == 2
    assert not in_moderation.evaluators.filter(is_chair=True).exists()
    assert Activity.objects.filter(verb="chair.ended").count() == 1


def removed_with_an_interest(opened, pat, edie, **more):
    """Appoint Edie, let her declare an interest, and remove her."""
    [place] = bids.appoint(opened, pat, edie)
    declare(place, **more)
    return remove_evaluator(evaluator=place, note="A mistake", by=pat, at=bids.AFTER)


def test_an_interest_stays_with_who_is_removed_and_appointed_again(opened, pat, edie, client, clock):
    sunrise, moray = opened.bids.order_by("pk")
    removed_with_an_interest(opened, pat, edie, bids=[sunrise])
    again = bids.declare_none(appoint(opened, edie, pat))
    assert (again.has_interest, again.interest()) == (True, "My sister works there.")
    assert [recusal.bid for recusal in again.recusals.all()] == [sunrise]
    question = opened.questions.get()
    for bid, is_refused in ((moray, False), (sunrise, True)):
        with pytest.raises(NotPermitted) if is_refused else nullcontext():
            given = {(bid.pk, question.pk): Given(4, "Clear")}
            save_scores(evaluator=again, given=given, by=edie, at=bids.SCORING)
    client.force_login(edie)
    with clock(bids.SCORING):
        sheets = opened.url("score_question", question.pk), opened.url("score_bid", sunrise.pk)
        assert [client.get(sheet).status_code for sheet in sheets] == [200, 404]


def test_an_interest_in_all_bids_bars_from_being_appointed_again(opened, pat, edie):
    removed_with_an_interest(opened, pat, edie, in_all=True)
    with pytest.raises(Invalid, match="declared an interest in all bids"):
        appoint(opened, edie, pat)


def test_an_interest_follows_an_evaluator_who_becomes_a_purchaser(opened, pat, edie, partnership):
    sunrise = opened.bids.first()
    removed_with_an_interest(opened, pat, edie, bids=[sunrise])
    PersonRoleFactory(partnership=partnership, person=edie, role="purchaser")
    place = bids.declare_none_as(opened, type(edie).objects.get(pk=edie.pk))
    assert (place.task, [recusal.bid for recusal in place.recusals.all()]) == ("purchaser", [sunrise])


def end_role_of(person, by, role="evaluator", at=bids.SCORING):
    """End a role as another session does; return the person as read again."""
    end_role(role=PersonRole.objects.get(person=person, role=role), by=by, at=at)
    return type(person).objects.get(pk=person.pk)


@pytest.mark.parametrize("by_whom", ["pat", "edie"])
def test_an_appointment_ends_with_the_role_and_the_purchasers_appoint_another(opened, scorers, by_whom, una, request):
    given = {cell: Given(4, "Clear") for cell in bids.every_cell(opened)}
    save_scores(evaluator=scorers[0], given=given, by=scorers[0].person, at=bids.SCORING)
    edie = end_role_of(scorers[0].person, request.getfixturevalue(by_whom))
    place = Evaluator.objects.get(person=edie)
    assert (place.is_chair, place.scores.count()) == (False, 2)
    assert place.removed_at is not None
    assert not can_read_bids.test(edie, opened)
    assert not can_score.test(edie, opened)
    assert Activity.objects.get(verb="evaluator.removed").note == "The role in the partnership has ended"
    told = Notice.objects.get(person=una, item_key__startswith="appointment_ended")
    assert (told.title, told.url) == (
        f"An evaluator has left, appoint another: {opened.title}",
        opened.url("evaluators"),
    )


def test_who_stays_as_purchaser_keeps_the_appointment_and_the_interests_declared(
    opened, scorers, pat, una, edie, partnership
):
    PersonRoleFactory(partnership=partnership, person=edie, role="purchaser")
    edie = end_role_of(edie, pat)
    assert can_score.test(edie, opened)
    end_role_of(una, pat, role="purchaser")
    assert Evaluator.objects.get(person=una).removed_at is None


def test_locked_scores_of_an_ended_role_keep_counting_and_open_nothing(in_moderation, scorers, pat, una, edie):
    edie = end_role_of(edie, pat)
    assert in_moderation.evaluators.scoring().count() == 2
    assert not can_read_bids.test(edie, in_moderation)
    with pytest.raises(NotPermitted):
        bids.moderate_all(in_moderation, edie, 4)
    assert Notice.objects.filter(person=una, title=f"The chair has left, name another: {in_moderation.title}").exists()
    name_chair(evaluator=scorers[1], by=pat, at=bids.SCORING)
    bids.moderate_all(in_moderation, scorers[1].person, 4)
