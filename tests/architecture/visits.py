"""Every address opened once as each of a group of people: what several tests look at, without asking for it again."""

import re
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test import Client

from tests.architecture.access_table import every_place, partnership_of, read_table
from tests.factories.addresses import Place, address_of
from tests.factories.links import links_on, refused_links
from tests.factories.pages import forms_of
from tests.factories.world import tell_the_story

WRITES = re.compile(r'^\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
REFUSED = {403, 404}


@dataclass(slots=True)
class Visit:
    """What an address answered somebody: its status, which tables that wrote to, and what the page holds.

    ``sent`` is the status of sending it with nothing, where reading it was refused; ``takes_a_file`` is whether a form on the
    page that is sent to this address has a field for a file.
    """

    name: str
    place: Place
    role: str
    status: int
    written: set[str]
    is_stored: bool
    takes_a_file: bool
    links: list[str]
    is_of_the_library: bool
    sent: int | None = None


@dataclass(slots=True)
class Round:
    """The visits of a group of people, and by role the links on their pages that lead to a refusal."""

    roles: tuple[str, ...]
    visits: list[Visit]
    refused: dict[str, list[str]]

    def of(self, *roles: str) -> list[Visit]:
        """The visits of some of them."""
        return [visit for visit in self.visits if visit.role in roles]


def visit_every_address(roles: tuple[str, ...]) -> Round:
    """Open every address the table knows as each role; the first page of each, which extends the session, is home."""
    world, table = tell_the_story(), read_table()
    clients = {role: _client(world.cast.get(role)) for role in roles}
    # What leads elsewhere, is refused or is of the sign-in library is said on the next page: it has a session of its own.
    apart = {role: _client(world.cast.get(role)) for role in roles}
    visits: list[Visit] = []
    addresses: dict[str, dict[str, Visit]] = {role: {} for role in roles}
    for name, place in every_place().items():
        address = address_of(place, partnership_of(name, world))
        if address is None or name not in table:
            continue
        for role, client in clients.items():
            of_library = place.view.__module__.startswith("allauth.")
            here = client if table[name][role] == 200 and not of_library else apart[role]
            visit = addresses[role][address] = _visit(
                here, address, name=name, place=place, role=role, is_of_the_library=of_library
            )
            if visit.status in REFUSED and not of_library:
                visit.sent = apart[role].post(address).status_code
            visits.append(visit)
    return Round(roles, visits, {role: _refused(clients[role], addresses[role]) for role in roles})


def _client(person: Any) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
        client.get("/")
    return client


class Written:
    """Wraps the execution of every statement; ``tables`` collects those that are written to."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if match := WRITES.match(sql):
            self.tables.add(match[1])
        return execute(sql, params, many, context)


def tables_written(client: Client, address: str) -> tuple[Any, set[str]]:
    """Open an address; return its answer, and the tables that wrote to."""
    written = Written()
    with connection.execute_wrapper(written):
        answer = client.get(address)
        if answer.streaming:
            # Read to its end it closes by itself; closed by hand it would close the connection of the test too.
            b"".join(answer.streaming_content)
    return answer, written.tables


def _visit(client: Client, address: str, **about: Any) -> Visit:
    answer, written = tables_written(client, address)
    return Visit(
        **about,
        status=answer.status_code,
        written=written,
        is_stored="no-store" not in answer.get("Cache-Control", ""),
        links=links_on(answer, address),
        takes_a_file=_takes_a_file(answer, address),
    )


def _takes_a_file(answer: Any, address: str) -> bool:
    if answer.streaming or b'type="file"' not in answer.content:
        return False
    return any(entry["type"] == "file" for form in forms_of(answer, to=address) for entry in form["fields"])


def _refused(client: Client, visited: dict[str, Visit]) -> list[str]:
    """Follow the links of every page that answered; of what was visited the answer is known already."""
    known = {address: visit.status for address, visit in visited.items()}
    pages = [(address, visit.links) for address, visit in visited.items() if visit.status == 200]
    return refused_links(client, pages, known=known)
