import pytest

from partnerships.models import Activity
from procurement.criteria.operations import add_question, edit_question
from procurement.models import Question, TenderDocument
from tests.conftest import NOON
from tests.factories.people import MembershipFactory, UserFactory
from tests.factories.tenders import TenderDocumentFactory

EVERYBODY = ["olivia", "pat", "edie", "bo", "ada", "otto"]


@pytest.fixture
def cast(request):
    return {name: request.getfixturevalue(name) for name in EVERYBODY}


def seen_by(cast, model):
    return [name for name, person in cast.items() if model.objects.visible_to(person).exists()]


def test_drafts_are_seen_by_the_purchasing_side_alone(tender, cast):
    TenderDocumentFactory(tender=tender)
    assert seen_by(cast, Question) == ["pat", "edie"]
    assert seen_by(cast, TenderDocument) == ["pat", "edie"]


def test_what_is_published_is_seen_by_everybody_in_the_partnership(tender, cast):
    TenderDocumentFactory(tender=tender, is_published=True, published_at=NOON)
    tender.published_at = NOON
    tender.save()
    assert seen_by(cast, Question) == ["olivia", "pat", "edie", "bo", "ada"]
    assert seen_by(cast, TenderDocument) == ["olivia", "pat", "edie", "bo", "ada"]


@pytest.mark.parametrize("who", ["pat", "edie", "ada"])
def test_nobody_who_speaks_for_a_possible_bidder_sees_a_draft(who, tender, cast, charity):
    MembershipFactory(person=cast[who], organisation=charity)
    assert who not in seen_by(cast, Question)
    assert cast[who].has_perm("procurement.see_drafts_of_tender", tender) is False


def test_a_superuser_who_speaks_for_a_possible_bidder_sees_no_draft_either(tender, charity):
    root = UserFactory(role="administrator", is_superuser=True)
    MembershipFactory(person=root, organisation=charity)
    assert not Question.objects.visible_to(root).exists()


def test_the_history_bidders_read_does_not_tell_what_a_draft_asks(tender, pat, bo):
    question = add_question(tender=tender, text="How will you reach the north?", weight=1, by=pat, at=NOON)
    edit_question(question=question, changes={"text": "Who drives?"}, expected_version=1, by=pat, at=NOON)
    assert Activity.objects.count() == 2
    assert not Activity.objects.visible_to(bo).exists()
