"""Every address, opened once as each of the cast: who gets which answer, what it writes, keeps, asks for and links to.

Who gets which answer is what ``access_matrix.txt`` says (``access_table.py`` says what its words mean).
"""

import pytest
from django.test import override_settings

from psp.core import session_length
from psp.core.bodies import SMALL, largest_body
from psp.core.middleware import is_public
from tests.architecture.access_table import OTHERS, every_place, read_table
from tests.architecture.visits import REFUSED, visit_every_address
from tests.factories.quiet import quiet_places
from tests.factories.undone import undone

# Who gets which answer is decided above the database, and what a page says of the same records is the same on each.
pytestmark = [pytest.mark.once, pytest.mark.django_db]

GROUPS = [
    ("anonymous", *OTHERS),
    ("observer", "contact"),
    ("evaluator", "leader"),
    ("purchaser",),
    ("administrator", "superuser"),
]
# Who read which bid is kept by reading it.
WRITTEN_BY_READING = {"procurement_reading"}
# Neither asks who is there: a state of the service, a picture, and what a script asks about its own session.
NOT_PRIVATE = {"health", "icon"}


@pytest.fixture(
    scope="module",
    params=[pytest.param(roles, marks=pytest.mark.xdist_group("-".join(roles))) for roles in GROUPS],
    ids="-".join,
)
def round_of(request, django_db_setup, django_db_blocker, tmp_path_factory):
    """The round of each group in turn, made once for all tests here. Only the first page of each person extends their session."""
    quiet = quiet_places(tmp_path_factory.mktemp("round")) | {"ROOT_URLCONF": "tests.factories.plain_refusals"}
    with override_settings(**quiet), undone(django_db_blocker), pytest.MonkeyPatch.context() as patch:
        patch.setattr(session_length, "WRITTEN_EVERY_SECONDS", 10**6)
        yield visit_every_address(request.param)


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


def test_every_address_answers_as_the_table_says(round_of):
    table, surprises = read_table(), []
    for visit in round_of.visits:
        if visit.status != (expected := table[visit.name][visit.role]):
            surprises.append(f"{visit.name}: {visit.role} gets {visit.status}, not {expected}")
        elif visit.sent is not None and visit.sent not in REFUSED | {405}:
            surprises.append(f"{visit.name}: {visit.role} is refused the page and yet may send it ({visit.sent})")
    assert surprises == []
    assert len(round_of.visits) > 300 * len(round_of.roles)


def test_no_page_writes_when_it_is_opened(round_of):
    """No address changes anything by being read, but those where the sign-in library keeps the secret of a sign-in under way."""
    found = [
        f"{visit.name} as {visit.role}: {', '.join(sorted(written))}"
        for visit in round_of.visits
        if visit.status == 200 and not visit.is_of_the_library and (written := visit.written - WRITTEN_BY_READING)
    ]
    assert found == []


def test_no_answer_to_somebody_signed_in_is_stored(round_of):
    stored = [
        f"{visit.name} as {visit.role}"
        for visit in round_of.visits
        if visit.role != "anonymous"
        and visit.status in {200, 302}
        and visit.name not in NOT_PRIVATE
        and visit.is_stored
    ]
    assert stored == []


def test_every_form_with_a_file_says_that_it_takes_files(round_of):
    with_files = [visit for visit in round_of.visits if visit.takes_a_file]
    assert [visit.name for visit in with_files if largest_body(visit.place.view) <= SMALL] == []
    assert len(with_files) > 5 or "leader" not in round_of.roles


def test_no_page_links_to_one_that_refuses_the_reader(round_of):
    assert {role: links for role, links in round_of.refused.items() if links} == {}
