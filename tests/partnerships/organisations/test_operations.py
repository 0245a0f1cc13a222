from datetime import timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from partnerships.activity.operations import record
from partnerships.models import Activity, Organisation
from partnerships.organisations.operations import (
    add_organisation,
    add_vehicle_member,
    edit_organisation,
    remove_vehicle_member,
)
from partnerships.organisations.queries import matching
from psp.core.problems import Invalid, NotPermitted, StaleVersion
from tests.conftest import NOON, TODAY
from tests.factories.history import changes_of
from tests.factories.organisations import AreaFactory, OrganisationFactory, ServiceFactory
from tests.factories.people import MembershipFactory

pytestmark = pytest.mark.django_db


def verbs():
    return list(Activity.objects.order_by("pk").values_list("verb", flat=True))


def edit(organisation, by, **changes):
    version = changes.pop("version", organisation.version)
    return edit_organisation(organisation=organisation, changes=changes, expected_version=version, by=by, at=NOON)


def test_an_organisation_added_is_found_sized_recorded_and_its_words_are_a_persons(olivia):
    befriending = ServiceFactory(name="Befriending")
    added = add_organisation(
        name="Kirkton Befriending",
        charity_number="SC012345",
        paid_staff=4,
        about="",
        services=[befriending],
        by=olivia,
        at=NOON,
    )
    found = matching(Organisation.objects.all(), "kirkton bef").get()
    assert (found, found.size_band, list(found.services.all())) == (added, "small", [befriending])
    assert found.edited_fields == ["charity_number", "name", "paid_staff", "services"]
    assert verbs() == ["organisation.added"]


def test_a_number_the_directory_has_is_refused_with_the_name_of_its_owner(olivia, charity):
    Organisation.objects.filter(pk=charity.pk).update(charity_number="SC012345", company_number="SC123456")
    for name, number in (("charity_number", "SC012345"), ("company_number", "SC123456")):
        with pytest.raises(Invalid) as refusal:
            add_organisation(name="Another One", by=olivia, at=NOON, **{name: number})
        assert refusal.value.errors == {name: "Enter another number: Good Company has this one"}
    assert verbs() == []


def test_a_similar_name_is_asked_about_once(olivia):
    OrganisationFactory(name="Kirkton Befriending")
    with pytest.raises(Invalid) as refusal:
        add_organisation(name="Kirkton Befrienders", by=olivia, at=NOON)
    assert list(refusal.value.errors) == ["is_another"]
    assert add_organisation(name="Kirkton Befrienders", is_another=True, by=olivia, at=NOON).pk


def test_purchasers_add_and_nobody_adds_who_is_not_signed_in(pat):
    from django.contrib.auth.models import AnonymousUser

    assert add_organisation(name="Kirkton Furniture", by=pat, at=NOON).name == "Kirkton Furniture"
    with pytest.raises(NotPermitted, match="Only development officers, purchasers and administrators can do this"):
        add_organisation(name="Some Other Thing", by=AnonymousUser(), at=NOON)


def test_an_edit_is_recorded_before_and_after_and_marked_as_a_persons(charity, olivia):
    area = AreaFactory(name="Fife")
    edit(charity, olivia, name="Better Company", website="https://example.org", areas=[area], about="")
    charity.refresh_from_db()
    assert charity.edited_fields == ["areas", "name", "website"]
    assert changes_of(Activity.objects.get()) == {
        "name": ["Good Company", "Better Company"],
        "website": [None, "https://example.org"],
        "areas": [None, "Fife"],
    }
    assert list(matching(Organisation.objects.all(), "better")) == [charity]
    assert not matching(Organisation.objects.all(), "good").exists()


def test_saving_without_a_change_marks_nothing_as_edited(charity, olivia):
    edit(charity, olivia, name="Good Company", areas=[])
    charity.refresh_from_db()
    assert (charity.edited_fields, verbs()) == ([], [])


def test_the_size_follows_the_paid_staff_and_the_latest_income(charity, olivia):
    Organisation.objects.filter(pk=charity.pk).update(latest_income=Decimal(2_000_000))
    charity.refresh_from_db()
    edit(charity, olivia, paid_staff=40)
    assert Organisation.objects.get().size_band == "large"
    edit(charity, olivia, paid_staff=5)
    assert Organisation.objects.get().size_band == "small"


def test_of_two_who_edit_at_once_the_second_is_told(charity, olivia):
    edit(charity, olivia, phone="01632 960001")
    with pytest.raises(StaleVersion):
        edit(charity, olivia, phone="01632 960002", version=1)
    assert Organisation.objects.get().phone == "01632 960001"


@pytest.mark.parametrize(("person", "may"), [("olivia", True), ("otto", False), ("ada", True), ("pat", False)])
def test_who_may_edit_a_charity(charity, request, person, may):
    by = request.getfixturevalue(person)
    if may:
        assert edit(charity, by, about="Visits").about == "Visits"
    else:
        with pytest.raises(NotPermitted, match="people of the organisation and administrators"):
            edit(charity, by, about="Visits")


def test_purchasers_edit_their_own_council(council, pat):
    assert edit(council, pat, about="Cares").about == "Cares"


def test_only_an_administrator_makes_an_organisation_a_council_or_another_kind(council, charity, pat, olivia, ada):
    for organisation, person, kind in ((council, pat, "public"), (charity, olivia, "council")):
        with pytest.raises(Invalid) as refusal:
            edit(organisation, person, kind=kind)
        assert refusal.value.errors == {"kind": "Only administrators change whether an organisation is a council"}
    assert edit(charity, olivia, kind="private").kind == "private"
    assert edit(council, ada, kind="public").kind == "public"
    assert edit(council, ada, kind="council").kind == "council"


def owners_of(organisation):
    return list(organisation.ownerships.values_list("member__name", "left_on"))


def test_an_organisation_has_owners_and_never_itself(ada, olivia, charity, council):
    vehicle = OrganisationFactory(name="Together", kind="vehicle")
    for _ in range(2):
        add_vehicle_member(vehicle=vehicle, member=charity, by=olivia, at=NOON)
    assert owners_of(vehicle) == [("Good Company", None)]
    with pytest.raises(Invalid, match="none owns itself"):
        add_vehicle_member(vehicle=vehicle, member=vehicle, by=olivia, at=NOON)
    with pytest.raises(Invalid, match="A public body has no owners"):
        add_vehicle_member(vehicle=council, member=vehicle, by=ada, at=NOON)


def test_an_ownership_that_ends_is_kept_with_its_day_and_can_begin_again(olivia, charity):
    vehicle = OrganisationFactory(name="Together", kind="vehicle")
    MembershipFactory(person=olivia, organisation=vehicle)
    add_vehicle_member(vehicle=vehicle, member=charity, by=olivia, at=NOON)
    for _ in range(2):
        remove_vehicle_member(vehicle=vehicle, member=charity, by=olivia, at=NOON)
    assert owners_of(vehicle) == [("Good Company", TODAY)]
    for _ in range(2):
        add_vehicle_member(vehicle=vehicle, member=charity, by=olivia, at=NOON + timedelta(days=9))
    assert owners_of(vehicle) == [("Good Company", TODAY), ("Good Company", None)]
    with pytest.raises(IntegrityError), transaction.atomic():
        vehicle.ownerships.create(member=charity)
    assert list(vehicle.ownerships.values_list("joined_on", flat=True)) == [TODAY, TODAY + timedelta(days=9)]
    assert verbs() == ["vehicle_member.added", "vehicle_member.removed", "vehicle_member.added"]


def test_owners_removed_before_they_were_kept_come_back_from_the_history(charity):
    """Of two organisations of one name nobody can say which it was."""
    vehicle = OrganisationFactory(name="Together", kind="vehicle")
    OrganisationFactory(name="Twin"), OrganisationFactory(name="Twin")
    for name in ("Good Company", "Twin", "Renamed since"):
        entry = record(verb="vehicle_member.removed", target=vehicle, by=None, at=NOON)
        # As entries were kept at the time.
        Activity.objects.filter(pk=entry.pk).update(mapped_changes={"member": [name, None]})
    migration = import_module("partnerships.migrations.0004_owners_that_were")
    for _ in range(2):
        migration.bring_back_former_owners(apps, None)
    assert owners_of(vehicle) == [("Good Company", TODAY)]


def test_only_those_who_may_edit_remove_the_members_of_a_vehicle(olivia, charity):
    vehicle = OrganisationFactory(name="Together", kind="vehicle")
    with pytest.raises(NotPermitted):
        remove_vehicle_member(vehicle=vehicle, member=charity, by=olivia, at=NOON)
