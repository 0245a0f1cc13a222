"""Two hundred reminders by real workers that are killed again and again, to a real mail server."""

import time
from collections import Counter, defaultdict

import pytest
from django.utils import timezone

from tests.factories.post_office import PostOffice
from tests.factories.workshop import Workshop

pytestmark = pytest.mark.processes

PEOPLE, ERRANDS_EACH = 20, 10
REMINDERS = PEOPLE * ERRANDS_EACH
LEASE_SECONDS = 3
# A quiet machine needs about half a minute.
PATIENCE_SECONDS = 150

# A kill when as many mails have arrived: first in the middle of the morning's sweep, then while its mails are sent.
KILLS = {0: "one", 40: "child", 80: "all", 140: "one"}

HIRE_PEOPLE = f"""
from django.contrib.auth import get_user_model
User = get_user_model()
people = [User(email=f"person{{n}}@example.org", name=f"Person {{n}}", password="!") for n in range({PEOPLE})]
print(len(User.objects.bulk_create(people)))
"""

COUNT = """
import json
from collections import Counter
from partnerships.models import Notice, OutgoingMail, SweepRun
states = Counter(OutgoingMail.objects.values_list("state", flat=True))
finished = SweepRun.objects.filter(finished_at__isnull=False).count()
print(json.dumps([Notice.objects.count(), Notice.objects.filter(mail=None).count(), states, finished]))
"""


@pytest.fixture
def office():
    with PostOffice(seconds=0.08) as office:
        yield office


@pytest.fixture
def workshop(tmp_path, office):
    env = {
        "EMAIL_URL": f"smtp://127.0.0.1:{office.port}",
        "WORK_LEASE_SECONDS": str(LEASE_SECONDS),
        "ERRANDS_DUE_ON": timezone.localdate().isoformat(),
        "ERRANDS_EACH": str(ERRANDS_EACH),
    }
    include = "tests.partnerships.reminders.many_due"
    with Workshop(tmp_path, name="reminders", number=3, include=include, env=env) as workshop:
        yield workshop


def kill(workshop, how):
    if how == "child":
        workshop.kill_a_child()
        return
    for _worker in range(len(workshop.workers) if how == "all" else 1):
        workshop.kill()
        workshop.hire()


def play_beat(workshop, today):
    """Send what beat sends, oftener; the sweep too, as if every hour were seven o'clock."""
    workshop.send("partnerships.sweep_reminders", today=today)
    workshop.send("partnerships.requeue_mail")


def test_each_of_200_reminders_arrives_once_however_often_the_workers_are_killed(workshop, office):
    assert workshop.ask(HIRE_PEOPLE) == PEOPLE
    today = timezone.localdate().isoformat()
    kills = dict(KILLS)
    for _worker in range(2):
        workshop.hire()
    arrived, until, next_beat = 0, time.monotonic() + PATIENCE_SECONDS, 0.0
    while arrived < REMINDERS or kills:
        assert time.monotonic() < until, f"{arrived} of {REMINDERS} arrived; kills left: {kills}"
        if time.monotonic() >= next_beat:
            play_beat(workshop, today)
            next_beat = time.monotonic() + 1
        for count in [count for count in kills if count < arrived]:
            kill(workshop, kills.pop(count))
        arrived = len({message_id for message_id, _, _ in office.taken})
        time.sleep(0.02)
    let_leases_run_out(workshop, today)

    # A copy under the same Message-ID is the same mail to whoever receives it: mail programs show it once.
    copies = Counter(message_id for message_id, _, _ in office.taken)
    ids_of = defaultdict(set)
    for message_id, address, message in office.taken:
        ids_of[address, message["Subject"]].add(message_id)
    assert len(copies) == REMINDERS
    assert ids_of.keys() == {
        (f"person{n}@example.org", f"Due today: Errand {number}")
        for n in range(PEOPLE)
        for number in range(ERRANDS_EACH)
    }
    assert {len(ids) for ids in ids_of.values()} == {1}
    # A process that is killed can be between the server's taking a mail and noting so for one mail at the most.
    assert sum(copies.values()) - REMINDERS <= 2 * workshop.killed
    assert workshop.ask(COUNT) == [REMINDERS, 0, {"done": REMINDERS}, 1]
    assert workshop.killed >= len(KILLS)


def let_leases_run_out(workshop, today):
    """Give whatever would be sent a second time its chance."""
    until = time.monotonic() + LEASE_SECONDS + 3
    while time.monotonic() < until:
        play_beat(workshop, today)
        time.sleep(1)
