from django.core.management.base import BaseCommand
from django.db import transaction

from psp.core import reference


class Command(BaseCommand):
    help = "Add the reference data a fresh database needs. Rows an administrator has edited stay as they are."

    @transaction.atomic
    def handle(self, **options):
        for name, added in reference.load_all().items():
            self.stdout.write(f"{name}: {added} added")
