"""Who gets what answer from every address, as the table beside this file says.

The roles in Kirkton Befriending, whose records the addresses hold; "other": the same role in another partnership.
``name@sealed`` is the same page of a tender whose bids are sealed. 302 for "anonymous" leads to sign in.
"""

from pathlib import Path

import pytest
from django.test import Client

from psp.core.middleware import is_public
from tests.factories.addresses import address_of, places
from tests.factories.world import ROLES, tell_the_story

COLUMNS = ("anonymous", "other", *ROLES, "administrator", "superuser")
OTHERS = tuple(f"other {role}" for role in ROLES)
REFUSED = {403, 404}


def read_table():
    """Return ``{name: {role: status}}``. "other" is one status for all roles, or five with commas between."""
    table = {}
    for line in Path(__file__).with_name("access_matrix.txt").read_text().splitlines():
        name, *cells = line.split("#")[0].split() or [""]
        if name:
            assert name not in table, f"{name} has two rows"
            assert len(cells) == len(COLUMNS), f"{name} has {len(cells)} cells, not {len(COLUMNS)}"
            row = dict(zip(COLUMNS, cells, strict=True))
            others = row.pop("other").split(",")
            row |= dict(zip(OTHERS, others * len(OTHERS) if len(others) == 1 else others, strict=len(others) > 1))
            table[name] = {role: int(status) for role, status in row.items()}
    return table


def every_place():
    """Places by the name of their row."""
    named = {place.name: place for place in places()}
    return named | {f"{name}@sealed": place for name, place in named.items() if "tender" in place.parts}


def is_of_the_library(place):
    return place.view.__module__.startswith("allauth.")


def test_every_address_has_a_row_and_every_row_an_address():
    table, found = read_table(), every_place()
    without_record = {"name_chair@sealed", "remove_evaluator@sealed", "lift_hold@sealed", "answer_debrief@sealed"}
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
    [("anonymous", *OTHERS), ("observer",), ("evaluator",), ("contact",), ("leader",), ("purchaser",), ("administrator", "superuser")],
    ids="-".join,
)
def test_every_address_answers_as_the_table_says(db, roles):
    world, table = tell_the_story(), read_table()
    clients = {role: _client(world.cast.get(role)) for role in roles}
    surprises = []
    for name, place in every_place().items():
        address = address_of(place, world.sealed if name.endswith("@sealed") else world.own)
        if address is None or name not in table:
            continue
        for role, client in clients.items():
            expected = table[name][role]
            if (status := client.get(address).status_code) != expected:
                surprises.append(f"{name}: {role} gets {status}, not {expected}")
            elif expected in REFUSED and not is_of_the_library(place) and (
                status := client.post(address).status_code
            ) not in REFUSED | {405}:
                surprises.append(f"{name}: {role} is refused the page and yet may send it ({status})")
    assert surprises == []


def _client(person):
    client = Client()
    if person is not None:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
