import logging

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from partnerships.models import Partnership
from psp.core import reference
from psp.demo import large
from psp.demo.days import Days
from psp.demo.places import refuse_in_production


class Command(BaseCommand):
    help = (
        "Add a large fictional directory and many fictional partnerships, to see how the service bears them. "
        "Run again, it adds what is missing only."
    )

    def add_arguments(self, parser):
        parser.add_argument("--organisations", type=int, default=25_000, help="charities in the directory")
        parser.add_argument("--partnerships", type=int, default=1_000, help="partnerships under way")
        parser.add_argument("--seed", type=int, default=2026, help="where the made-up figures begin")

    def handle(self, *, organisations, partnerships, seed, **options):
        refuse_in_production()
        logging.disable(logging.INFO)
        try:
            reference.load_all()
            days = Days(timezone.now())
            ada, officers, purchasers = large.people(days)
            large.directory(organisations, seed=seed, by=ada, days=days)
            with transaction.atomic():
                large.partnerships(partnerships, seed=seed, officers=officers, purchasers=purchasers, days=days)
        finally:
            logging.disable(logging.NOTSET)
        self.stdout.write(f"{organisations} charities, {Partnership.objects.count()} partnerships in all")
