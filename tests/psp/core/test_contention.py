"""Two transactions that stand in each other's way: the request is carried out once more, then shown again as it was typed."""

import threading
import time

import psycopg
import pytest
from django.db import OperationalError, connection, connections

from partnerships.models import Chain, LearningPoint, SentForm
from psp.core.contention import is_contention
from psp.core.once import sent_by

TYPED = {
    "title": "Take the bus",
    "stage": "design",
    "theme": "forming",
    "happened": "Nobody came.",
    "learned": "The bus stops at four.",
    "is_shared": "True",
    "once": "0123456789abcdef0123456789abcdef",
}
BUSY = "Someone else was saving at the same moment. Nothing has been saved. Save again."


class Sender(threading.Thread):
    """Sends a form as a person does, while another transaction is in its way."""

    def __init__(self, client, url, typed):
        super().__init__()
        self.client, self.url, self.typed, self.answer = client, url, typed, None

    def run(self):
        self.answer = self.client.post(self.url, self.typed)
        self.answer.content  # noqa: B018  drawn here, with this thread's connection
        connections.close_all()

    def finish(self):
        self.join(timeout=60)
        return self.answer


@pytest.fixture
def url(transactional_db, partnership):
    Chain.objects.get_or_create(name=f"partnership:{partnership.pk}")
    return f"/partnerships/{partnership.pk}/learning/add/"


# Somebody waits for a lock in this database: other tests wait in theirs.
WAITS = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"


@pytest.fixture
def deadlock(url, partnership, olivia, rf):
    """Hold the history and ask for the form's own row, which the sender holds while it waits for the history."""
    if connection.vendor != "postgresql":
        pytest.skip("Only on PostgreSQL: SQLite lets one write at a time")
    request = rf.post(url, TYPED)
    request.user = olivia
    sent = sent_by(request)
    options = connection.get_connection_params()
    other = psycopg.connect(
        **{name: options[name] for name in ("dbname", "user", "password", "host", "port") if name in options}
    )
    # The database ends the one that notices first: never this one.
    other.execute("set deadlock_timeout = '60s'")
    other.commit()
    chain = f"partnership:{partnership.pk}"
    other.execute(f"select 1 from {Chain._meta.db_table} where name = %s for update", [chain])  # noqa: S608

    def stand_in_the_way():
        """Wait until the sender waits, ask for what it holds, and give that up again once the database has ended it."""
        until = time.monotonic() + 30
        parameters = {**other.info.get_parameters(), "password": options.get("password", "")}
        # Each look by itself: within one transaction all would see what the first one saw.
        with psycopg.connect(**parameters, autocommit=True) as looking:
            while not looking.execute(WAITS).fetchone():
                assert time.monotonic() < until
                time.sleep(0.02)
        with other.transaction(force_rollback=True):
            other.execute(
                f"insert into {SentForm._meta.db_table} (digest, page, url, sent_at) values (%s, '', '', now())",  # noqa: S608
                [sent.digest],
            )

    yield stand_in_the_way, other
    other.close()


def test_a_deadlock_is_carried_out_again(url, signed_in, olivia, deadlock):
    stand_in_the_way, other = deadlock
    sender = Sender(signed_in(olivia), url, TYPED)
    sender.start()
    stand_in_the_way()
    other.rollback()
    answer = sender.finish()
    assert (answer.status_code, LearningPoint.objects.count()) == (302, 1)


def test_a_second_deadlock_shows_the_form_with_everything_typed(url, signed_in, olivia, deadlock):
    stand_in_the_way, other = deadlock
    sender = Sender(signed_in(olivia), url, TYPED)
    sender.start()
    stand_in_the_way()
    stand_in_the_way()
    other.rollback()
    answer = sender.finish()
    page = answer.content.decode()
    assert (answer.status_code, LearningPoint.objects.count(), SentForm.objects.count()) == (409, 0, 0)
    assert [words for words in (BUSY, "Nobody came.", TYPED["once"]) if words not in page] == []
    assert signed_in(olivia).post(url, TYPED).status_code == 302
    assert LearningPoint.objects.count() == 1


def test_a_locked_database_is_tried_again(url, signed_in, olivia, locked):
    client = signed_in(olivia)
    locked()
    assert client.post(url, TYPED).status_code == 302
    assert LearningPoint.objects.count() == 1


def test_a_database_that_stays_locked_shows_the_form_with_everything_typed(url, signed_in, olivia, locked):
    client = signed_in(olivia)
    client.get(url)
    locked(for_good=True)
    answer = client.post(url, TYPED)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert [words for words in (BUSY, "Nobody came.", TYPED["once"]) if words not in page] == []


def test_a_script_is_told_to_try_again(url, signed_in, olivia, locked):
    client = signed_in(olivia)
    client.get(url)
    locked(for_good=True)
    answer = client.post(url, TYPED, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.json(), answer["Retry-After"]) == (503, {"busy": True}, "5")


@pytest.mark.parametrize("error", [OperationalError("disk I/O error"), ValueError("40P01"), OperationalError()])
def test_other_faults_are_faults(error):
    assert is_contention(error) is False
