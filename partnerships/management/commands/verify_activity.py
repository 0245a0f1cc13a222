from django.core.management.base import BaseCommand, CommandError

from partnerships.activity.operations import broken_links


class Command(BaseCommand):
    help = "Check that no activity was changed, added or removed after it was recorded: the first part of “verify”."

    def handle(self, **options):
        problems = broken_links()
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write("Every chain of activities is whole.")
