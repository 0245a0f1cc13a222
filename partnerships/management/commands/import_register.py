from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from partnerships.imports.operations import apply_import, same_file_in_force, start_import, work_on_import
from partnerships.register.models import Register, RegisterImport, RowKind
from psp.core.problems import Refused
from psp.core.work import WorkState

SHOWN_PROBLEMS = 20


class Command(BaseCommand):
    help = "Import a register's file into the directory: shows what would change; with --apply, changes it."

    def add_arguments(self, parser):
        parser.add_argument("register", choices=Register.values)
        parser.add_argument("file", type=Path, help="the CSV file as it was downloaded, or the ZIP archive it came in")
        parser.add_argument("--apply", action="store_true", help="change the directory as shown")
        parser.add_argument(
            "--close-gone", action="store_true", help="with --apply: also close those no longer in the register"
        )

    def handle(self, *, register, file, apply, close_gone, **options):
        try:
            with file.open("rb") as opened:
                found = start_import(register=register, file=opened, name=file.name, by=None, at=timezone.now())
        except OSError as problem:
            raise CommandError(f"{file} cannot be read: {problem.strerror}") from problem
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        found = self.work_on(found)
        self.show(found)
        if earlier := same_file_in_force(found, close_gone=close_gone):
            self.stdout.write(f"This is the file of import {earlier.pk}, which stands: there is nothing to apply.")
        elif apply:
            try:
                apply_import(register_import=found, close_gone=close_gone, by=None, at=timezone.now())
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal
            found = self.work_on(found)
            self.stdout.write(f"Applied as import {found.pk}: {found.done} rows.")
        else:
            self.stdout.write(f"Nothing is changed. Apply it with --apply, or on the page of import {found.pk}.")

    def work_on(self, found):
        """Do the step at hand in this process; raise CommandError with the reason where it fails."""
        work_on_import(import_id=found.pk, now=timezone.now)
        found = RegisterImport.objects.get(pk=found.pk)
        if found.state == WorkState.FAILED:
            raise CommandError(found.error)
        if found.state != WorkState.DONE:
            raise CommandError(f"A worker has taken import {found.pk} over. Its page shows how far it is.")
        return found

    def show(self, found):
        for kind in RowKind:
            self.stdout.write(f"{kind.label}: {found.counts[kind.value]}")
        self.stdout.write(f"Rows with a problem: {found.counts['problems']}")
        for row in found.rows.with_problems()[:SHOWN_PROBLEMS]:
            self.stdout.write(f"  row {row.number}: {'; '.join(row.problem.splitlines())}")
