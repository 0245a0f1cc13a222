import pytest
from django.urls import reverse

from partnerships.models import Activity, User
from partnerships.people.operations import edit_person
from psp.core.problems import NotPermitted, StaleVersion
from tests.conftest import NOON
from tests.factories.history import changes_of


def edit(person, by, version=1, **changes):
    return edit_person(person=person, changes=changes, expected_version=version, by=by, at=NOON)


def test_a_person_changes_their_details_and_the_history_keeps_no_telephone_number(olivia):
    edit(olivia, olivia, name="Olivia Reid-Bell")
    edit(olivia, olivia, version=2, phone="0141 000 000")
    assert User.objects.values_list("name", "phone", "version").get() == ("Olivia Reid-Bell", "0141 000 000", 3)
    changes = [changes_of(activity) for activity in Activity.objects.filter(verb="person.edited").order_by("pk")]
    assert changes == [{"name": ["Olivia Reid", "Olivia Reid-Bell"]}, {"phone": [None, None]}]


def test_what_somebody_else_saved_is_not_overwritten(olivia, ada):
    edit(olivia, ada, name="Olivia Bell")
    with pytest.raises(StaleVersion):
        edit(olivia, olivia, name="Olive")
    assert User.objects.get(pk=olivia.pk).name == "Olivia Bell"


def test_nobody_changes_their_own_role(ada, olivia):
    for person, by in ((ada, ada), (olivia, olivia), (ada, olivia)):
        with pytest.raises(NotPermitted):
            edit(person, by, role="council_purchaser")


@pytest.mark.parametrize(("page", "more"), [("account", {}), ("person", {"role": "development_officer"})])
def test_a_stale_form_shows_both_and_loses_neither(signed_in, olivia, ada, page, more):
    address = reverse("edit_account") if page == "account" else reverse("edit_person", args=[olivia.pk])
    client = signed_in(olivia if page == "account" else ada)
    read = client.get(address).context["version"]
    edit(olivia, ada, name="Olivia Bell")
    typed = {"name": "Olive", "phone": ""} | more
    stale = client.post(address, typed | {"version": read})
    assert (stale.status_code, stale.context["conflict"]["rows"]) == (422, [("Name", "Olive", "Olivia Bell")])
    assert client.post(address, typed | {"version": stale.context["version"]}).status_code == 302
    assert User.objects.get(pk=olivia.pk).name == "Olive"


def test_the_admin_site_is_no_way_round_to_another_role(signed_in, ada):
    client, address = signed_in(ada), reverse("admin:partnerships_user_change", args=[ada.pk])
    sent = {"name": "Ada M. Munro", "role": "council_purchaser", "phone": "", "version_read": 1}
    assert client.post(address, sent).status_code == 302
    assert User.objects.values_list("name", "role").get(pk=ada.pk) == ("Ada M. Munro", "administrator")
