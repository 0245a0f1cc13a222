"""``manage.py backup``: database and files in one place, with one manifest."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from psp.backup.archive import NoBackup
from psp.backup.making import make_backup


class Command(BaseCommand):
    help = "Back up the database and its files to a folder, or to one file where the name ends in .tar. The keys are not in it."
    # A database that an older version prepared is backed up as it is, before it is upgraded.
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("place", type=Path, metavar="FOLDER|FILE.tar")

    def handle(self, *, place, **options):
        try:
            manifest = make_backup(place, at=timezone.now())
        except NoBackup as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(f"The backup could not be written: {problem.strerror or problem}.") from problem
        rows = sum(table.rows for table in manifest.tables)
        size = manifest.files.size / 1024 / 1024
        self.stdout.write(
            f"{place}: {rows} rows, {manifest.files.count} files ({size:.1f} MB), version {manifest.version}."
        )
        self.stdout.write("Keep the keys (BID_SEAL_KEY) in another place: without them sealed bids cannot be opened.")
        if missing := manifest.files.missing:
            self.stderr.write(f"{len(missing)} files are missing from the storage, the first {missing[0]}: run verify.")
