from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from partnerships.storage.operations import confirm_look, look_through_storage


class Command(BaseCommand):
    help = "Look through the file storage now, as every night, and put files no record refers to in quarantine."

    def add_arguments(self, parser):
        parser.add_argument(
            "--confirm",
            action="store_true",
            help="go on though many files are missing or unknown: only when you know why, after a restore for example",
        )

    def handle(self, *, confirm, **options):
        look = look_through_storage(at=timezone.now())
        if confirm and look.waits_for_a_decision:
            confirm_look(at=timezone.now())
            look = look_through_storage(at=timezone.now())
        if look.stopped_because:
            raise CommandError(look.stopped_because)
        self.stdout.write(f"Files: {look.files}, missing: {look.missing}, put in quarantine: {look.added}.")
