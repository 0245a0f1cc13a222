"""An import and a person who change one organisation at the same moment."""

import pytest

from partnerships.models import Organisation
from partnerships.organisations.operations import edit_organisation
from tests.conftest import NOON
from tests.factories.at_once import ON_POSTGRESQL, while_it_waits_to_commit
from tests.factories.register import a_row
from tests.partnerships.imports.steps import CLOCK, applied, preview, undone

pytestmark = ON_POSTGRESQL
TYPED = "https://typed.example"


@pytest.fixture
def person_saves(ada):
    """A person's save of the website."""

    def save():
        found = Organisation.objects.get(charity_number="SC999999")
        changes = {"website": TYPED}
        edit_organisation(organisation=found, changes=changes, expected_version=found.version, by=ada, at=NOON)

    return save


def website():
    return Organisation.objects.values_list("website", "edited_fields").get(charity_number="SC999999")


def test_an_import_keeps_what_a_person_saves_while_it_is_applied(monkeypatch, person_saves):
    monkeypatch.setattr(CLOCK, "at", NOON)
    applied(preview(a_row()))
    following = preview(a_row(Website="www.register.org"))
    assert while_it_waits_to_commit(person_saves, lambda: applied(following)) == ["done", "done"]
    assert website() == (TYPED, ["website"])


def test_undoing_an_import_keeps_what_a_person_saves_meanwhile(monkeypatch, person_saves):
    monkeypatch.setattr(CLOCK, "at", NOON)
    applied(preview(a_row()))
    second = applied(preview(a_row(Website="www.register.org")))
    assert while_it_waits_to_commit(person_saves, lambda: undone(second)) == ["done", "done"]
    assert website() == (TYPED, ["website"])
