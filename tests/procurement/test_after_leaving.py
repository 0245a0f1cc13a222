"""What was written about bids is neither shown nor sent once somebody may not read them any more."""

from datetime import date

import pytest

from partnerships.mail.operations import deliver_mail
from partnerships.models import Membership, Notice, OutgoingMail
from procurement.conflicts.operations import flag_conflicts
from procurement.evaluators.operations import declare_interests, remove_evaluator
from procurement.models import Evaluator
from procurement.standstill.operations import record_notice
from psp.core.mail import Postbox
from tests.factories import bids
from tests.factories.organisations import OrganisationFactory


def titles(person):
    person = type(person).objects.get(pk=person.pk)
    return {notice.title.partition(":")[0] for notice in Notice.objects.visible_to(person)}


def sent_to(person, at=bids.SCORING):
    """Deliver what waits for a person; return the subjects of what went out."""
    sent = []
    with Postbox() as postbox:
        for mail in OutgoingMail.objects.filter(person=person, state="queued"):
            if deliver_mail(mail_id=mail.pk, at=at, postbox=postbox):
                sent.append(mail.subject.partition(":")[0])
    return set(sent)


APPOINTED, OPENED = "You are appointed to score bids", "The bids are open, declare your interests"


@pytest.fixture
def told(with_bids, pat, una, edie, evan):
    """The tender's bids are open, and its evaluators and purchasers were told to declare their interests."""
    bids.appoint(with_bids, pat, edie, evan, at=bids.BEFORE)
    bids.open_bids(with_bids, pat, una)
    assert {APPOINTED, OPENED} <= titles(edie)
    return with_bids


def test_an_evaluator_taken_off_the_panel_hears_no_more_of_the_bids(told, pat, edie, evan):
    place = Evaluator.objects.get(person=edie)
    remove_evaluator(evaluator=place, note="Works for a bidder", by=pat, at=bids.AFTER)
    assert titles(edie) & {APPOINTED, OPENED} == set()
    assert sent_to(edie) & {APPOINTED, OPENED} == set()
    assert {OPENED} <= sent_to(evan)
    kept = OutgoingMail.objects.filter(person=edie, sent_at=None)
    assert {(mail.is_withheld, mail.text) for mail in kept} == {(True, "")}


def test_who_declares_an_interest_in_all_bids_hears_nothing_of_the_scores(told, pat, una, edie, evan):
    edies = bids.declare_none(Evaluator.objects.get(person=edie))
    declare = {"has_interest": True, "interest": "My sister works there", "bids": [], "in_all": True}
    Notice.objects.create(
        person=edie,
        kind="assignment",
        item_key="scoring_closed",
        title="Scoring is closed",
        url=told.url("moderation"),
        partnership=told.partnership,
        sight="scores",
        subject_id=told.pk,
        created_at=bids.AFTER,
    )
    assert "Scoring is closed" in titles(edie)
    declare_interests(evaluator=edies, by=edie, at=bids.AFTER, **declare)
    assert "Scoring is closed" not in titles(edie)


def test_a_purchaser_with_a_conflict_hears_nothing_of_the_bids(told, pat, una, bo):
    assert OPENED in titles(pat)
    Membership.objects.create(person=pat, organisation=bo.memberships.get().organisation)
    flag_conflicts(partnership=told.partnership, people=[pat], by=pat, at=bids.AFTER, closes=True)
    assert OPENED not in titles(pat)
    assert OPENED not in sent_to(pat)
    conflict = "Say whether Northside Neighbours is a conflict of interest for you"
    assert conflict in titles(pat)


def test_a_purchaser_who_joins_an_organisation_that_has_bid_hears_nothing_of_the_bids(told, pat, una):
    bidder = OrganisationFactory(name="Sunrise Care")
    Membership.objects.create(person=una, organisation=bidder)
    assert (OPENED in titles(pat), OPENED in titles(una)) == (True, False)


def test_the_award_is_the_handlers_until_every_bidder_has_been_told(told, pat, una, edie, evan, olivia):
    scorers = [
        bids.declare_none(one) for one in Evaluator.objects.filter(person__in=[edie, evan]).order_by("-is_chair")
    ]
    bids.to_ranked(told, pat, scorers)
    award = bids.to_standstill(told, pat, tell=False)
    decided = "The award is decided, now tell every bidder"
    Notice.objects.create(
        person=olivia,
        kind="decision",
        item_key="copy",
        title=decided,
        url=told.url("award"),
        partnership=told.partnership,
        sight="award",
        subject_id=told.pk,
        created_at=bids.DECIDED,
    )
    assert (decided in titles(una), decided in titles(olivia)) == (True, False)
    for bid in told.bids.on_time():
        record_notice(award=award, bid=bid, sent_on=date(2026, 6, 1), is_electronic=True, by=pat, at=bids.DECIDED)
    assert "The award is decided for Sunrise Care" in titles(olivia)
