"""``manage.py restore``: a backup into this database and storage. Checks first, writes after."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from partnerships.activity.operations import record
from partnerships.seals.operations import note_lost
from partnerships.storage.models import StoragePairing
from partnerships.storage.operations import pair_storage
from psp.backup import unfinished
from psp.backup.archive import NoBackup
from psp.backup.restoring import Refused, Wishes, check, restore


class Command(BaseCommand):
    help = (
        "Restore a backup into an empty database (SQLite or PostgreSQL) and this file storage. "
        "Everything is checked before anything is written. Stop web, worker and beat first."
    )
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("place", type=Path, metavar="FOLDER|FILE.tar")
        parser.add_argument("--check", action="store_true", help="check only, write nothing")
        parser.add_argument("--replace", action="store_true", help="take the place of what a database in use holds")
        parser.add_argument("--lose-newer", action="store_true", help="with --replace: even where that is newer")
        parser.add_argument("--without-keys", action="store_true", help="though a key of the backup is not configured")
        parser.add_argument(
            "--take-storage", action="store_true", help="though the file storage is paired with another database"
        )

    def handle(self, *, place, **options):
        wishes = Wishes(options["replace"], options["lose_newer"], options["without_keys"], options["take_storage"])
        try:
            if options["check"]:
                manifest = check(place, wishes)
                self.stdout.write(f"{place} is whole and can be restored here: {self.words(manifest)}.")
                return
            restored = restore(place, wishes, at=timezone.now())
        except (Refused, NoBackup) as problem:
            raise CommandError(str(problem)) from problem
        self.record_it(restored.manifest)
        for key in note_lost(at=timezone.now()) if wishes.without_keys else []:
            self.stdout.write(f"The key {key} is noted as lost: what was sealed with it stays closed.")
        unfinished.end()
        self.stdout.write(f"Restored {self.words(restored.manifest)}.")
        if restored.migrated:
            self.stdout.write(f"The database was brought to this version: {restored.migrated} migrations.")
        self.stdout.write("Run “python manage.py verify”, then start the service.")

    def record_it(self, manifest):
        """Pair the storage with what is now its database, and leave a trace in the history."""
        now = timezone.now()
        pair_storage(at=now, anyway=True)
        note = f"Backup of {manifest.made_at:%d %B %Y %H:%M} UTC, version {manifest.version}"
        record(
            verb="service.restored", target=StoragePairing.objects.get(), by=None, at=now, note=note, is_private=True
        )

    def words(self, manifest):
        rows = sum(table.rows for table in manifest.tables)
        moment = f"{manifest.made_at:%d %B %Y %H:%M} UTC"
        return f"{rows} rows and {manifest.files.count} files of {moment}, version {manifest.version}"
