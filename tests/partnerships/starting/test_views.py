import pytest
from django.urls import reverse

from partnerships.models import Invitation, Partnership
from partnerships.organisations.operations import keep_words
from tests.factories.organisations import OrganisationFactory

START = "/partnerships/start/"


@pytest.fixture
def facts(council, charity):
    keep_words([council, charity])
    return {
        "name": "Castle Reuse",
        "need": "Families without furniture",
        "lead_public_words": "kirkton council",
        "lead_third_sector_words": "good company",
        "planned_from": "service",
        "on_day": "1",
        "on_month": "7",
        "on_year": "2090",
        "leader_is": "self",
        "once": "token",
    }


def test_a_partnership_is_started_once_and_its_plan_shown(facts, olivia, signed_in):
    client = signed_in(olivia)
    pages = [client.post(START, facts) for _ in range(2)]
    started = Partnership.objects.get()
    assert {(page.status_code, page["Location"]) for page in pages} == {(302, f"/partnerships/{started.pk}/timeline/")}
    assert started.leader == olivia
    text = client.get(pages[0]["Location"]).content.decode()
    assert "This is the recommended plan; change what differs" in text


def test_finding_keeps_what_was_typed_and_checks_nothing_yet(facts, olivia, signed_in):
    others = [OrganisationFactory(name=f"Kirkton {word}", kind="health") for word in ("Health", "Hospital")]
    keep_words(others)
    typed = facts | {"lead_public_words": "kirkton", "find": "lead_public", "name": "", "on_day": "77"}
    page = signed_in(olivia).post(START, typed)
    text = page.content.decode()
    assert (page.status_code, "There is a problem" in text) == (200, False)
    assert ('value="77"' in text, "Families without furniture" in text, 'value="good company"' in text) == (True,) * 3
    assert [name in text for name in ("Kirkton Health", "Kirkton Hospital", "Kirkton Council")] == [True] * 3
    assert Partnership.objects.count() == 0


def test_of_several_matches_one_must_be_selected(facts, olivia, signed_in):
    keep_words([OrganisationFactory(name="Kirkton Health", kind="health")])
    page = signed_in(olivia).post(START, facts | {"lead_public_words": "kirkton"})
    assert (page.status_code, "Select one of those found for “Lead public partner”" in page.content.decode()) == (
        422,
        True,
    )


def test_somebody_else_leads_once_they_accept(facts, olivia, bo, signed_in):
    sent = facts | {"leader_is": "other", "leader_words": "Bo Quinn"}
    signed_in(olivia).post(START, sent)
    assert Partnership.objects.get().leader == olivia
    signed_in(bo).post(reverse("accept_own_invitation", args=[Invitation.objects.get().pk]))
    assert Partnership.objects.get().leader == bo


def test_somebody_else_must_be_named(facts, olivia, signed_in):
    page = signed_in(olivia).post(START, facts | {"leader_is": "other"})
    assert (page.status_code, "Enter who leads" in page.content.decode()) == (422, True)


def test_what_the_operation_refuses_is_said_beside_its_question(facts, olivia, council, signed_in):
    Partnership.objects.create(name="Castle Reuse", need="x", purchasing_council=council)
    text = signed_in(olivia).post(START, facts).content.decode()
    assert ("Enter another name: a partnership of this name exists" in text, 'href="#id_name"' in text) == (True, True)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {
            "name": "x" * 9000,
            "need": "y" * 90000,
            "lead_public_words": "%_" * 5000,
            "planned_from": "z",
            "leader": "9" * 99,
        },
    ],
)
def test_bad_input_starts_nothing(olivia, signed_in, sent):
    assert signed_in(olivia).post(START, sent).status_code == 422
    assert Partnership.objects.count() == 0


@pytest.mark.parametrize("person", ["olivia", "pat", "ada", "edie", "otto"])
def test_everyone_who_works_here_may_start_one(person, request, signed_in):
    assert signed_in(request.getfixturevalue(person)).get(START).status_code == 200


def test_funding_that_ends_before_the_plan_starts_is_asked_about_and_shown(facts, olivia, signed_in):
    client = signed_in(olivia)
    assert "funding_is_over" not in client.get(START).text
    typed = facts | {"funding_ends_on_day": "1", "funding_ends_on_month": "1", "funding_ends_on_year": "2020"}
    refused = client.post(START, typed)
    assert (refused.status_code, Partnership.objects.count()) == (422, 0)
    assert "when the plan starts, or a later day" in refused.text
    assert 'name="funding_is_over"' in refused.text
    assert client.post(START, typed | {"funding_is_over": "on"}).status_code == 302
    page = client.get(Partnership.objects.get().url("funding")).text
    assert "Money ends 70 years and 6 months before the service starts" in page
    assert "This is the end of funding entered when the plan was made, 1 January 2020." in page
