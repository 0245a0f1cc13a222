import logging

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from partnerships.models import Partnership
from psp.core import reference
from psp.demo import keeping, mornings, register
from psp.demo.cast import Cast
from psp.demo.chronicle import put_in_order
from psp.demo.days import Days
from psp.demo.people import PEOPLE
from psp.demo.places import refuse_in_production
from psp.demo.stories import befriending, breakfast, carers, food, furniture, people_today, rides

# In the order the stories are told: whoever is asked for first has the lower number.
STORIES = {
    "design": food,
    "pilot": befriending,
    "evaluation": carers,
    "tender": furniture,
    "contract": breakfast,
    "stopped": rides,
}


class Command(BaseCommand):
    help = "Add fictional partnerships with their people and organisations. Run again, it adds what is missing only."

    def add_arguments(self, parser):
        parser.add_argument(
            "--stage",
            choices=[*STORIES, "all"],
            default="all",
            help="only the partnership at this stage, not all of them",
        )

    def handle(self, **options):
        refuse_in_production()
        # A thousand lines about mails that nobody sends would hide the one that matters.
        logging.disable(logging.INFO)
        try:
            with transaction.atomic():
                self.tell(**options)
        finally:
            logging.disable(logging.NOTSET)

    def tell(self, *, stage, verbosity, **options):
        reference.load_all()
        cast = Cast(Days(timezone.now()))
        there = set(Partnership.objects.values_list("pk", flat=True))
        people = cast.everyone(PEOPLE) if stage == "all" else []
        for name, story in STORIES.items():
            if stage in {name, "all"}:
                story.tell(cast)
                self.say(f"{story.NAME}, {name}", verbosity)
        if stage == "all":
            people_today.tell(cast)
            register.tell(cast)
            keeping.place_audit_hold(cast)
            mornings.tell(cast, people)
            self.say("A register import, and the reminders of the last mornings", verbosity)
        for partnership in Partnership.objects.exclude(pk__in=there):
            put_in_order(partnership)
        mornings.deliver()
        if stage == "all":
            keeping.verify_once()

    def say(self, words, verbosity):
        if verbosity > 0:
            self.stdout.write(words)
