import csv

import pytest

from partnerships.activity.operations import record
from partnerships.models import Activity, Department
from tests.conftest import NOON
from tests.factories.history import changes_of
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnerships import PartnershipFactory


def inside(partnership, rest):
    return f"/partnerships/{partnership.pk}/{rest}/"


def facts(partnership, **more):
    return {
        "name": partnership.name,
        "need": partnership.need,
        "purchasing_council": partnership.purchasing_council_id,
        "version": partnership.version,
    } | more


def test_the_facts_of_a_partnership_are_edited(partnership, olivia, signed_in):
    page = signed_in(olivia).post(
        inside(partnership, "edit"), facts(partnership, contract_value="£1,250,000", need="More")
    )
    partnership.refresh_from_db()
    assert (page.status_code, partnership.contract_value, partnership.need) == (302, 1250000, "More")
    assert changes_of(Activity.objects.get()) == {
        "need": ["Older people in Kirkton are lonely.", "More"],
        "contract_value": [None, "1250000.00"],
    }


def test_a_stale_edit_shows_both_versions(partnership, olivia, signed_in):
    type(partnership).objects.update(version=5, need="Theirs")
    page = signed_in(olivia).post(inside(partnership, "edit"), facts(partnership, need="Mine"))
    text = page.content.decode()
    assert (page.status_code, "Mine" in text, "Theirs" in text) == (422, True, True)


def test_a_department_of_another_council_is_refused(partnership, olivia, signed_in):
    other = Department.objects.create(
        organisation=OrganisationFactory(kind="council", name="Castle Council"), name="Care"
    )
    page = signed_in(olivia).post(inside(partnership, "edit"), facts(partnership, purchasing_department=other.pk))
    assert (page.status_code, "Select a department of Kirkton Council" in page.content.decode()) == (422, True)


@pytest.mark.parametrize(
    "sent", [{}, {"name": "x" * 9000, "need": "", "contract_value": "lots", "purchasing_council": "-1"}]
)
def test_bad_input_changes_nothing(partnership, olivia, signed_in, sent):
    assert signed_in(olivia).post(inside(partnership, "edit"), sent).status_code == 422
    assert Activity.objects.count() == 0


@pytest.mark.parametrize(
    ("person", "status"), [("olivia", 200), ("bo", 200), ("ada", 200), ("pat", 403), ("edie", 403), ("otto", 404)]
)
def test_who_edits_the_facts(partnership, person, status, request, signed_in):
    assert signed_in(request.getfixturevalue(person)).get(inside(partnership, "edit")).status_code == status


@pytest.fixture
def past(partnership, olivia, bo):
    """Three things of the partnership, one for administrators alone, and one of another partnership."""
    other = PartnershipFactory(name="Castle Reuse")
    record(verb="partnership.started", target=partnership, partnership=partnership, by=olivia, at=NOON)
    changes = {"planned_on": ["2026-01-05", "2026-02-05"]}
    record(
        verb="milestone.moved",
        target=partnership,
        partnership=partnership,
        by=bo,
        at=NOON,
        changes=changes,
        note="Snow",
    )
    record(verb="role.ended", target=bo, partnership=partnership, by=None, at=NOON)
    record(verb="bid.opened", target=partnership, partnership=partnership, by=olivia, at=NOON, is_private=True)
    record(verb="partnership.started", target=other, partnership=other, by=olivia, at=NOON)


def shown(page):
    return [activity.verb for activity in page.context["object_list"]]


def test_history_is_this_partnerships_alone_and_newest_first(past, partnership, edie, signed_in):
    page = signed_in(edie).get(inside(partnership, "history"))
    assert sorted(shown(page)) == ["milestone.moved", "partnership.started", "role.ended"]
    text = page.content.decode()
    assert ("Moved the milestone" in text, "5 February 2026" in text, "Snow" in text, "The service" in text) == (
        True,
    ) * 4


@pytest.mark.parametrize(
    ("query", "verbs"),
    [
        ({"kind": "milestone"}, ["milestone.moved"]),
        ({"since": "2026-06-04"}, []),
        ({"since": "2026-06-03", "until": "2026-06-03", "kind": "role"}, ["role.ended"]),
    ],
)
def test_history_is_filtered(past, partnership, olivia, signed_in, query, verbs):
    assert shown(signed_in(olivia).get(inside(partnership, "history"), query)) == verbs


def test_history_is_filtered_by_person(past, partnership, olivia, bo, signed_in):
    assert shown(signed_in(olivia).get(inside(partnership, "history"), {"person": bo.pk})) == ["milestone.moved"]


def test_filters_that_make_no_sense_are_no_error(past, partnership, olivia, signed_in):
    query = {"person": "x", "kind": "y" * 5000, "since": "tomorrow", "sort": "-nothing", "page": "999"}
    assert signed_in(olivia).get(inside(partnership, "history"), query).status_code == 200


def test_history_is_a_spreadsheet_too(past, partnership, olivia, signed_in):
    page = signed_in(olivia).get(inside(partnership, "history"), {"format": "csv", "kind": "milestone"})
    rows = list(csv.reader(b"".join(page.streaming_content).decode("utf-8-sig").splitlines()))
    assert rows[1] == [
        "2026-06-03 13:00",
        "Bo Quinn",
        "milestone.moved",
        "Kirkton Befriending",
        "planned_on",
        "2026-01-05",
        "2026-02-05",
        "Snow",
    ]


@pytest.mark.parametrize(("person", "status"), [("edie", 200), ("pat", 200), ("otto", 404)])
def test_who_reads_the_history(partnership, person, status, request, signed_in):
    assert signed_in(request.getfixturevalue(person)).get(inside(partnership, "history")).status_code == status


def test_history_asks_the_same_however_long(past, partnership, olivia, signed_in, queries):
    client, where = signed_in(olivia), inside(partnership, "history")
    before = queries(client, where)
    for _ in range(10):
        record(verb="milestone.moved", target=partnership, partnership=partnership, by=olivia, at=NOON)
    assert queries(client, where) == before <= 12
