"""An import and a person who change one organisation at the same moment."""

import threading
import time

import pytest
from django.db import connections, transaction

from partnerships.models import Organisation
from partnerships.organisations.operations import edit_organisation
from tests.conftest import NOON
from tests.factories.at_once import ON_POSTGRESQL
from tests.factories.register import a_row
from tests.partnerships.imports.steps import CLOCK, applied, preview, undone

pytestmark = ON_POSTGRESQL
TYPED = "https://typed.example"


@pytest.fixture
def while_edited(ada):
    """Do something while a person has saved a website and their transaction is not over yet."""

    def run(act):
        saved = threading.Event()

        def edit():
            try:
                with transaction.atomic():
                    found = Organisation.objects.get(charity_number="SC999999")
                    edit_organisation(
                        organisation=found,
                        changes={"website": TYPED},
                        expected_version=found.version,
                        by=ada,
                        at=NOON,
                    )
                    saved.set()
                    time.sleep(0.7)
            finally:
                saved.set()
                connections.close_all()

        person = threading.Thread(target=edit)
        person.start()
        saved.wait()
        act()
        person.join()
        return Organisation.objects.get(charity_number="SC999999")

    return run


def test_an_import_keeps_what_a_person_saves_while_it_is_applied(ada, monkeypatch, while_edited):
    monkeypatch.setattr(CLOCK, "at", NOON)
    applied(preview(a_row()))
    following = preview(a_row(Website="www.register.org"))
    found = while_edited(lambda: applied(following))
    assert (found.website, found.edited_fields) == (TYPED, ["website"])


def test_undoing_an_import_keeps_what_a_person_saves_meanwhile(ada, monkeypatch, while_edited):
    monkeypatch.setattr(CLOCK, "at", NOON)
    applied(preview(a_row()))
    second = applied(preview(a_row(Website="www.register.org")))
    found = while_edited(lambda: undone(second))
    assert (found.website, found.edited_fields) == (TYPED, ["website"])
