import csv
import io

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnerships.models import Activity, Organisation
from partnerships.organisations.operations import add_vehicle_member
from tests.conftest import NOON
from tests.factories.history import changes_of
from tests.factories.organisations import AreaFactory, ClientGroupFactory, OrganisationFactory, ServiceFactory
from tests.factories.people import MembershipFactory

pytestmark = pytest.mark.django_db
LIST = "/organisations/"
FILLED = {"name": "Kirkton Visitors", "kind": "third_sector"}


def shown(response):
    return [row.name for row in response.context["object_list"]]


def test_the_directory_asks_for_a_sign_in(client):
    assert client.get(LIST).status_code == 302


@pytest.mark.parametrize("person", ["olivia", "pat", "edie", "bo", "ada", "otto"])
def test_everyone_signed_in_sees_the_directory(signed_in, request, person, charity):
    assert "Good Company" in shown(signed_in(request.getfixturevalue(person)).get(LIST))


def test_an_empty_directory_offers_the_first_step(signed_in, otto):
    page = signed_in(otto).get(LIST)
    assert page.status_code == 200
    assert page.context["empty"]["action_url"] == reverse("add_organisation")


def test_each_filter_narrows_the_directory(signed_in, otto):
    service, area, group = ServiceFactory(), AreaFactory(), ClientGroupFactory()
    one = OrganisationFactory(name="One", kind="council", size_band="large", reliance_band="most")
    one.services.add(service)
    one.areas.add(area)
    one.client_groups.add(group)
    OrganisationFactory(name="Other")
    OrganisationFactory(name="Shut", closed_on="2026-01-01")
    client = signed_in(otto)
    assert shown(client.get(LIST)) == ["One", "Other"]
    for query in (
        f"service={service.pk}",
        f"area={area.pk}",
        f"client_group={group.pk}",
        "kind=council",
        "size=large",
        "grants=most",
        "name=on",
        f"name=one&service={service.pk}&area={area.pk}&kind=council",
    ):
        assert shown(client.get(f"{LIST}?{query}")) == ["One"], query
    assert shown(client.get(f"{LIST}?size=none&grants=none")) == ["Other"]
    assert shown(client.get(f"{LIST}?closed=on")) == ["One", "Other", "Shut"]
    assert shown(client.get(f"{LIST}?name=zzz")) == []


@pytest.mark.parametrize(
    "query", ["kind=spaceship", "service=999999", "service=x", "page=99999", "page=x", "sort=zzz", "name=" + "a" * 9000]
)
def test_a_query_that_makes_no_sense_is_answered_all_the_same(signed_in, otto, charity, query):
    assert signed_in(otto).get(f"{LIST}?{query}").status_code == 200


def test_the_directory_sorts_by_name_whatever_the_case_and_by_figures_with_the_unknown_last(signed_in, otto):
    for name, income in (("beta", 10), ("Alpha", 30), ("Gamma", None)):
        OrganisationFactory(name=name, latest_income=income)
    client = signed_in(otto)
    assert shown(client.get(LIST)) == ["Alpha", "beta", "Gamma"]
    assert shown(client.get(f"{LIST}?sort=-name")) == ["Gamma", "beta", "Alpha"]
    assert shown(client.get(f"{LIST}?sort=-income")) == ["Alpha", "beta", "Gamma"]
    assert shown(client.get(f"{LIST}?sort=income")) == ["Gamma", "beta", "Alpha"]


def test_the_spreadsheet_has_what_was_filtered(signed_in, otto):
    one = OrganisationFactory(name="=One", charity_number="SC012345")
    one.services.add(ServiceFactory(name="Befriending"))
    OrganisationFactory(name="Two")
    answer = signed_in(otto).get(f"{LIST}?name=one&format=csv")
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["Name", "'=One"]
    assert (rows[1][4], rows[1][6]) == ("SC012345", "Befriending")


@pytest.mark.parametrize("query", ["", "name=organisation", "sort=-income"])
def test_the_directory_takes_the_same_queries_for_one_row_and_three(
    signed_in, otto, query, django_assert_max_num_queries
):
    client, counts = signed_in(otto), []
    for more in (1, 2):
        for _ in range(more):
            row = OrganisationFactory(latest_income=1)
            row.services.add(ServiceFactory())
            row.areas.add(AreaFactory())
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{LIST}?{query}").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_adding_leads_to_the_new_organisation(signed_in, otto):
    answer = signed_in(otto).post(
        reverse("add_organisation"), FILLED | {"charity_number": "sc 12345", "website": "example.org"}
    )
    added = Organisation.objects.get()
    assert (answer.status_code, answer.url) == (302, added.get_absolute_url())
    assert (added.charity_number, added.website) == ("SC012345", "https://example.org")


def test_a_form_sent_twice_adds_one(signed_in, otto):
    client = signed_in(otto)
    answers = [client.post(reverse("add_organisation"), FILLED | {"once": "token-1"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (Organisation.objects.count(), answers[0].url) == (1, answers[1].url)


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, {"name", "kind"}),
        (FILLED | {"charity_number": "123"}, {"charity_number"}),
        (FILLED | {"company_number": "12345678901"}, {"company_number"}),
        (FILLED | {"postcode": "nowhere", "website": "javascript:alert(1)"}, {"postcode", "website"}),
        (FILLED | {"paid_staff": "-1", "email": "x"}, {"paid_staff", "email"}),
        (FILLED | {"name": "x" * 100_000}, {"name"}),
        (FILLED | {"about": "x" * 100_000}, {"about"}),
        (FILLED | {"services": ["999999"]}, {"services"}),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_written(signed_in, otto, sent, wrong):
    answer = signed_in(otto).post(reverse("add_organisation"), sent)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, wrong)
    assert not Organisation.objects.exists()


def test_a_similar_name_is_shown_and_added_after_a_tick(signed_in, otto):
    OrganisationFactory(name="Kirkton Visitor")
    client = signed_in(otto)
    assert b'name="is_another"' not in client.get(reverse("add_organisation")).content
    answer = client.post(reverse("add_organisation"), FILLED)
    assert (answer.status_code, [row.name for row in answer.context["similar"]]) == (422, ["Kirkton Visitor"])
    assert b'name="is_another"' in answer.content
    assert client.post(reverse("add_organisation"), FILLED | {"is_another": "on"}).status_code == 302


def test_a_number_that_is_taken_is_refused_beside_its_field(signed_in, otto, charity):
    Organisation.objects.filter(pk=charity.pk).update(charity_number="SC012345")
    answer = signed_in(otto).post(reverse("add_organisation"), FILLED | {"charity_number": "SC012345"})
    assert answer.context["form"].errors == {"charity_number": ["Enter another number: Good Company has this one"]}


@pytest.mark.parametrize(("person", "status"), [("olivia", 200), ("otto", 403), ("ada", 200), ("pat", 403)])
def test_who_may_open_the_form_of_a_charity(signed_in, request, charity, person, status):
    client = signed_in(request.getfixturevalue(person))
    assert client.get(reverse("edit_organisation", args=[charity.pk])).status_code == status


def test_an_edit_is_saved_and_a_stale_one_shows_both(signed_in, ada, charity):
    client, url = signed_in(ada), reverse("edit_organisation", args=[charity.pk])
    sent = {"name": "Good Company", "kind": "third_sector", "phone": "01632 960001", "version": "1"}
    assert client.post(url, sent).status_code == 302
    answer = client.post(url, sent | {"phone": "01632 960002"})
    assert answer.status_code == 422
    assert [row[1:] for row in answer.context["conflict"]["rows"]] == [("01632 960002", "01632 960001")]
    assert Organisation.objects.get().phone == "01632 960001"


def test_an_organisation_that_is_not_there_is_404(signed_in, otto):
    for name in ("organisation", "edit_organisation"):
        assert signed_in(otto).get(reverse(name, args=[987_654])).status_code == 404


def test_a_member_of_a_vehicle_is_found_added_and_removed(signed_in, ada, charity):
    vehicle = OrganisationFactory(name="Together", kind="vehicle")
    client, url = signed_in(ada), reverse("add_vehicle_member", args=[vehicle.pk])
    assert "Good Company" in client.post(url, {"member_words": "good", "find": "member"}).content.decode()
    assert client.post(url, {"member_words": "good"}).status_code == 302
    assert list(vehicle.members.all()) == [charity]
    gone = reverse("remove_vehicle_member", args=[vehicle.pk, charity.pk])
    assert client.get(gone).status_code == 200
    assert client.post(gone).status_code == 302
    assert client.get(gone).status_code == 404
    assert Activity.objects.count() == 2
    add_vehicle_member(vehicle=vehicle, member=charity, by=ada, at=NOON)
    assert [client.get(gone).status_code, client.post(gone).status_code, client.get(gone).status_code] == [
        200,
        302,
        404,
    ]


def test_a_purchaser_of_a_council_edits_that_council_alone(signed_in, pat, council):
    other = OrganisationFactory(name="Other Council", kind="council")
    client = signed_in(pat)
    statuses = [client.get(reverse("edit_organisation", args=[row.pk])).status_code for row in (council, other)]
    assert statuses == [200, 403]


def test_whether_an_organisation_is_a_council_is_an_administrators_to_change(signed_in, pat, ada, council):
    url = reverse("edit_organisation", args=[council.pk])
    sent = {"name": council.name, "kind": "public", "version": council.version}
    page = signed_in(pat).get(url).content.decode()
    assert "Only administrators change whether an organisation is a council" in page
    assert 'value="public"' not in page
    assert signed_in(pat).post(url, sent).status_code == 422
    assert signed_in(ada).post(url, sent).status_code == 302


def test_what_people_typed_is_shown_and_never_run(signed_in, otto):
    OrganisationFactory(name="<script>alert(1)</script>")
    page = signed_in(otto).get(LIST).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_person_of_an_organisation_may_edit_it_whatever_the_role(signed_in, pat, charity):
    MembershipFactory(person=pat, organisation=charity)
    assert signed_in(pat).get(reverse("edit_organisation", args=[charity.pk])).status_code == 200


def test_a_long_text_of_a_register_does_not_block_other_edits(signed_in, ada):
    about = "We visit.\n" + "x" * 4100
    row = OrganisationFactory(about=about, address="y" * 600)
    client, url = signed_in(ada), reverse("edit_organisation", args=[row.pk])
    sent = {"name": "New name", "kind": row.kind, "about": about.replace("\n", "\r\n"), "address": row.address}
    assert client.post(url, sent | {"version": 1}).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.about) == ("New name", about)
    assert set(changes_of(Activity.objects.get(verb="organisation.edited"))) == {"name"}
    longer = client.post(url, sent | {"version": 2, "about": about + "more", "address": row.address})
    assert (longer.status_code, set(longer.context["form"].errors)) == (422, {"about"})
    assert "Shorten this to 4000 characters. It has 4114" in longer.content.decode()


def test_who_may_not_change_an_entry_is_told_to_propose_it(signed_in, otto, charity):
    refused = signed_in(otto).get(reverse("edit_organisation", args=[charity.pk]))
    assert (refused.status_code, "You can propose the change" in refused.content.decode()) == (403, True)
