from datetime import date

import pytest

from partnerships.public import keep_words
from procurement.models import PriorInvolvement
from tests.conftest import TODAY
from tests.factories.organisations import OrganisationFactory
from tests.factories.tenders import PlainDocumentFactory

EVERYBODY = ["olivia", "pat", "edie", "bo", "ada", "otto"]
HELPED = {
    "helped_design": "True",
    "how": "It ran the pilot",
    "information": "Costs",
    "disclosed": "",
    "extra_days": "0",
}


@pytest.fixture
def involved(partnership, charity):
    return PriorInvolvement.objects.create(
        partnership=partnership, organisation=charity, helped_design=True, how="It ran the pilot", information="Costs"
    )


@pytest.fixture
def statuses(signed_in, request):
    return lambda url: [signed_in(request.getfixturevalue(name)).get(url).status_code for name in EVERYBODY]


def test_who_opens_which_page(involved, partnership, bo, statuses):
    other = bo.memberships.get().organisation
    assert statuses(partnership.url("prior_involvements")) == [200, 200, 200, 200, 200, 404]
    assert statuses(involved.get_absolute_url()) == [200, 200, 200, 200, 200, 404]
    assert statuses(partnership.url("record_involvement", other.pk)) == [403, 200, 403, 403, 403, 404]
    for name in ("edit_involvement", "ask_for_proof", "decide_involvement"):
        assert statuses(partnership.url(name, involved.pk)) == [403, 200, 403, 403, 403, 404]
    assert statuses(partnership.url("answer_proof", involved.pk)) == [200, 200, 403, 403, 403, 404]


def test_an_entry_is_recorded_with_its_pack(partnership, charity, signed_in, pat):
    pack = PlainDocumentFactory(partnership=partnership, title="What the pilot cost")
    sent = HELPED | {"pack": pack.pk, "disclosed_on_day": "2", "disclosed_on_month": "3", "disclosed_on_year": "2026"}
    url = partnership.url("record_involvement", charity.pk)
    assert signed_in(pat).post(url, sent).status_code == 302
    page = signed_in(pat).get(PriorInvolvement.objects.get().get_absolute_url()).content.decode()
    assert ("What the pilot cost" in page, "2 March 2026" in page) == (True, True)
    assert signed_in(pat).post(url, sent).status_code == 422


@pytest.mark.parametrize(
    "wrong", [{"helped_design": ""}, {"how": ""}, {"extra_days": "-1"}, {"pack": "999"}, {"disclosed_on_day": "x"}]
)
def test_a_wrong_entry_is_shown_again(wrong, partnership, charity, signed_in, pat):
    url = partnership.url("record_involvement", charity.pk)
    assert signed_in(pat).post(url, HELPED | wrong).status_code == 422
    assert PriorInvolvement.objects.count() == 0


def test_a_stale_change_shows_both_and_loses_neither(involved, partnership, signed_in, pat):
    PriorInvolvement.objects.update(how="It wrote the specification", version=2)
    answer = signed_in(pat).post(
        partnership.url("edit_involvement", involved.pk), HELPED | {"how": "It helped", "version": "1"}
    )
    page = answer.content.decode()
    assert (answer.status_code, "It wrote the specification" in page, "It helped" in page) == (422, True, True)


def test_what_an_organisation_says_is_read_by_itself_and_purchasers(
    involved, partnership, signed_in, pat, olivia, bo, ada
):
    signed_in(pat).post(partnership.url("ask_for_proof", involved.pk))
    answer = signed_in(olivia).post(partnership.url("answer_proof", involved.pk), {"proof": "Nothing is kept back"})
    assert answer.url == involved.get_absolute_url()
    url = involved.get_absolute_url()
    seen = {
        person.name: "Nothing is kept back" in signed_in(person).get(url).content.decode()
        for person in (pat, olivia, bo, ada)
    }
    assert seen == {"Pat Lennox": True, "Olivia Reid": True, "Bo Quinn": False, "Ada Munro": False}


def test_an_outcome_is_decided_with_its_reason(involved, partnership, signed_in, pat):
    client, url = signed_in(pat), partnership.url("decide_involvement", involved.pk)
    assert client.post(url, {"outcome": "restored"}).status_code == 422
    assert client.post(url, {"outcome": "excluded", "reason": "It knows all"}).status_code == 422
    assert client.post(url, {"outcome": "restored", "reason": "The pack says it all"}).status_code == 302
    assert "The pack says it all" in client.get(involved.get_absolute_url()).content.decode()


def test_where_nobody_took_part_yet_the_page_says_so(partnership, signed_in, pat):
    partnership.members.all().delete()
    assert "No partners yet" in signed_in(pat).get(partnership.url("prior_involvements")).content.decode()


def test_another_organisation_is_chosen_and_recorded(partnership, signed_in, pat, olivia):
    adviser = OrganisationFactory(name="Design Advice")
    keep_words([adviser])
    client, add = signed_in(pat), partnership.url("add_involvement")
    page = client.post(add, {"organisation_words": "Design", "organisation": adviser.pk, "once": "one"})
    assert page.url == partnership.url("record_involvement", adviser.pk)
    assert client.get(page.url).status_code == 200
    assert PriorInvolvement.objects.count() == 0
    assert signed_in(olivia).get(add).status_code == 403


def test_the_register_and_the_form_say_what_ties_an_organisation_to_the_partnership(partnership, signed_in, pat, bo):
    organisation = bo.memberships.get().organisation
    organisation.partnership_members.update(joined_on=date(2025, 1, 6), left_on=date(2026, 1, 30))
    client = signed_in(pat)
    for page in ("prior_involvements",), ("record_involvement", organisation.pk):
        text = client.get(partnership.url(*page)).content.decode()
        assert "Partner from 6 January 2025 to 30 January 2026" in text


def test_the_register_takes_as_many_queries_with_one_entry_as_with_two(
    involved, partnership, bo, signed_in, pat, queries_of
):
    client, url = signed_in(pat), partnership.url("prior_involvements")
    one = queries_of(client, url)
    other = bo.memberships.get().organisation
    PriorInvolvement.objects.create(partnership=partnership, organisation=other, helped_design=True, disclosed_on=TODAY)
    assert queries_of(client, url) == one
