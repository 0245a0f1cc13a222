"""Stages of a tender, built once in a process and loaded by every other test that asks for them.

A ranked tender takes forty operations. The first test that asks for it builds it as before; its rows, its files and the
objects its fixtures returned are kept, and put back for the next test with the same fixtures. What the operations do is
tested where they are; these fixtures only lead up to a test.
"""

import pickle
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connection

CAST = {"council", "charity", "olivia", "pat", "edie", "bo", "ada", "otto", "partnership"}
# The last of these that a test asks for is what is kept for it.
DEEPEST_FIRST = ("award", "ranked", "in_moderation", "scorers", "opened", "with_bids")
STAGED = CAST | {*DEEPEST_FIRST, "figures", "tender_stage", "published", "una", "evan"}
# Fixtures that write nothing to the database before a test uses them.
WRITE_NOTHING = {
    *(
        "db",
        "settings",
        "tmp_path",
        "monkeypatch",
        "request",
        "client",
        "rf",
        "caplog",
        "capsys",
        "capfd",
        "mailoutbox",
    ),
    *("_django_db_helper", "_django_db_marker", "_live_server_helper", "_django_set_urlconf", "_dj_autoclear_mailbox"),
    *("_django_clear_site_cache", "_django_isolate_apps", "faker", "record_property"),
    *("_fail_for_invalid_template_variable", "_template_string_if_invalid_marker", "_django_setup_unittest"),
    *(
        "_quiet_places",
        "_histories_are_locked_first",
        "quick_refusals",
        "signed_in",
        "clock",
        "queries_of",
        "scorers_of",
    ),
    *("django_assert_num_queries", "django_assert_max_num_queries", "django_capture_on_commit_callbacks"),
}
# Rows every database of the tests has from the start.
PERMANENT = {"django_content_type", "auth_permission", "django_site", "django_migrations", "sqlite_sequence"}
UNDERWAY = pytest.StashKey["Underway"]()


@dataclass(frozen=True)
class Stage:
    """A state of the database: rows by table, files by name, and what the fixtures returned, pickled together."""

    rows: dict[str, tuple[list[str], list[tuple]]]
    files: dict[str, bytes]
    objects: bytes


@dataclass
class Underway:
    """The fixtures of one test: which are set up, what they returned, and what was loaded for them."""

    key: tuple[str, ...]
    deepest: str
    finished: set[str] = field(default_factory=set)
    returned: dict[str, object] = field(default_factory=dict)
    loaded: dict[str, object] | None = None


class KeepsStages:
    """Serves kept stages in place of the fixtures that build them, for the tests under a folder."""

    def __init__(self, folder):
        self.folder, self.kept = Path(folder), {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_fixture_setup(self, fixturedef, request):
        underway = self.underway_of(request, fixturedef)
        if underway is None or fixturedef.argname not in STAGED:
            return None
        if underway.loaded is None and not underway.returned and underway.finished <= WRITE_NOTHING:
            stage = self.kept.get(underway.key)
            underway.loaded = load(stage, request) if stage else {}
        if fixturedef.argname not in (underway.loaded or {}):
            return None
        value = underway.loaded[fixturedef.argname]
        fixturedef.cached_result = (value, fixturedef.cache_key(request), None)
        # A fixture may return None, and a hook that does has not answered.
        return value if value is not None else True

    def underway_of(self, request, fixturedef):
        item = request.node
        if fixturedef.scope != "function" or self.folder not in item.path.parents:
            return None
        if UNDERWAY not in item.stash:
            names = tuple(name for name in item.fixturenames if name in STAGED)
            deepest = next((name for name in DEEPEST_FIRST if name in names), "")
            item.stash[UNDERWAY] = Underway(names, deepest) if deepest and not is_transactional(item) else None
        return item.stash[UNDERWAY]


class NotesFixtures:
    """Notes what fixtures return, and keeps a stage when its last fixture is set up."""

    def __init__(self, keeper):
        self.keeper = keeper

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef, request):
        value = yield
        underway = self.keeper.underway_of(request, fixturedef)
        if underway is None:
            return value
        name = fixturedef.argname
        underway.finished.add(name)
        if name in STAGED:
            underway.returned[name] = fixturedef.cached_result[0]
        if name == underway.deepest and not underway.loaded and underway.finished <= WRITE_NOTHING | STAGED:
            self.keeper.kept[underway.key] = keep(underway.returned, request)
        return value


def is_transactional(item):
    marker = item.get_closest_marker("django_db")
    return "transactional_db" in item.fixturenames or bool(marker and marker.kwargs.get("transaction"))


def keep(objects, request):
    tables = sorted(set(connection.introspection.table_names()) - PERMANENT)
    rows = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            if found := cursor.fetchall():
                rows[table] = ([column[0] for column in cursor.description], found)
    place = files_of(request)
    files = {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}
    return Stage(rows, files, pickle.dumps(objects))


def load(stage, request):
    request.getfixturevalue("db")
    with connection.cursor() as cursor:
        for table, (columns, rows) in stage.rows.items():
            names = ", ".join(f'"{column}"' for column in columns)
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', rows)
    place = files_of(request)
    for name, content in stage.files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return pickle.loads(stage.objects)


def files_of(request):
    return request.getfixturevalue("tmp_path") / "files"
