from datetime import date

import pytest
from django.urls import reverse

from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.operations import edit_partnership
from partnerships.models import Notice
from partnerships.roles.reminders import purchasers_needed
from psp.core.missing import people_missing
from psp.core.problems import Invalid
from tests.conftest import NOON, TODAY
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnerships import MemberFactory, PersonRoleFactory
from tests.factories.people import MembershipFactory, UserFactory
from tests.factories.studies import StudyFactory


def missing(partnership, user):
    fresh = Partnership.objects.get(pk=partnership.pk)
    user.forget()
    return [(row.sentence, bool(row.url)) for row in people_missing(fresh, user)]


def test_nobody_is_missing_where_everybody_is_there(partnership, olivia):
    assert missing(partnership, olivia) == []


def test_each_kind_of_person_is_missed_with_the_way_on_for_who_can_mend_it(partnership, olivia, pat, edie, ada, bo):
    MemberFactory(partnership=partnership, organisation=OrganisationFactory(name="Castle Care"), may_bid=True)
    partnership.roles.filter(role__in=["purchaser", "evaluator"]).delete()
    StudyFactory(partnership=partnership, title="Lunches")
    Partnership.objects.update(state="pilot")
    found = {person.name: missing(partnership, person) for person in (olivia, pat, ada, bo)}
    sentences = [
        "Nobody purchases for the partnership",
        "Nobody speaks for Castle Care",
        "Nobody can approve the evaluation “Lunches”",
    ]
    # How many can score bids, those who may bid do not learn.
    scorers = ["2 people are needed to score bids"]
    assert {name: [words for words, _may in rows] for name, rows in found.items()} == {
        "Olivia Reid": sentences,
        "Pat Lennox": sentences + scorers,
        "Ada Munro": sentences + scorers,
        "Bo Quinn": sentences,
    }
    assert {name: [may for _words, may in rows] for name, rows in found.items()} == {
        "Olivia Reid": [False, True, True],
        "Pat Lennox": [True, False, True, False],
        "Ada Munro": [False, True, True, False],
        "Bo Quinn": [False, False, True],
    }


def test_a_partnership_without_a_leader_says_so(partnership, olivia, pat):
    partnership.roles.filter(role="leader").delete()
    assert missing(partnership, pat) == [("Nobody leads the project", True)]


def test_an_organisation_whose_only_person_administers_has_nobody(partnership, olivia, bo):
    bo.role = "administrator"
    bo.save()
    assert missing(partnership, olivia) == [("Nobody speaks for Northside Neighbours", True)]


def test_where_the_council_has_nobody_an_administrator_invites(partnership, council, ada, olivia):
    council.memberships.all().delete()
    partnership.roles.filter(role="purchaser").delete()
    row = people_missing(Partnership.objects.get(), ada)[0]
    assert row.url == f"{reverse('invite')}?organisation={council.pk}&role=council_purchaser"
    assert "Ask an administrator to invite a purchaser" in people_missing(Partnership.objects.get(), olivia)[0].advice


@pytest.mark.parametrize("page", ["partnership", "partners"])
def test_the_card_stands_on_the_overview_and_the_partners_page(partnership, olivia, signed_in, page):
    MemberFactory(partnership=partnership, organisation=OrganisationFactory(name="Castle Care"))
    text = signed_in(olivia).get(reverse(page, args=[partnership.pk])).content.decode()
    assert ("Who is missing" in text, "Nobody speaks for Castle Care" in text) == (True, True)
    assert f"{reverse('invite')}?organisation=" in text


def test_a_partnership_that_is_over_misses_nobody(partnership, olivia):
    partnership.roles.all().delete()
    Partnership.objects.update(state="stopped")
    assert missing(partnership, olivia) == []


def test_to_take_it_on_is_owed_by_everybody_who_purchases_for_the_council(partnership, council, pat, olivia, ada):
    Partnership.objects.update(purchasers_asked_on=TODAY)
    assert list(purchasers_needed(date(2026, 6, 17), date(2026, 6, 17), None)) == []
    partnership.roles.filter(role="purchaser").delete()
    una = UserFactory(role="council_purchaser")
    for person in (una, ada, UserFactory(role="council_purchaser", is_active=False)):
        MembershipFactory(person=person, organisation=council)
    (item,) = purchasers_needed(date(2026, 6, 17), date(2026, 6, 17), None)
    assert (item.people, item.partnership_id) == ((pat.pk, una.pk), partnership.pk)
    assert [i.people for i in purchasers_needed(date(2026, 6, 17), date(2026, 6, 17), una.pk)] == [(una.pk,)]
    assert list(purchasers_needed(date(2026, 6, 18), date(2026, 6, 30), None)) == []


def test_another_council_is_named_while_nobody_purchases_and_its_purchasers_are_asked(partnership, pat, olivia):
    other = OrganisationFactory(kind="council")
    una = UserFactory(role="council_purchaser")
    MembershipFactory(person=una, organisation=other)
    change = {"changes": {"purchasing_council": other}, "expected_version": 1, "by": olivia, "at": NOON}
    with pytest.raises(Invalid, match="Pat Lennox purchase for the present council"):
        edit_partnership(partnership=partnership, **change)
    partnership.roles.filter(role__in=["purchaser", "evaluator"]).delete()
    fresh = Partnership.objects.get()
    edit_partnership(partnership=fresh, **change)
    assert (Notice.objects.get().person, fresh.purchasers_asked_on) == (una, TODAY)


def test_a_card_for_scorers_is_for_those_who_score(partnership, pat, edie):
    PersonRoleFactory(partnership=partnership, person=UserFactory(role="administrator"), role="evaluator")
    partnership.roles.filter(person=edie).delete()
    Partnership.objects.update(state="tender")
    assert missing(partnership, pat) == [("One more person is needed to score bids", True)]
