"""What is made once for several tests, and undone after the last of them."""

from contextlib import contextmanager

from django.db import transaction


@contextmanager
def undone(blocker):
    """Keep what is written within for the tests that follow; they see it as there from the start, and its end undoes it."""
    block = transaction.atomic()
    # As the block a test runs in: not part of any act, so no act's order of locks is counted from here.
    block._from_testcase = True
    with blocker.unblock(), block:
        yield
        transaction.set_rollback(True)
