"""What an import changes, and what undoing it sets back."""

from datetime import date
from decimal import Decimal

import pytest

from partnerships.imports.operations import apply_import
from partnerships.income.operations import edit_income_year
from partnerships.models import Activity, ImportRow, IncomeYear, Organisation
from partnerships.organisations.operations import edit_organisation
from partnerships.organisations.queries import matching
from partnerships.register_preview.queries import kept_words
from partnerships.taxonomies.operations import load_areas, load_client_groups
from tests.conftest import NOON, TODAY
from tests.factories.history import changes_of
from tests.factories.organisations import ContactFactory, IncomeYearFactory, OrganisationFactory
from tests.factories.partnerships import MemberFactory
from tests.factories.register import a_row
from tests.partnerships.imports.steps import CLOCK, applied, preview, undone, work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _lists(db, monkeypatch):
    # Whatever day the tests before have come to.
    monkeypatch.setattr(CLOCK, "at", NOON)
    load_areas()
    load_client_groups()


def one():
    return Organisation.objects.get(charity_number="SC999999")


def edit(by, **changes):
    row = one()
    edit_organisation(organisation=row, changes=changes, expected_version=row.version, by=by, at=NOON)


def state_of_the_directory():
    """Everything an import may touch, so that two directories can be compared."""
    plain = ["name", "known_as", "legal_form", "about", "purposes", "address", "postcode", "website", "registered_on"]
    derived = ["closed_on", "latest_income", "size_band", "grant_reliance", "register_values", "register_checked_on"]
    return {
        row.charity_number: (
            {name: getattr(row, name) for name in plain + derived},
            sorted(term.pk for term in row.areas.all()),
            sorted(term.pk for term in row.client_groups.all()),
            sorted(row.words.values_list("word", flat=True)),
            list(
                row.income_years.values_list(
                    "year_end", "grants", "donations", "charitable_activities", "is_from_register"
                )
            ),
        )
        for row in Organisation.objects.all()
    }


def test_a_new_charity_comes_with_all_the_register_says():
    applied(preview(a_row()))
    row = one()
    assert (row.name, row.kind, row.legal_form, row.postcode) == (
        "Example Befriending",
        "third_sector",
        "scio",
        "PA1 1AA",
    )
    assert (row.website, row.address, row.about) == (
        "https://www.example.org",
        "1 High Street, Paisley",
        "To support older people",
    )
    assert (row.registered_on, row.register_checked_on) == (date(2010, 4, 1), TODAY)
    assert [area.name for area in row.areas.all()] == ["Renfrewshire"]
    assert [group.name for group in row.client_groups.all()] == ["Older people"]
    assert (row.latest_income, row.size_band, row.grant_reliance, row.edited_fields) == (95_000, "small", None, [])
    year = row.income_years.get()
    assert (
        year.year_end,
        year.donations,
        year.charitable_activities,
        year.trading,
        year.total,
        year.is_from_register,
    ) == (
        date(2026, 3, 31),
        20_000,
        70_000,
        5_000,
        95_000,
        True,
    )
    assert matching(Organisation.objects.all(), "example bef").get() == row
    assert ImportRow.objects.get().organisation == row


def test_the_same_file_twice_changes_nothing():
    applied(preview(a_row(), a_row("SC1", Charity_Name="Other")))
    before = state_of_the_directory()
    versions = list(Organisation.objects.values_list("version", flat=True))
    again = preview(a_row(), a_row("SC1", Charity_Name="Other"))
    assert (again.counts["unchanged"], again.counts["changed"], again.counts["new"]) == (2, 0, 0)
    applied(preview(a_row("SC1", Charity_Name="Other"), a_row()))
    assert state_of_the_directory() == before
    assert list(Organisation.objects.values_list("version", flat=True)) == versions


def test_what_the_register_changed_is_taken_over_and_what_people_edited_stays(ada):
    applied(preview(a_row()))
    edit(ada, website="https://people.example.org", about="")
    found = preview(
        a_row(Charity_Name="Example Visits", Website="www.new.example.org", Objectives="New words", Postcode="PA2 2BB")
    )
    row = ImportRow.objects.get(register_import=found)
    assert (row.after, sorted(row.kept)) == ({"name": "Example Visits", "postcode": "PA2 2BB"}, ["about", "website"])
    applied(found)
    assert (one().name, one().postcode, one().website, one().about) == (
        "Example Visits",
        "PA2 2BB",
        "https://people.example.org",
        "",
    )
    assert matching(Organisation.objects.all(), "visits").get() == one()
    assert one().register_values["website"] == "https://www.new.example.org"


def test_an_edit_made_after_the_preview_stays_too(ada):
    applied(preview(a_row()))
    found = preview(a_row(Charity_Name="Register Name"))
    edit(ada, name="People’s Name")
    applied(found)
    row = ImportRow.objects.get(register_import=found)
    assert (one().name, row.kind, row.after, row.kept) == ("People’s Name", "unchanged", {}, ["name"])


def test_a_charity_added_by_hand_after_the_preview_is_filled_and_not_doubled():
    found = preview(a_row())
    OrganisationFactory(name="By hand", charity_number="SC999999")
    applied(found)
    assert (one().name, one().postcode) == ("By hand", "PA1 1AA")
    assert ImportRow.objects.get().kind == "changed"


def test_somebody_editing_while_an_import_changes_the_record_is_told(ada):
    from psp.core.problems import StaleVersion

    applied(preview(a_row()))
    version = one().version
    applied(preview(a_row(Charity_Name="Example Visits")))
    with pytest.raises(StaleVersion):
        edit_organisation(organisation=one(), changes={"phone": "1"}, expected_version=version, by=ada, at=NOON)


def test_a_year_a_person_corrected_stays_and_the_next_one_is_added(ada):
    applied(preview(a_row()))
    year = IncomeYear.objects.get()
    edit_income_year(income_year=year, changes={"grants": Decimal(5)}, expected_version=1, by=ada, at=NOON)
    found = preview(a_row(Donations_and_legacies_income="1"))
    assert ImportRow.objects.get(register_import=found).kept == ["income"]
    applied(found)
    applied(preview(a_row(Year_End="31/03/2027", Most_recent_year_income="500000")))
    years = IncomeYear.objects.order_by("year_end").values_list("year_end", "donations", "is_from_register")
    assert list(years) == [(date(2026, 3, 31), 20_000, False), (date(2027, 3, 31), 20_000, True)]
    assert (one().latest_income, one().size_band) == (500_000, "medium")


def test_a_person_who_only_tells_grants_from_contracts_says_the_same_as_the_register(ada):
    """£95,000 each: of the £70,000 the register adds up, £40,000 are grants and £30,000 contracts."""
    applied(preview(a_row()))
    changes = {"grants": Decimal(40_000), "contracts": Decimal(30_000), "charitable_activities": Decimal(0)}
    edit_income_year(income_year=IncomeYear.objects.get(), changes=changes, expected_version=1, by=ada, at=NOON)
    assert kept_words(one()) == []
    again = preview(a_row())
    assert (ImportRow.objects.get(register_import=again).kept, one().latest_income) == ([], 95_000)


def test_what_stands_against_the_register_is_the_whole_income_and_undoing_leaves_it(ada):
    first = preview(a_row())
    applied(first)
    changes = {"grants": Decimal(40_000), "contracts": Decimal(33_000), "charitable_activities": Decimal(0)}
    edit_income_year(income_year=IncomeYear.objects.get(), changes=changes, expected_version=1, by=ada, at=NOON)
    [(label, here, there)] = kept_words(one())
    assert (label, here, there) == (
        "Latest income",
        "£98,000 in the year to 31 March 2026",
        "£95,000 in the year to 31 March 2026",
    )
    assert one().latest_income == 98_000
    undone(first)
    assert IncomeYear.objects.get().total == 98_000


def test_an_older_year_from_the_register_does_not_hide_a_newer_one_of_a_person():
    applied(preview(a_row()))
    IncomeYearFactory(organisation=one(), year_end=date(2027, 3, 31), grants=300_000, contracts=0)
    applied(preview(a_row(Donations_and_legacies_income="30000")))
    assert (one().latest_income, one().reliance_band) == (300_000, "most")


def test_a_charity_removed_from_the_register_is_closed_and_can_come_back():
    applied(preview(a_row()))
    applied(preview(a_row(Charity_Status="Removed")))
    assert one().closed_on == TODAY
    applied(preview(a_row(Charity_Status="Active")))
    assert one().closed_on is None


def test_those_gone_are_closed_only_when_asked():
    applied(preview(a_row(), a_row("SC1")))
    applied(preview(a_row("SC1", Charity_Name="Other")))
    assert one().closed_on is None
    applied(preview(a_row("SC1", Charity_Name="Another")), close_gone=True)
    assert one().closed_on == TODAY


def test_undoing_an_import_of_new_charities_empties_the_directory():
    found = undone(applied(preview(a_row(), a_row("SC1"))))
    assert (Organisation.objects.count(), IncomeYear.objects.count(), found.is_undone) == (0, 0, True)
    assert ImportRow.objects.filter(organisation=None).count() == 2


def test_undoing_sets_everything_back_to_before():
    OrganisationFactory(name="By hand", charity_number="SC000001")
    IncomeYearFactory(organisation=Organisation.objects.get(), grants=5, contracts=0)
    applied(preview(a_row(), a_row("SC2")))
    before = state_of_the_directory()
    undone(
        applied(
            preview(
                a_row(
                    Charity_Name="Example Visits",
                    Main_Operating_Location="Fife",
                    Beneficiaries="",
                    Donations_and_legacies_income="1",
                    Website="",
                    Registered_Date="",
                ),
                a_row("SC3"),
            ),
            close_gone=True,
        )
    )
    assert state_of_the_directory() == before


def test_undoing_a_first_import_leaves_what_was_there_by_hand():
    OrganisationFactory(name="By hand", charity_number="SC999999")
    before = state_of_the_directory()
    undone(applied(preview(a_row())))
    assert state_of_the_directory() == before


def test_undoing_leaves_what_was_edited_or_used_since(ada, partnership):
    applied(preview(a_row("SC5")))
    found = applied(
        preview(a_row("SC5", Charity_Name="Five", Postcode="PA2 2BB"), *(a_row(f"SC{n}") for n in range(1, 5)))
    )
    by_number = {row.charity_number: row for row in Organisation.objects.all()}
    five = by_number["SC000005"]
    edit_organisation(organisation=five, changes={"name": "Edited"}, expected_version=five.version, by=ada, at=NOON)
    ContactFactory(organisation=by_number["SC000001"])
    MemberFactory(partnership=partnership, organisation=by_number["SC000002"])
    IncomeYearFactory(organisation=by_number["SC000003"], year_end=date(2020, 1, 1))
    undone(found)
    left = set(
        Organisation.objects.filter(charity_number__startswith="SC").values_list("charity_number", "name", "postcode")
    )
    assert left == {
        ("SC000001", "Example Befriending", "PA1 1AA"),
        ("SC000002", "Example Befriending", "PA1 1AA"),
        ("SC000003", "Example Befriending", "PA1 1AA"),
        ("SC000005", "Edited", "PA1 1AA"),
    }
    assert {row.charity_number: row.left for row in found.rows.exclude(left=[])} == {
        "SC000001": ["organisation"],
        "SC000002": ["organisation"],
        "SC000003": ["organisation"],
        "SC000005": ["name"],
    }


def test_undoing_does_not_reach_behind_a_later_import():
    first = applied(preview(a_row()))
    applied(preview(a_row(Charity_Name="Later")))
    undone(first)
    assert (one().name, ImportRow.objects.get(register_import=first).left) == ("Later", ["organisation"])


def test_an_import_and_its_undoing_are_recorded_with_their_counts():
    undone(applied(preview(a_row())))
    recorded = [(activity.verb, changes_of(activity).get("new")) for activity in Activity.objects.order_by("pk")]
    assert recorded == [
        ("register.uploaded", None),
        ("register.applied", [None, "1"]),
        ("register.undone", [None, "1"]),
    ]


def test_who_applied_an_import_hears_that_it_is_done(ada):
    found = preview(a_row())
    apply_import(register_import=found, by=ada, close_gone=False, at=CLOCK())
    work(found)
    notice = ada.notices.get()
    assert (notice.kind, notice.title, notice.url) == ("import", "Imported: register.csv", found.get_absolute_url())
