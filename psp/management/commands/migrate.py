"""``manage.py migrate``: Django's, after a look at the keys, for migrations encrypt with them."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate

from partnerships.seals.queries import wrong_key_before_migration


class Command(migrate.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--without-keys",
            action="store_true",
            help="though the key of the sealed records is not configured: only when it is lost for good",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["without_keys"] and (sentence := wrong_key_before_migration()):
            raise CommandError(sentence)
        super().handle(*args, **options)
