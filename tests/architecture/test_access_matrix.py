"""Who gets what answer from every address, as ``access_matrix.txt`` says (``access_table.py`` says what its words mean)."""

import pytest
from django.test import Client

from psp.core.middleware import is_public
from tests.architecture.access_table import OTHERS, every_place, partnership_of, read_table
from tests.factories.addresses import address_of
from tests.factories.world import tell_the_story

# Who gets which answer is decided above the database.
pytestmark = pytest.mark.once

REFUSED = {403, 404}


def is_of_the_library(place):
    return place.view.__module__.startswith("allauth.")


def test_every_address_has_a_row_and_every_row_an_address():
    table, found = read_table(), every_place()
    without_record = {"name_chair@sealed", "remove_evaluator@sealed", "record_late_interest@sealed"}
    assert sorted(set(found) - set(table) - without_record) == []
    assert sorted(set(table) - set(found)) == []


def test_every_view_names_a_permission_or_says_that_it_is_public():
    silent = [
        place.name
        for place in every_place().values()
        if not is_public(place.view) and not getattr(place.view, "permission_required", "")
    ]
    assert silent == []


def test_without_signing_in_only_public_pages_answer():
    open_to_all = {name for name, row in read_table().items() if row["anonymous"] != 302}
    public = {name for name, place in every_place().items() if is_public(place.view)}
    assert sorted(open_to_all - public) == []


@pytest.mark.parametrize(
    "roles",
    [
        ("anonymous", *OTHERS),
        ("observer", "contact"),
        ("evaluator", "leader"),
        ("purchaser", "administrator", "superuser"),
    ],
    ids="-".join,
)
def test_every_address_answers_as_the_table_says(db, quick_refusals, roles):
    world, table = tell_the_story(), read_table()
    clients = {role: _client(world.cast.get(role)) for role in roles}
    surprises = []
    for name, place in every_place().items():
        address = address_of(place, partnership_of(name, world))
        if address is None or name not in table:
            continue
        for role, client in clients.items():
            expected = table[name][role]
            if (status := _status(client.get(address))) != expected:
                surprises.append(f"{name}: {role} gets {status}, not {expected}")
            elif (
                expected in REFUSED
                and not is_of_the_library(place)
                and (status := _status(client.post(address))) not in REFUSED | {405}
            ):
                surprises.append(f"{name}: {role} is refused the page and yet may send it ({status})")
    assert surprises == []


def _status(response):
    response.close()
    return response.status_code


def _client(person):
    client = Client()
    if person is not None:
        client.force_login(person)
    return client
