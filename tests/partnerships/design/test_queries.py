from itertools import product

import pytest

from partnerships.design.models import TextKind
from partnerships.design.queries import standing_of, standings_of
from partnerships.lifecycle.queries import gate_findings, with_people
from partnerships.models import Partnership
from tests.conftest import NOON, TODAY
from tests.factories.design import a_text, all_agree
from tests.factories.partnerships import MemberFactory


def standing(partnership, kind=TextKind.MEMORANDUM):
    return standing_of(with_people(Partnership.objects.all()).get(pk=partnership.pk), kind)


@pytest.mark.parametrize(("agreed", "joined", "left"), list(product([True, False], repeat=3)))
def test_the_page_and_the_gate_find_the_same(partnership, olivia, agreed, joined, left):
    text = a_text(partnership, "memorandum", olivia)
    if agreed:
        all_agree(text, leader=olivia)
    if joined:
        MemberFactory(partnership=partnership)
    if left:
        first = partnership.members.filter(role="partner").order_by("pk").first()
        first.left_on = TODAY
        first.save()
    assert standing(partnership).is_in_force == partnership.design_texts.in_force("memorandum").exists()
    assert standing(partnership).is_in_force == (agreed and not joined and not left)


def test_the_standing_names_who_is_missing_new_and_gone(partnership, olivia, pat):
    a_text(partnership, "memorandum", olivia)
    member = MemberFactory(partnership=partnership)
    partnership.members.filter(organisation__name="Northside Neighbours").update(left_on=TODAY)
    found = standing(partnership)
    assert {str(party) for party in found.waiting} == {"Good Company", "Kirkton Council", "Northside Neighbours"}
    assert [str(party) for party in found.gone] == ["Northside Neighbours"]
    assert found.joined == [member.organisation]


def test_all_standings_cost_two_queries(partnership, olivia, django_assert_num_queries):
    fetched = with_people(Partnership.objects.all()).get()
    with django_assert_num_queries(1):
        assert [s.is_in_force for s in standings_of(fetched).values()] == [False, False, False]
    for kind in TextKind:
        all_agree(a_text(partnership, kind, olivia), leader=olivia)
    with django_assert_num_queries(2):
        assert [s.is_in_force for s in standings_of(fetched).values()] == [True, True, True]


def sentence(partnership, code):
    findings = gate_findings(partnership, "start_pilot", at=NOON)
    return next((f.gap.sentence, f.gap.owner) for f in findings if f.criterion.code == code)


def test_the_gate_says_whose_agreement_is_missing(partnership, olivia):
    a_text(partnership, "vision", olivia)
    assert sentence(partnership, "vision_agreed") == (
        "Vision and values, version 1: 2 partners have yet to agree",
        "Good Company, Kirkton Council",
    )


def test_the_gate_says_that_the_partners_have_changed(partnership, olivia):
    all_agree(a_text(partnership, "memorandum", olivia), leader=olivia)
    MemberFactory(partnership=partnership)
    assert sentence(partnership, "memorandum_agreed") == (
        "Write the memorandum of understanding anew: the partners have changed since 3 June 2026",
        "Olivia Reid",
    )
