"""What an import would change, before it changes anything."""

from datetime import date

import pytest

from partnerships.models import Area, ImportRow, Organisation
from partnerships.register_preview.queries import place_key, terms
from partnerships.taxonomies.operations import load_areas, load_client_groups
from tests.factories.organisations import OrganisationFactory
from tests.factories.register import a_row
from tests.partnerships.imports.steps import applied, preview, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def lists(db):
    load_areas()
    load_client_groups()


def test_the_directory_stays_as_it_is_and_each_row_says_what_it_would_change(lists):
    found = preview(a_row("SC1"), a_row("SC2", Charity_Status="Removed"))
    assert Organisation.objects.count() == 0
    assert rows(found) == [(2, "new", "SC000001", ""), (3, "removed", "SC000002", "")]
    assert found.counts == {
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "gone": 0,
        "removed": 1,
        "unreadable": 0,
        "problems": 0,
        "kept": 0,
    }
    assert (found.is_previewed, found.total, found.done) == (True, 2, 2)


def test_a_row_of_an_organisation_that_is_there_shows_before_and_after(lists):
    here = OrganisationFactory(name="Example Befriending", charity_number="SC999999", address="", legal_form="trust")
    found = preview(a_row())
    row = ImportRow.objects.get()
    assert (row.kind, row.organisation) == ("changed", here)
    assert (row.before["address"], row.after["address"]) == ("", "1 High Street, Paisley")
    assert (row.before["income"], row.after["income"]["charitable_activities"]) == (None, "70000.00")
    assert row.after["areas"] == [Area.objects.get(name="Renfrewshire").pk]
    assert "name" not in row.after
    assert row.kept == ["legal_form"]
    assert (found.counts["changed"], found.counts["kept"]) == (1, 1)


def test_only_organisations_an_import_brought_can_be_gone(lists):
    OrganisationFactory(name="By hand", charity_number="SC000007")
    OrganisationFactory(name="Left", charity_number="SC000008", register_checked_on=date(2026, 1, 1))
    OrganisationFactory(
        name="Closed", charity_number="SC000009", register_checked_on=date(2026, 1, 1), closed_on=date(2026, 2, 1)
    )
    assert rows(preview(a_row("SC1")))[1:] == [(0, "gone", "SC000008", "")]


def test_what_cannot_be_read_is_listed_with_its_row_and_the_rest_is_used(lists):
    found = preview(
        a_row("SC1", Registered_Date="yesterday", Main_Operating_Location="Atlantis"),
        a_row("nonsense"),
        a_row("SC1", Charity_Name="Twice"),
        a_row("SC2", Charity_Name=""),
    )
    assert rows(found) == [
        (
            2,
            "new",
            "SC000001",
            "Registered Date: “yesterday” is not a date like 31/03/2026\n"
            "Main Operating Location: “Atlantis” is not an area of the directory",
        ),
        (3, "unreadable", None, "Charity Number: “nonsense” is not a Scottish charity number"),
        (4, "unreadable", None, "Row 2 has the same number, SC000001"),
        (5, "unreadable", None, "The row has no name"),
    ]
    assert "registered_on" not in ImportRow.objects.get(number=2).said


def test_a_place_nobody_knows_takes_no_area_away(lists):
    applied(preview(a_row()))
    preview(a_row(Main_Operating_Location="Atlantis"))
    assert ImportRow.objects.latest("pk").after == {}
    preview(a_row(Main_Operating_Location="Outside Scotland"))
    assert ImportRow.objects.latest("pk").after == {"areas": []}


def test_reading_again_after_a_worker_died_begins_anew():
    from partnerships.models import RegisterImport
    from tests.partnerships.imports.steps import work

    found = preview(a_row("SC1"), a_row("SC2"))
    RegisterImport.objects.update(state="queued", attempts=1, done=1)
    assert len(rows(work(found))) == 2


@pytest.mark.parametrize(
    "words", ["Edinburgh, City of", "City of Edinburgh", "The City of Edinburgh Council", "EDINBURGH"]
)
def test_a_place_is_found_however_its_name_is_put(lists, words):
    assert terms().areas[place_key(words)] == Area.objects.get(name="City of Edinburgh").pk


def test_places_whose_names_share_words_stay_apart(lists):
    found = {terms().areas[place_key(area.name)] for area in Area.objects.all()}
    assert len(found) == 32
    assert terms().areas[place_key("Western Isles")] == Area.objects.get(name="Na h-Eileanan Siar").pk


@pytest.mark.parametrize("count", [1, 3])
def test_a_chunk_is_compared_in_the_same_queries_for_one_and_three(lists, count, django_assert_num_queries):
    from partnerships.register_preview.queries import known_by_number

    for n in range(count):
        OrganisationFactory(charity_number=f"SC00000{n}")
    with django_assert_num_queries(4):
        assert len(known_by_number([f"SC00000{n}" for n in range(count)])) == count
