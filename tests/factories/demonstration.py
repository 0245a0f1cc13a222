"""The whole demonstration for a test module, rolled back after it."""

from contextlib import contextmanager

from django.core.management import call_command
from django.test import override_settings

from tests.factories.undone import undone


@contextmanager
def the_demonstration(blocker, files):
    """Seed every story of the demonstration, with files in the folder ``files``; undo all of it at the end."""
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": files}}
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with (
        override_settings(STORAGES={"default": storage}, PASSWORD_HASHERS=hashers, DEMO_MODE=True),
        undone(blocker),
    ):
        call_command("seed_demo", stage="all", verbosity=0)
        yield
