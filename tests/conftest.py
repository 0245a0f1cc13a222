"""The cast: Olivia leads, Pat purchases, Edie evaluates, Bo bids, Ada administers, Otto is outside."""

import gc
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import settings as hypothesis_settings

from partnerships.models import PartnershipRole, Role
from psp.core.caches import breaker as cache_breaker
from psp.core.caches import meanwhile
from psp.core.work import broker_breaker
from tests.factories.browser import chromium, playwright, whole_chromium  # noqa: F401  fixtures, for tests in a browser
from tests.factories.emptying import empty_quickly
from tests.factories.lock_order import LockOrder
from tests.factories.locks import locked  # noqa: F401  a fixture
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnerships import MemberFactory, PartnershipFactory, PersonRoleFactory
from tests.factories.people import MembershipFactory, UserFactory
from tests.factories.quiet import quiet_places
from tests.factories.stages import KeepsStages, NotesFixtures

NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)
TODAY = date(2026, 6, 3)
PAGES = {"test_views.py", "test_admin.py", "test_admin_files.py"}

# A busy machine is slow, not wrong.
hypothesis_settings.register_profile("psp", deadline=None)
hypothesis_settings.load_profile("psp")


def pytest_configure(config):
    # Looking for garbage as often as Python does takes a tenth of the suite's time.
    gc.set_threshold(50_000, 20, 20)
    keeper = KeepsStages(Path(__file__).parent / "procurement")
    config.pluginmanager.register(keeper)
    config.pluginmanager.register(NotesFixtures(keeper))


# Before pytest-xdist reads which group a test belongs to.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what cannot differ between databases, so that a second suite need not run it again; put what takes long first."""
    for item in items:
        asks_database = {"db", "transactional_db", "live_server"} & set(item.fixturenames) or item.get_closest_marker(
            "django_db"
        )
        if not asks_database and not any(
            item.get_closest_marker(name) for name in ("processes", "services", "browser")
        ):
            item.add_marker("pure")
        # What a page says of the same records is the same on every database. On each of them, every page is opened and every
        # form sent by tests/architecture/test_fuzzing.py, and what pages read and write is tested beneath them.
        if item.path.name in PAGES:
            item.add_marker("once")
        # What a module makes once for its tests would be made by each worker that runs one of them.
        shared = item._fixtureinfo.name2fixturedefs.values()
        if any(found[-1].scope == "module" for found in shared):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
    # What waits for a browser or for processes takes longest: started last, it would keep one worker busy and the rest idle.
    items.sort(key=lambda item: not any(item.get_closest_marker(name) for name in ("browser", "processes")))


def pytest_collection_finish():
    """Never look for garbage among what was imported."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _tables_are_emptied_quickly():
    empty_quickly(connection)


@pytest.fixture(autouse=True)
def _quiet_places(settings, tmp_path):
    """Keep files, mail and messages of a test in its own folder; never reach for a broker."""
    for name, value in quiet_places(tmp_path).items():
        setattr(settings, name, value)
    # What was away in one test answers in the next.
    broker_breaker.worked()
    cache_breaker.worked()
    meanwhile.clear()


@pytest.fixture(autouse=True)
def _histories_are_locked_first(request):
    """Watch the order in which whatever the test runs locks its rows."""
    order = LockOrder()
    with connection.execute_wrapper(order):
        yield
    assert order.wrong == []


@pytest.fixture
def council(db):
    return OrganisationFactory(name="Kirkton Council", kind="council")


@pytest.fixture
def charity(db):
    return OrganisationFactory(name="Good Company", kind="third_sector")


@pytest.fixture
def olivia(charity):
    person = UserFactory(name="Olivia Reid", email="olivia@example.org", role=Role.DEVELOPMENT_OFFICER)
    MembershipFactory(person=person, organisation=charity)
    return person


@pytest.fixture
def pat(council):
    person = UserFactory(name="Pat Lennox", email="pat@example.org", role=Role.COUNCIL_PURCHASER)
    MembershipFactory(person=person, organisation=council)
    return person


@pytest.fixture
def edie(db):
    return UserFactory(name="Edie Hall", email="edie@example.org", role=Role.DEVELOPMENT_OFFICER)


@pytest.fixture
def bo(db):
    person = UserFactory(name="Bo Quinn", email="bo@example.org", role=Role.DEVELOPMENT_OFFICER)
    MembershipFactory(person=person, organisation=OrganisationFactory(name="Northside Neighbours"))
    return person


@pytest.fixture
def ada(db):
    return UserFactory(name="Ada Munro", email="ada@example.org", role=Role.ADMINISTRATOR)


@pytest.fixture
def otto(db):
    return UserFactory(name="Otto Vane", email="otto@example.org", role=Role.DEVELOPMENT_OFFICER)


@pytest.fixture
def partnership(council, charity, olivia, pat, edie, bo):
    """Kirkton Befriending in the design stage: both leads, Bo's organisation as a partner that may bid, and its people."""
    found = PartnershipFactory(name="Kirkton Befriending", purchasing_council=council)
    MemberFactory(partnership=found, organisation=council, role="lead_public")
    MemberFactory(partnership=found, organisation=charity, role="lead_third_sector", may_bid=True)
    MemberFactory(partnership=found, organisation=bo.memberships.get().organisation, may_bid=True)
    for person, role in (
        (olivia, PartnershipRole.LEADER),
        (pat, PartnershipRole.PURCHASER),
        (edie, PartnershipRole.EVALUATOR),
        (bo, PartnershipRole.CONTACT),
    ):
        PersonRoleFactory(partnership=found, person=person, role=role)
    return found


@pytest.fixture
def quick_refusals(settings):
    """Answer what is refused without its page, for tests that look at statuses alone: what those pages say is tested where they are."""
    settings.ROOT_URLCONF = "tests.factories.plain_refusals"


@pytest.fixture
def signed_in(client):
    """Sign a person in to the test client and return it: ``signed_in(olivia).get(url)``."""

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in
