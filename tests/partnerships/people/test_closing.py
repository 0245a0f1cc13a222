from datetime import timedelta

import pytest
from django.urls import reverse

from partnerships.models import Activity, User
from partnerships.people.operations import deactivate_person, edit_person, reactivate_person
from psp.core.problems import Invalid, WrongState
from tests.conftest import NOON


def test_work_needs_somebody_who_takes_over(partnership, olivia, ada):
    with pytest.raises(Invalid, match="Select who takes over"):
        deactivate_person(person=olivia, successor=None, by=ada, at=NOON)


def test_the_service_history_says_what_was_handed_over_and_what_is_left_open(partnership, olivia, pat, ada):
    handover = deactivate_person(person=olivia, successor=pat, by=ada, at=NOON)
    assert handover.left_open == ["Project leader of Kirkton Befriending"]
    closed = Activity.objects.get(verb="person.deactivated")
    assert closed.note == "roles in partnerships: 1; left open: Project leader of Kirkton Befriending"


def test_the_page_names_what_is_left_open(signed_in, partnership, olivia, pat, ada):
    address = reverse("deactivate_person", args=[olivia.pk])
    page = signed_in(ada).get(address)
    assert "roles in partnerships: 1" in page.content.decode()
    role = partnership.roles.get(person=olivia)
    words = "Project leader of Kirkton Befriending – the account is closed"
    text = " ".join(page.content.decode().split())
    assert (words in text, f'value="{role.pk}" checked' in text) == (True, True)
    page = signed_in(ada).post(address, {"successor": pat.pk, "ended": [role.pk]}, follow=True)
    assert "Left open, for somebody to be named: Project leader of Kirkton Befriending." in page.content.decode()
    olivia.refresh_from_db()
    assert not olivia.is_active


def test_an_account_is_closed_once_and_its_year_begins_once(olivia, otto, ada):
    read_before = User.objects.get(pk=otto.pk)
    deactivate_person(person=otto, successor=None, by=ada, at=NOON)
    with pytest.raises(WrongState, match="closed already"):
        deactivate_person(person=read_before, successor=None, by=ada, at=NOON + timedelta(days=300))
    otto.refresh_from_db()
    assert (otto.closed_at, Activity.objects.filter(verb="person.deactivated").count()) == (NOON, 1)


def test_somebody_whose_account_was_closed_a_moment_ago_takes_nothing_over(partnership, olivia, pat, ada):
    User.objects.filter(pk=pat.pk).update(is_active=False)
    with pytest.raises(Invalid, match="whose account is open"):
        deactivate_person(person=olivia, successor=pat, by=ada, at=NOON)


def test_the_day_it_was_closed_stays_with_an_account_until_it_is_opened_again(olivia, otto, ada):
    deactivate_person(person=otto, successor=None, by=ada, at=NOON)
    otto.refresh_from_db()
    edit_person(person=otto, changes={"name": "Otto W. Vane"}, expected_version=1, by=ada, at=NOON + timedelta(days=9))
    otto.refresh_from_db()
    assert otto.closed_at == NOON
    reactivate_person(person=otto, by=ada, at=NOON + timedelta(days=9))
    otto.refresh_from_db()
    assert otto.closed_at is None
