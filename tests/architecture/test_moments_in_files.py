"""Every CSV of the product, with the data of the demonstration: London time to the minute, and Yes or No.

Neither of them, nor the history, ever holds what only a computer says: UTC, microseconds, True, False or None.
"""

import csv
import inspect
import io
import re

import pytest
from django.contrib import admin
from django.db.models import BooleanField
from django.test import Client
from django.urls import reverse

from partnerships.models import Activity, Partnership, User
from psp.core.admin import ReferenceAdmin
from psp.core.lists import RecordList
from tests.factories.addresses import address_of, places
from tests.factories.demonstration import the_demonstration

pytestmark = pytest.mark.once

OF_COMPUTERS = re.compile(r"\b(True|False|None|yes|no)\b|[+]00:00|\d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT|:\d\d\.\d+")
# Partnerships whose records are of every kind: a pilot, a study, a tender with bids, an award.
NAMES = ("Kirkton Befriending", "Clyde Carers’ Breaks", "Tayside Furniture Reuse", "Kirkton Breakfast Clubs")

# The demonstration imports no register, and nothing has checked its files yet.
EMPTY = {"register_import_rows", "storage", "verifications", "retention_holds", "retention_rule"}


@pytest.fixture(scope="module", autouse=True)
def _demonstration(django_db_setup, django_db_blocker, tmp_path_factory):
    with the_demonstration(django_db_blocker, tmp_path_factory.mktemp("files")):
        yield


def gives_csv(place):
    view = place.view
    return inspect.isclass(view) and (
        (issubclass(view, RecordList) and view.columns) or "csv_response" in inspect.getsource(view)
    )


def signed_in_as(person):
    client = Client()
    client.force_login(person)
    return client


def rows_of(answer):
    text = answer.getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def first_file(clients, address):
    """Return headings and rows of the first file that holds any; None where nobody gets one."""
    for client in clients:
        answer = client.get(address, {"format": "csv"})
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/csv"):
            headings, *rows = rows_of(answer)
            if rows:
                return headings, rows
    return None


def is_of_computers(cell):
    """Whether a cell says what only a computer says. Sentences that people wrote may hold any word."""
    return bool(OF_COMPUTERS.fullmatch(cell) or (OF_COMPUTERS.search(cell) and re.fullmatch(r"[\d\-T:+. ;]+", cell)))


@pytest.mark.parametrize(
    "cell", ["True", "None", "no", "2027-06-15 11:00:00+00:00", "2027-06-15T11:00", "12:00:00.123456"]
)
def test_the_check_finds_what_computers_say(cell):
    assert is_of_computers(cell)


@pytest.mark.parametrize("cell", ["Yes", "2027-06-15 12:00", "2027-06-15", "12:00", "No to this: None of it", "1.05"])
def test_the_check_lets_people_speak(cell):
    assert not is_of_computers(cell)


@pytest.mark.django_db
def test_no_csv_says_what_only_a_computer_says():
    # Whoever of these sees a list first sees most of it.
    clients = [signed_in_as(User.objects.get(email=f"{name}@example.org")) for name in ("pat", "ada", "olivia")]
    found, files = set(), set()
    for place in filter(gives_csv, places()):
        addresses = {address_of(place, partnership) for partnership in Partnership.objects.filter(name__in=NAMES)}
        for headings, rows in filter(None, (first_file(clients, address) for address in addresses - {None})):
            files.add(place.name)
            cells = ((heading, cell) for row in rows for heading, cell in zip(headings, row, strict=True))
            found |= {(place.name, heading, cell) for heading, cell in cells if is_of_computers(cell)}
    assert sorted(found) == []
    # Every list with a file was seen with rows in it, but for those the demonstration leaves empty.
    assert {place.name for place in places() if gives_csv(place)} - files <= EMPTY


@pytest.mark.django_db
def test_no_file_of_the_administration_says_what_only_a_computer_says():
    client = signed_in_as(User.objects.get(email="ada@example.org"))
    pages = {model: page for model, page in admin.site._registry.items() if isinstance(page, ReferenceAdmin)}
    found = set()
    for model in pages:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_export")
        form = client.get(address).context["form"]
        csv_format = next(value for value, label in form.fields["format"].choices if str(label) == "csv")
        answer = client.post(address, {"format": csv_format, "resource": "0"})
        headings, *rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        cells = ((heading, cell) for row in rows for heading, cell in zip(headings, row, strict=True))
        yes_or_no = {field.name for field in model._meta.fields if isinstance(field, BooleanField)}
        found |= {
            (model.__name__, heading, cell)
            for heading, cell in cells
            if is_of_computers(cell) or (heading in yes_or_no and cell not in {"Yes", "No"})
        }
    assert (sorted(found), len(pages) > 5) == ([], True)


@pytest.mark.django_db
def test_no_entry_of_the_history_says_what_only_a_computer_says():
    written = {
        (activity.verb, change.field, value)
        for activity in Activity.objects.with_changes()
        for change in activity.changes
        for value in (change.before, change.after)
        if value is not None
    }
    assert sorted(said for said in written if is_of_computers(said[2])) == []
    assert len(written) > 100
