from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from partnerships.accounts.operations import reset_second_factor
from partnerships.people.models import User
from psp.core.problems import Invalid


class Command(BaseCommand):
    help = "Reset the second factors of a person who lost them; the next sign-in sets up new ones. It is recorded, and the person gets a mail."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--reason", required=True, help="how you know that it is this person who asks")

    def handle(self, *, email, reason, **options):
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"Nobody here has the address {email}.")
        try:
            count = reset_second_factor(person=person, reason=reason, by=None, at=timezone.now())
        except Invalid as refusal:
            raise CommandError("Say how you know that it is this person who asks: --reason.") from refusal
        self.stdout.write(f"{person} had {count} second factors. The next sign-in sets up a new one.")
