"""What ``make run`` does before it starts the product. Safe to repeat, and to be killed anywhere."""

import hashlib
from io import StringIO
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from psp.core import reference


class Command(BaseCommand):
    help = "Bring database, reference data and static files up to date and, in demo mode, make the demo data once."
    # A second start has nothing new to check, and checking loads every page.
    requires_system_checks = []

    def handle(self, **options):
        if not is_prepared():
            self.check()
            call_command("migrate", interactive=False, verbosity=0)
            call_command("load_reference", stdout=StringIO())
            note_prepared()
        self.pair_storage()
        self.collect_static()
        if settings.DEMO_MODE and not settings.PRODUCTION and not get_user_model().objects.exists():
            self.stdout.write("Making the demo data.")
            self.stdout.flush()
            # All of it or none of it: a start that is cut short begins again from an empty database.
            with transaction.atomic():
                call_command("seed_demo", stage="all", verbosity=0)
        self.name_demo_people()

    def pair_storage(self):
        """Pair a new storage with a new database; where they do not match, the service starts and says so."""
        try:
            call_command("pair_storage", stdout=StringIO())
        except CommandError as mismatch:
            self.stderr.write(str(mismatch))

    def name_demo_people(self):
        people = get_user_model().objects.filter(is_demo=True, is_active=True).order_by("role", "name")
        if settings.DEMO_MODE and people:
            self.stdout.write("\nOn the sign-in page, one click signs you in as one of these people:")
            for person in people:
                self.stdout.write(f"  {person.name:24} {person.get_role_display():22} {person.email}")

    def collect_static(self):
        """Collect the static files unless they are those collected last: compressing them takes seconds."""
        done = Path(settings.STATIC_ROOT, "collected")
        digest = static_digest()
        if done.is_file() and done.read_text() == digest:
            return
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        done.write_text(digest)


def is_prepared():
    """Tell whether the database is up to date with migrations and reference data: looking through both takes seconds.

    SQLite keeps the mark of the last preparation inside the database, so one that was deleted, restored or migrated by hand
    does not pass for another. Elsewhere every start looks through both.
    """
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        kept = cursor.execute("PRAGMA user_version").fetchone()[0]
    return kept != 0 and kept == mark()


def note_prepared():
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA user_version = {mark()}")


def mark():
    """Return a number over the files that prepare the database and the migrations it says it has had."""
    folders = [Path(app.path, name) for app in apps.get_app_configs() for name in ("migrations", "fixtures")]
    files = [str(file) for folder in folders for file in folder.glob("*.*")]
    digest = hashlib.sha256()
    for path in sorted({*files, *reference.sources()}):
        found = Path(path).stat()
        digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    digest.update(repr(sorted(MigrationRecorder(connection).applied_migrations())).encode())
    # What SQLite keeps has 31 bits and is 0 in a new database.
    return int.from_bytes(digest.digest()[:4]) >> 1 or 1


def static_digest():
    """Return a hash over the path, size and time of change of every static file."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
