"""Where demonstration data belongs."""

from django.conf import settings
from django.core.management.base import CommandError


def refuse_in_production() -> None:
    """Raise CommandError in production: fictional people and partnerships among real ones cannot be separated later."""
    if settings.PRODUCTION:
        raise CommandError(
            "This adds fictional people and partnerships, so it is refused in production (PSP_ENV=production). "
            "To try it, start a demonstration with a database and a VAR_DIR of its own (README, Operations)."
        )
