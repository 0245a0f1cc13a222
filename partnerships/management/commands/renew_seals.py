from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from partnerships.accounts.operations import renew_second_factors
from partnerships.seals.operations import note_lost, renew_seals
from psp.core.problems import Invalid, WrongState

NAMED = 20


class Command(BaseCommand):
    help = (
        "Seal every record, file and second factor again under the first key of BID_SEAL_KEY, so that older keys can retire. "
        "Run again, it goes on where it stopped. Ends with 1 where it could not renew everything."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--lost", metavar="KEY", help="only note that this key is gone for good, and with it what it sealed"
        )

    def handle(self, *, lost, **options):
        try:
            if lost:
                note_lost(fingerprint=lost, at=timezone.now())
                self.stdout.write(f"{lost} is noted as lost. What was sealed with it stays closed; the service starts.")
                return
            # First: a key whose records are all renewed retires, and takes what it alone opens with it.
            factors, closed_factors = renew_second_factors(at=timezone.now())
            renewal = renew_seals(at=timezone.now())
        except (WrongState, Invalid) as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as problem:
            raise CommandError(
                f"The file storage cannot be used ({problem.strerror or problem}). What is done stays done: run this again."
            ) from problem
        counts = (renewal.records, "record"), (renewal.files, "file"), (factors, "second factor")
        words = ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts)
        self.stdout.write(f"Sealed again: {words}.")
        for key in renewal.retired:
            self.stdout.write(
                f"No record needs the key {key} any more. Take it out of BID_SEAL_KEY and restart; keep it with the backups "
                "that were made before."
            )
        problems = [f"{name}: no configured key opens it" for name in renewal.broken]
        problems += [f"{name}: its file is missing, so no key retires" for name in renewal.missing]
        if closed_factors:
            problems.append(
                f"No key opens {closed_factors} second factors: put the older key back, or reset these factors"
            )
        if problems:
            more = [f"and {len(problems) - NAMED} more"] if len(problems) > NAMED else []
            raise CommandError("\n".join([*problems[:NAMED], *more]))
