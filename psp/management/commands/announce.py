"""Tell the person at the terminal where the product answers and whom to sign in as."""

import time
import urllib.error
import urllib.request

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

PATIENCE_SECONDS = 60


class Command(BaseCommand):
    help = "Wait until the web process answers, then print its address and the demo people."

    def handle(self, **options):
        wait_until_it_answers(f"http://127.0.0.1:{settings.PORT}/health/")
        lines = ["", f"Manage public social partnerships is running at {settings.BASE_URL}", ""]
        if settings.DEMO_MODE:
            people = get_user_model().objects.filter(is_demo=True, is_active=True).order_by("role", "name")
            lines += ["Sign in there with one click as one of the demo people:"]
            lines += [f"  {person.name:24} {person.get_role_display():22} {person.email}" for person in people]
        self.stdout.write("\n".join([*lines, "", "Ctrl-C ends it.", ""]))


def wait_until_it_answers(address):
    """Return when the address answers anything at all; raise CommandError when it has not after a minute."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise CommandError(f"Nothing answered at {address} within {PATIENCE_SECONDS} seconds.")
