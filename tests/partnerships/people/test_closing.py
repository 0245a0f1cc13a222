from datetime import timedelta

import pytest
from django.urls import reverse

from partnerships.models import Activity
from partnerships.people.operations import deactivate_person, edit_person, reactivate_person
from psp.core.problems import Invalid
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


def test_the_day_it_was_closed_stays_with_an_account_until_it_is_opened_again(olivia, otto, ada):
    deactivate_person(person=otto, successor=None, by=ada, at=NOON)
    otto.refresh_from_db()
    edit_person(person=otto, changes={"name": "Otto W. Vane"}, expected_version=1, by=ada, at=NOON + timedelta(days=9))
    otto.refresh_from_db()
    assert otto.closed_at == NOON
    reactivate_person(person=otto, by=ada, at=NOON + timedelta(days=9))
    otto.refresh_from_db()
    assert otto.closed_at is None
