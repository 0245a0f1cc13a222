from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from partnerships.storage.operations import pair_storage
from partnerships.storage.queries import Pairing


class Command(BaseCommand):
    help = "Pair the file storage with the database. Run again, it changes nothing; --anyway pairs what does not match."

    def add_arguments(self, parser):
        parser.add_argument(
            "--anyway",
            action="store_true",
            help="pair them though the storage has another mark or none: only when no other copy uses this storage",
        )

    def handle(self, *, anyway, **options):
        pairing = pair_storage(at=timezone.now(), anyway=anyway)
        if pairing is not Pairing.PAIRED:
            raise CommandError(pairing.words)
        self.stdout.write(pairing.words)
