from datetime import date

import pytest

from partnerships.activity.queries import done_anywhere
from partnerships.design.operations import agree_text
from partnerships.design.reminders import agreements_due
from partnerships.models import Notice
from partnerships.reminders.operations import sweep_reminders
from psp.home import to_do
from tests.conftest import NOON, TODAY
from tests.factories.design import a_text
from tests.factories.people import MembershipFactory, UserFactory

DUE = date(2026, 7, 1)


def owed():
    return {item.title.partition(":")[0]: item.people for item in agreements_due(DUE, DUE, None)}


@pytest.fixture
def memorandum(partnership, olivia):
    return a_text(partnership, "memorandum", olivia)


@pytest.fixture
def otto_of_the_charity(otto, charity):
    """Otto belongs to the charity and has no role in the partnership."""
    MembershipFactory(person=otto, organisation=charity)
    return otto


def test_an_agreement_is_owed_by_everybody_who_can_give_it(
    partnership, otto_of_the_charity, memorandum, olivia, pat, bo, charity
):
    assert owed() == {
        "Agree for Good Company": (olivia.pk, otto_of_the_charity.pk),
        "Agree for Kirkton Council": (pat.pk,),
        "Agree for Northside Neighbours": (bo.pk,),
    }
    party = memorandum.parties.get(organisation=charity)
    agree_text(party=party, by=otto_of_the_charity, at=NOON)
    assert "Agree for Good Company" not in owed()


def test_they_are_told_reminded_and_find_it_on_their_home_page(partnership, otto_of_the_charity, memorandum):
    otto = otto_of_the_charity
    assert Notice.objects.get(person=otto).title.startswith("Agree for your organisation")
    sweep_reminders(today=DUE, at=NOON)
    assert Notice.objects.filter(person=otto, kind="agreement", lead=0).exists()
    assert [item.kind for item in to_do(otto, today=TODAY, done=done_anywhere()).items] == ["agreement"]


def test_a_new_version_asks_again_and_the_old_one_no_more(partnership, memorandum, olivia, pat):
    a_text(partnership, "memorandum", olivia)
    assert len(owed()) == 3
    keys = {item.key for item in agreements_due(DUE, DUE, pat.pk)}
    assert keys == {
        f"agreement:{pk}"
        for pk in partnership.design_texts.latest()
        .get()
        .parties.filter(organisation__memberships__person=pat)
        .values_list("pk", flat=True)
    }


def test_a_partner_that_left_is_not_asked(partnership, memorandum, bo):
    partnership.members.filter(organisation__memberships__person=bo).update(left_on=TODAY)
    assert "Agree for Northside Neighbours" not in owed()


def test_without_anybody_who_can_agree_the_leader_records_what_was_agreed_on_paper(partnership, memorandum, olivia, bo):
    bo.is_active = False
    bo.save()
    assert owed()["Agree for Northside Neighbours"] == (olivia.pk,)


def test_as_many_queries_for_many_as_for_one(partnership, memorandum, olivia, django_assert_num_queries):
    with django_assert_num_queries(4):
        assert len(list(agreements_due(DUE, DUE, None))) == 3
    a_text(partnership, "vision", olivia)
    MembershipFactory(person=UserFactory(), organisation=partnership.purchasing_council)
    with django_assert_num_queries(4):
        assert len(list(agreements_due(DUE, DUE, None))) == 5


def test_only_what_the_person_or_the_partnership_owes(partnership, memorandum, bo, edie):
    assert [len(list(agreements_due(DUE, DUE, person.pk))) for person in (bo, edie)] == [1, 0]
    assert list(agreements_due(DUE, DUE, None, partnership_id=0)) == []
