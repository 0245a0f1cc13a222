"""``manage.py verify``: everything kept against the hashes and keys it was kept with."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from partnerships.seals.queries import configured, key_uses
from partnerships.verification.operations import Outcome, verify_everything
from psp.core import integrity
from psp.core.problems import WrongState


class Command(BaseCommand):
    help = (
        "Check the history against its chain, every file against its hash, every sealed record against the keys. "
        "Ends with 1 where it finds a problem, with 2 where it could not check everything."
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, **options):
        try:
            outcome = verify_everything(by=None, now=timezone.now)
        except WrongState as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        except Exception as problem:
            raise CommandError(f"The check stopped: {type(problem).__name__}: {problem}", returncode=2) from problem
        if options["json"]:
            self.stdout.write(json.dumps(as_json(outcome), indent=2))
        else:
            self.say(outcome)
            self.say_keys()
        if outcome.problems:
            raise CommandError(f"Problems found: {len(outcome.problems)}", returncode=1)

    def say(self, outcome):
        checked = outcome.verification.checked
        for check in integrity.checks():
            found = [problem for code, problem in outcome.problems if code == check.code]
            self.stdout.write(f"{check.label}: {checked.get(check.code, 0)} checked, {len(found)} problems")
            for problem in found:
                self.stdout.write(f"  {problem.what}: {problem.wrong}")
            if found:
                self.stdout.write(f"  {check.advice}")
        if not outcome.problems:
            self.stdout.write("Everything is as it was kept.")

    def say_keys(self):
        """Say what each key still opens where there are several, and which of them may go."""
        uses = [use for use in key_uses() if use.fingerprint] if len(configured()) > 1 else []
        for number, use in enumerate(uses):
            named = "the first" if number == 0 else "an older one"
            self.stdout.write(f"Key {use.fingerprint}, {named}: {use.records} records, {use.files} files")
        needed = [use.fingerprint for use in uses[1:] if use.records or use.files]
        if needed:
            self.stdout.write(f"Before you take out {', '.join(needed)}, run “python manage.py renew_seals”.")
        elif uses:
            self.stdout.write("No record needs an older key.")


def as_json(outcome: Outcome) -> dict[str, object]:
    """Return what a verification found as plain data; ``keys`` only where there are several."""
    problems = [{"check": code, "what": problem.what, "wrong": problem.wrong} for code, problem in outcome.problems]
    keys = [asdict(use) for use in key_uses()] if len(configured()) > 1 else []
    return {"ok": not problems, "checked": outcome.verification.checked, "problems": problems, "keys": keys}
