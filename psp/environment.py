"""Settings as they come from the environment, read so that a mistake stops the start instead of opening a door.

A word nobody knows, a figure that is none, an empty value and a ``…_FILE`` without content are refused with a sentence.
"""

import math
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# Every setting of the product (README, "Configuration"). Each can be given as NAME_FILE too.
NAMES = frozenset(
    {
        *("PSP_ENV", "SECRET_KEY", "SECRET_KEY_FALLBACKS", "BID_SEAL_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"),
        *("DEFAULT_FROM_EMAIL", "REPLY_TO_EMAIL", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "BASE_URL", "PORT", "HOST"),
        *("WEB_WORKERS", "WEB_THREADS", "VAR_DIR", "DEMO_MODE", "TRUSTED_PROXY_COUNT", "OCID_PREFIX", "SESSION_HOURS"),
        *("S3_BUCKET", "S3_ENDPOINT_URL", "S3_ACCESS_KEY", "S3_SECRET_KEY"),
        *("OIDC_SERVER_URL", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_ID", "OIDC_NAME", "OIDC_TRUST_EMAIL"),
        *("SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "WORK_LEASE_SECONDS", "DEBUG"),
        *("METRICS_TOKEN", "SENTRY_DSN", "INSTANCE"),
    }
)
ON, OFF = frozenset({"on", "true", "yes", "1"}), frozenset({"off", "false", "no", "0"})
WHERE = "See README, Configuration."


def refuse(sentence: str) -> ImproperlyConfigured:
    """Return the error that stops the start, with where to read on."""
    return ImproperlyConfigured(f"{sentence} {WHERE}")


def end_on_mistake() -> None:
    """Read the settings, and end the process with one sentence where there is a mistake in them."""
    try:
        _ = settings.PRODUCTION
    except ImproperlyConfigured as problem:
        sys.exit(str(problem))


def values_of(given: Mapping[str, str]) -> dict[str, str]:
    """Return the environment with the content of each ``NAME_FILE`` under ``NAME``, without white space around it.

    Raises ImproperlyConfigured for an empty value, and for a file that is not named, not readable or empty.
    """
    values = dict(given)
    for name in NAMES:
        if (path := given.get(f"{name}_FILE")) is not None:
            values[name] = _content(f"{name}_FILE", path)
    if empty := sorted(name for name in NAMES & values.keys() if not values[name].strip()):
        raise refuse(f"Enter a value for {', '.join(empty)}, or leave it out.")
    return values


def _content(name: str, path: str) -> str:
    if not path.strip():
        raise refuse(f"{name} is empty: name the file that holds the value, or leave {name} out.")
    try:
        content = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        reason = getattr(problem, "strerror", None) or "it is no text"
        raise refuse(f"{name} names a file that cannot be read ({reason}).") from problem
    if not content:
        raise refuse(f"{name} names an empty file: write the value into it.")
    return content


class Environment(environ.Env):
    """Reads settings from a mapping of names to texts; each reader raises ImproperlyConfigured for what it does not know."""

    def __init__(self, given: Mapping[str, str]) -> None:
        super().__init__()
        self.ENVIRON = values_of(given)

    def choice(self, name: str, options: tuple[str, ...], *, default: str) -> str:
        """Return the value of a setting that takes one of ``options``, written exactly so."""
        value = str(self.ENVIRON.get(name, default))
        if value not in options:
            raise refuse(f"{name} is “{value}”: write {' or '.join(options)}.")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a setting that is on or off. A slip of the pen never counts as off, nor as on."""
        value = self.ENVIRON.get(name)
        if value is None:
            return default
        if value.strip().lower() in ON | OFF:
            return value.strip().lower() in ON
        raise refuse(f"{name} is “{value}”: write on or off.")

    def figure(self, name: str, *, default: float, least: float, most: float = math.inf) -> float:
        """Return a number from ``least`` to ``most``."""
        value = self.ENVIRON.get(name)
        try:
            number = default if value is None else float(value)
        except ValueError as problem:
            raise refuse(f"{name} is “{value}”: write a number.") from problem
        if not (math.isfinite(number) and least <= number <= most):
            limits = f"from {least:g} to {most:g}" if math.isfinite(most) else f"of at least {least:g}"
            raise refuse(f"{name} is “{value}”: write a number {limits}.")
        return number

    def count(self, name: str, *, default: int, least: int, most: float = math.inf) -> int:
        """Return a whole number from ``least`` to ``most``."""
        number = self.figure(name, default=default, least=least, most=most)
        if number != int(number):
            raise refuse(f"{name} is “{self.ENVIRON.get(name)}”: write a whole number.")
        return int(number)

    def address(self, name: str, schemes: tuple[str, ...], *, default: str = "") -> str:
        """Return an address of one of these schemes, without a slash at its end; ``default`` where it is not set."""
        value = str(self.ENVIRON.get(name) or default).rstrip("/")
        if not value or value == default:
            return value
        try:
            parts = urlsplit(value)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in schemes or not (parts.netloc or parts.path):
            # Nothing of the value: it may hold a password.
            raise refuse(f"{name} must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}.")
        return value
