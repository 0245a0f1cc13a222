"""The whole demonstration for a test module, rolled back after it."""

from contextlib import contextmanager

from django.core.management import call_command
from django.test import override_settings

from tests.factories.quiet import quiet_places
from tests.factories.undone import undone


@contextmanager
def the_demonstration(blocker, files):
    """Seed every story of the demonstration, with files in the folder ``files``; undo all of it at the end."""
    with override_settings(**quiet_places(files), DEMO_MODE=True), undone(blocker):
        call_command("seed_demo", stage="all", verbosity=0)
        yield
