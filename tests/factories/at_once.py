"""Acts at the same moment, on PostgreSQL, each with a connection of its own."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import combinations_with_replacement

import pytest
from django.db import Error, connection, connections, transaction

from psp.core.problems import Refused
from tests.factories.lock_order import HISTORY, LOCKS, WRITES

# Marks a test, or a module as its ``pytestmark``. The words "Only on" say that the test is not left out: it runs elsewhere.
ON_POSTGRESQL = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="Only on PostgreSQL: SQLite has one writer at a time"),
]

# How long an act that holds a lock lets the other come to its next one, and after how many locks it does.
A_MOMENT = 0.002
STEPS = 4
# How long a first act keeps its transaction open, so that a second one reads what was there before.
UNCOMMITTED = 0.7


def at_once(*acts):
    """Start all acts together; return in order of the alphabet what each was refused with, or "done"."""
    start, told = threading.Barrier(len(acts)), [""] * len(acts)

    def run(place, act):
        try:
            start.wait()
            act()
            told[place] = "done"
        except Refused as refusal:
            told[place] = type(refusal).__name__
        except Exception as problem:
            told[place] = repr(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


def while_it_waits_to_commit(first, second):
    """Run the second act while the first has written and has not committed; return what each was refused with, or "done"."""
    written, told = threading.Event(), ["", ""]

    def hold():
        with transaction.atomic():
            first()
            written.set()
            time.sleep(UNCOMMITTED)

    def run(place, act):
        try:
            act()
            told[place] = "done"
        except Refused as refusal:
            told[place] = type(refusal).__name__
        finally:
            written.set()
            connections.close_all()

    holding = threading.Thread(target=run, args=(0, hold))
    holding.start()
    written.wait()
    following = threading.Thread(target=run, args=(1, second))
    following.start()
    for thread in (holding, following):
        thread.join()
    return told


class _Step:
    """Lets one act come to its first lock, waits until the other is there too, and takes the next few step by step."""

    def __init__(self, mine, other):
        self.mine, self.other, self.left = mine, other, STEPS

    def __call__(self, execute, sql, params, many, context):
        if not self.left or not _locked_by(sql):
            return execute(sql, params, many, context)
        self.left -= 1
        self.mine.set()
        done = execute(sql, params, many, context)
        self.other.wait(timeout=2)
        time.sleep(A_MOMENT)
        return done


def _locked_by(sql):
    match = WRITES.search(sql) or LOCKS.search(sql)
    return match[1] if match else ""


@contextmanager
def two_at_once():
    """Give a function that runs two acts at once, undoes both and returns what each met: "" or the words of the database.

    Refusals are no errors here: what matters is that the database ends neither.
    """
    with ThreadPoolExecutor(max_workers=2) as threads:

        def collide(first, second):
            # Each thread takes one act, for neither ends before both are there.
            there, start = [threading.Event(), threading.Event()], threading.Barrier(2)

            def run(act, mine, other):
                start.wait()
                try:
                    with connection.execute_wrapper(_Step(mine, other)):
                        _undone(act)
                except Refused:
                    pass
                except Error as problem:
                    return str(problem).splitlines()[0]
                finally:
                    mine.set()
                return ""

            running = [
                threads.submit(run, first, there[0], there[1]),
                threads.submit(run, second, there[1], there[0]),
            ]
            return [one.result() for one in running]

        yield collide
        closed = threading.Barrier(2)
        for one in [threads.submit(_close, closed) for _each in range(2)]:
            one.result()


def _close(both):
    both.wait()
    connections.close_all()


def _undone(act):
    with transaction.atomic():
        act()
        transaction.set_rollback(True)


def locks_of(act):
    """Run an act alone and undo it; return the tables it locks or writes, in the order it comes to them."""
    tables = {}

    def note(execute, sql, params, many, context):
        if table := _locked_by(sql):
            tables[table] = None
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        _undone(act)
    return tuple(tables)


def ended_by_the_database(acts):
    """Run every pair of acts at once, an act with itself too; return what the database ended, by the pair.

    Acts that lock the same tables in the same order stand for one another. Each act must be possible alone, and lock two
    things, the history first.
    """
    orders, refused, ended = {}, {}, {}
    for name, act in acts.items():
        try:
            orders[name] = locks_of(act)
        except Refused as refusal:
            refused[name] = repr(refusal)
    wrong = {name: order for name, order in orders.items() if len(order) < 2 or order[0] != HISTORY}
    assert not refused | wrong, refused | wrong
    different = {order: name for name, order in reversed(orders.items())}
    with two_at_once() as collide:
        for first, second in combinations_with_replacement(sorted(different.values()), 2):
            met = collide(acts[first], acts[second])
            if any(met):
                ended[first, second] = met
    return ended
