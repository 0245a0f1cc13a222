from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from psp.core import reference
from psp.demo.cast import Cast
from psp.demo.days import Days
from psp.demo.people import PEOPLE
from psp.demo.stories import befriending, breakfast, carers, food, furniture, rides

STORIES = {
    "pilot": befriending.tell,
    "evaluation": carers.tell,
    "design": food.tell,
    "tender": furniture.tell,
    "contract": breakfast.tell,
    "stopped": rides.tell,
}


class Command(BaseCommand):
    help = (
        "Add fictional partnerships, organisations and people to look at. Run twice, it adds nothing the second time."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--stage", choices=[*STORIES, "all"], default="all", help="only the partnership at this stage"
        )

    @transaction.atomic
    def handle(self, *, stage, verbosity, **options):
        reference.load_all()
        cast = Cast(Days(timezone.now()))
        if stage == "all":
            for name in PEOPLE:
                cast.person(name)
        for name in STORIES if stage == "all" else [stage]:
            STORIES[name](cast)
            if verbosity > 0:
                self.stdout.write(f"{name}: done")
