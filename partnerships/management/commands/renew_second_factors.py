from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from partnerships.accounts.operations import renew_second_factors


class Command(BaseCommand):
    help = "Encrypt the secrets of second factors with the newest key of BID_SEAL_KEY, so that an older one can go."

    def handle(self, **options):
        changed, unreadable = renew_second_factors(at=timezone.now())
        self.stdout.write(f"Encrypted again with the newest key: {changed}.")
        if unreadable:
            raise CommandError(f"No key opens {unreadable} of them: put the older key back, or reset these factors.")
