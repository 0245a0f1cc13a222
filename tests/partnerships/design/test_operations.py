from datetime import UTC, date, datetime

import pytest

from partnerships.design.operations import agree_text, record_agreement, write_text
from partnerships.models import Activity, DesignText, Notice, Party
from partnerships.partners.operations import remove_partner
from psp.core.problems import Invalid, NotPermitted, StaleVersion, WrongState
from tests.conftest import NOON, TODAY
from tests.factories.design import a_text, all_agree
from tests.factories.files import a_pdf
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnerships import MemberFactory
from tests.factories.timeline import a_plan

LATER = datetime(2026, 7, 1, 9, tzinfo=UTC)


def names_of(text):
    return {party.organisation.name for party in text.parties.all()}


def in_force(partnership, kind):
    return [text.number for text in partnership.design_texts.in_force(kind)]


def test_each_kind_of_text_names_those_whose_agreement_it_needs(partnership, olivia):
    found = {kind: names_of(a_text(partnership, kind, olivia)) for kind in ("vision", "memorandum", "service_design")}
    assert found == {
        "vision": {"Kirkton Council", "Good Company"},
        "memorandum": {"Kirkton Council", "Good Company", "Northside Neighbours"},
        "service_design": set(),
    }


def test_a_service_design_is_in_force_once_it_is_written(partnership, olivia):
    a_text(partnership, "service_design", olivia)
    a_text(partnership, "service_design", olivia, body="Two volunteers visit.")
    assert in_force(partnership, "service_design") == [2]


def test_a_memorandum_is_in_force_when_the_last_partner_has_agreed(partnership, olivia, pat, bo):
    text = a_text(partnership, "memorandum", olivia)
    parties = {party.organisation.name: party for party in text.parties.all()}
    for name, person in (("Good Company", olivia), ("Kirkton Council", pat)):
        agree_text(party=parties[name], by=person, at=NOON)
        assert in_force(partnership, "memorandum") == []
    agree_text(party=parties["Northside Neighbours"], by=bo, at=NOON)
    assert in_force(partnership, "memorandum") == [1]
    agreement = Party.objects.get(organisation__name="Northside Neighbours")
    assert (agreement.agreed_on, agreement.signatory, agreement.recorded_by) == (TODAY, "Bo Quinn", bo)
    assert [a.verb for a in Activity.objects.filter(verb__startswith="memorandum").order_by("number")] == [
        "memorandum.drafted",
        *["memorandum.agreed"] * 3,
    ]


def test_a_changed_clause_makes_a_version_all_agree_to_again(partnership, olivia):
    all_agree(a_text(partnership, "memorandum", olivia), leader=olivia)
    text = a_text(partnership, "memorandum", olivia, body="1. The partners meet every week.", note="Clause 1")
    assert in_force(partnership, "memorandum") == []
    assert [(t.number, t.is_latest) for t in partnership.design_texts.order_by("number")] == [(1, False), (2, True)]
    all_agree(text, leader=olivia)
    assert in_force(partnership, "memorandum") == [2]


def test_a_new_partner_ends_the_force_of_what_it_never_agreed_to(partnership, olivia):
    all_agree(a_text(partnership, "memorandum", olivia), leader=olivia)
    MemberFactory(partnership=partnership, organisation=OrganisationFactory(name="Castle Care"))
    assert in_force(partnership, "memorandum") == []
    text = a_text(partnership, "memorandum", olivia)
    assert "Castle Care" in names_of(text)
    all_agree(text, leader=olivia)
    assert in_force(partnership, "memorandum") == [2]


def test_a_partner_that_leaves_makes_a_new_version_too(partnership, olivia, bo):
    all_agree(a_text(partnership, "memorandum", olivia), leader=olivia)
    all_agree(a_text(partnership, "vision", olivia), leader=olivia)
    member = partnership.members.get(organisation=bo.memberships.get().organisation)
    remove_partner(member=member, left_on=TODAY, by=olivia, at=NOON)
    assert in_force(partnership, "memorandum") == []
    assert in_force(partnership, "vision") == [1]


def test_a_text_without_any_partner_is_not_agreed_by_all_of_nobody(partnership, olivia):
    partnership.members.update(left_on=TODAY)
    a_text(partnership, "memorandum", olivia)
    assert in_force(partnership, "memorandum") == []


def test_two_who_write_at_once_do_not_replace_each_other(partnership, olivia, bo):
    text = a_text(partnership, "vision", olivia)
    with pytest.raises(StaleVersion):
        write_text(
            partnership=partnership, kind="vision", by=bo, at=NOON, based_on=0, body="Mine", shared_values="Ours"
        )
    assert list(DesignText.objects.all()) == [text]


@pytest.mark.parametrize("person", ["pat", "edie", "otto"])
def test_others_do_not_write(partnership, person, request):
    with pytest.raises(NotPermitted):
        a_text(partnership, "vision", request.getfixturevalue(person))


def test_nobody_agrees_for_an_organisation_that_is_not_theirs(partnership, olivia, pat, ada):
    text = a_text(partnership, "memorandum", olivia)
    council = text.parties.get(organisation__name="Kirkton Council")
    for person in (olivia, ada):
        with pytest.raises(NotPermitted):
            agree_text(party=council, by=person, at=NOON)
    assert agree_text(party=council, by=pat, at=NOON).signatory == "Pat Lennox"


def test_an_organisation_agrees_once_and_to_the_latest_version_only(partnership, olivia, pat):
    first = a_text(partnership, "memorandum", olivia)
    party = first.parties.get(organisation__name="Kirkton Council")
    agree_text(party=party, by=pat, at=NOON)
    with pytest.raises(WrongState):
        agree_text(party=party, by=pat, at=NOON)
    other = first.parties.get(organisation__name="Good Company")
    a_text(partnership, "memorandum", olivia, body="1. The partners meet every week.")
    with pytest.raises(WrongState, match="newer version"):
        agree_text(party=other, by=olivia, at=NOON)


def paper(party, by, **more):
    fields = {"agreed_on": TODAY, "signatory": "Jo Orr, chair", "file": a_pdf()} | more
    return record_agreement(party=party, by=by, at=LATER, **fields)


def test_the_leader_records_what_was_agreed_on_paper_with_the_signed_copy(partnership, olivia, bo):
    party = a_text(partnership, "memorandum", olivia).parties.get(organisation__name="Northside Neighbours")
    with pytest.raises(NotPermitted):
        paper(party, bo)
    agreed = paper(party, olivia)
    assert (agreed.agreed_on, agreed.signatory, agreed.recorded_by) == (TODAY, "Jo Orr, chair", olivia)
    assert (agreed.document.kind, agreed.document.title) == ("agreement", "minutes.pdf")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"agreed_on": date(2026, 6, 2)}, "agreed_on"),
        ({"agreed_on": date(2026, 7, 2)}, "agreed_on"),
        ({"signatory": " "}, "signatory"),
        ({"file": None}, "document"),
    ],
)
def test_an_agreement_on_paper_needs_a_name_a_day_that_can_be_and_the_paper(partnership, olivia, wrong, field):
    party = a_text(partnership, "memorandum", olivia).parties.first()
    with pytest.raises(Invalid) as refusal:
        paper(party, olivia, **wrong)
    assert list(refusal.value.errors) == [field]
    assert Party.objects.exclude(agreed_on=None).count() == 0


@pytest.mark.parametrize(
    ("kind", "words", "fields"),
    [
        ("vision", {"body": " "}, {"body", "shared_values"}),
        ("vision", {"shared_values": ""}, {"body", "shared_values"}),
        ("memorandum", {"body": ""}, {"body"}),
    ],
)
def test_a_text_says_something(partnership, olivia, kind, words, fields):
    with pytest.raises(Invalid) as refusal:
        a_text(partnership, kind, olivia, **words)
    assert set(refusal.value.errors) == fields


def test_a_document_may_hold_the_clauses(partnership, olivia):
    text = a_text(partnership, "memorandum", olivia, body="", file=a_pdf("mou.pdf"))
    assert (text.body, text.document.title, text.document.kind) == ("", "mou.pdf", "agreement")


def test_what_is_agreed_reaches_the_milestones_of_the_plan(partnership, olivia):
    a_plan(partnership)
    for kind in ("vision", "memorandum", "service_design"):
        all_agree(a_text(partnership, kind, olivia), leader=olivia)
    done = dict(partnership.milestones.exclude(done_on=None).values_list("key", "done_on"))
    assert {key: done.get(key) for key in ("vision_agreed", "mou_signed", "service_designed")} == {
        "vision_agreed": TODAY,
        "mou_signed": TODAY,
        "service_designed": TODAY,
    }


def test_those_who_can_agree_are_asked_and_the_writer_is_not(partnership, olivia, pat, bo, edie):
    text = a_text(partnership, "memorandum", olivia)
    assert {(n.person.name, n.title, n.url) for n in Notice.objects.select_related("person")} == {
        (name, "Agree for your organisation: Memorandum of understanding, version 1", text.get_absolute_url())
        for name in ("Pat Lennox", "Bo Quinn")
    }
