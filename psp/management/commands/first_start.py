"""What ``make run`` does before it starts the product. Safe to repeat, and to be killed anywhere."""

import hashlib
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction


class Command(BaseCommand):
    help = "Bring database, reference data and static files up to date and, in demo mode, make the demo data once."

    def handle(self, **options):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_reference", stdout=StringIO())
        self.collect_static()
        if settings.DEMO_MODE and not get_user_model().objects.exists():
            self.stdout.write("Making the demo data.")
            self.stdout.flush()
            # All of it or none of it: a start that is cut short begins again from an empty database.
            with transaction.atomic():
                call_command("seed_demo", stage="all", verbosity=0)
        self.name_demo_people()

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


def static_digest():
    """Return a hash over the path, size and time of change of every static file."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
