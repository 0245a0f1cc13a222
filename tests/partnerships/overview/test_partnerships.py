import csv

import pytest

from partnerships.lifecycle.operations import load_gate_criteria
from partnerships.models import GateCriterion, PersonRole
from tests.factories.organisations import AreaFactory, OrganisationFactory, ServiceFactory
from tests.factories.partnerships import MemberFactory, PartnershipFactory, PersonRoleFactory
from tests.factories.timeline import a_plan

LIST = "/partnerships/"


@pytest.fixture
def only_leader_needed(db):
    load_gate_criteria()
    GateCriterion.objects.exclude(code="leader_named").update(is_active=False)


@pytest.fixture
def several(partnership, council, only_leader_needed):
    """Kirkton Befriending of Olivia, Castle Reuse without a leader, and Bridge Respite of another council, in the pilot."""
    castle = PartnershipFactory(
        name="Castle Reuse", purchasing_council=council, area=AreaFactory(name="Castle"), need="No furniture"
    )
    bridge = PartnershipFactory(name="Bridge Respite", state="pilot", service=ServiceFactory(name="Respite"))
    MemberFactory(partnership=bridge, organisation=OrganisationFactory(name="Carers United"))
    a_plan(partnership)
    return {"befriending": partnership, "castle": castle, "bridge": bridge}


def names(page):
    return [found.name for found in page.context["object_list"]]


@pytest.mark.parametrize(
    ("person", "seen"),
    [
        ("ada", ["Bridge Respite", "Castle Reuse", "Kirkton Befriending"]),
        ("pat", ["Castle Reuse", "Kirkton Befriending"]),
        ("olivia", ["Kirkton Befriending"]),
        ("bo", ["Kirkton Befriending"]),
        ("edie", ["Kirkton Befriending"]),
        ("otto", []),
    ],
)
def test_people_see_their_partnerships_alone(several, person, seen, request, signed_in):
    page = signed_in(request.getfixturevalue(person)).get(LIST)
    assert (page.status_code, names(page)) == (200, seen)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "council befr"}, ["Kirkton Befriending"]),
        ({"q": "carers"}, ["Bridge Respite"]),
        ({"q": "nobody"}, []),
        ({"state": "pilot"}, ["Bridge Respite"]),
        ({"sort": "-name"}, ["Kirkton Befriending", "Castle Reuse", "Bridge Respite"]),
        ({"sort": "-gate", "state": "design"}, ["Castle Reuse", "Kirkton Befriending"]),
    ],
)
def test_the_list_is_searched_filtered_and_sorted(several, ada, signed_in, query, found):
    assert names(signed_in(ada).get(LIST, query)) == found


def test_the_list_is_filtered_by_council_area_service_and_whose(several, ada, signed_in):
    client = signed_in(ada)
    PersonRoleFactory(partnership=several["castle"], person=ada, role="leader")
    PersonRoleFactory(partnership=several["bridge"], person=ada, role="observer")
    asked = [
        {"council": several["castle"].purchasing_council_id},
        {"area": several["castle"].area_id},
        {"service": several["bridge"].service_id},
        {"mine": "led"},
        {"mine": "part"},
    ]
    assert [names(client.get(LIST, query)) for query in asked] == [
        ["Castle Reuse", "Kirkton Befriending"],
        ["Castle Reuse"],
        ["Bridge Respite"],
        ["Castle Reuse"],
        ["Bridge Respite", "Castle Reuse"],
    ]


@pytest.mark.parametrize(
    "query", [{"state": "moon"}, {"council": "x"}, {"sort": "password"}, {"page": "-4"}, {"q": "%" * 5000}]
)
def test_filters_that_make_no_sense_are_no_error(several, ada, signed_in, query):
    assert signed_in(ada).get(LIST, query).status_code == 200


def test_each_row_says_what_is_next(several, ada, signed_in):
    text = signed_in(ada).get(LIST).content.decode()
    assert (text.count("1 missing"), text.count(">Ready<"), text.count(">No plan<")) == (1, 2, 2)
    assert "psp-chart__picture--mini" in text
    assert ("9 February 2030" in text, "Nobody named" in text) == (True, True)


def test_an_empty_list_offers_to_start_one(otto, signed_in):
    text = signed_in(otto).get(LIST).content.decode()
    assert ("No partnerships yet" in text, 'href="/partnerships/start/"' in text) == (True, True)


def test_nothing_found_offers_to_clear_the_filters(several, ada, signed_in):
    assert "Nothing matches these filters" in signed_in(ada).get(LIST, {"q": "nobody"}).content.decode()


def test_the_list_is_a_spreadsheet_too(several, pat, signed_in):
    page = signed_in(pat).get(LIST, {"format": "csv", "sort": "-name"})
    rows = list(csv.reader(b"".join(page.streaming_content).decode("utf-8-sig").splitlines()))
    assert [row[:5] for row in rows] == [
        ["Partnership", "State", "Stage", "Next gate", "Project leader"],
        ["Kirkton Befriending", "Design", "1 Design", "Ready", "Olivia Reid"],
        ["Castle Reuse", "Design", "1 Design", "1 missing", ""],
    ]


def test_the_list_asks_the_same_however_long(several, ada, signed_in, queries):
    client = signed_in(ada)
    before = queries(client, LIST)
    for _ in range(3):
        more = PartnershipFactory()
        MemberFactory(partnership=more)
        PersonRoleFactory(partnership=more, person=PersonRole.objects.first().person, role="observer")
        a_plan(more)
    # Twelve, and the two by which a page knows what is kept of it.
    assert queries(client, LIST) == before <= 12 + 2
