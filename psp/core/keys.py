"""Which keys are configured, by fingerprints that tell one key from another and open nothing."""

import hashlib
from functools import lru_cache

from django.conf import settings

# Settings that hold keys which open what the database holds; several keys are separated by commas.
KEYS = ("BID_SEAL_KEY",)
SHORTEST_KEY = 32
SALT = b"psp: fingerprint of a key"


def weakness_of(keys: str) -> str:
    """Say what is wrong with a setting of keys separated by commas, "" for nothing: a guessable key seals nothing.

    A short key behind a newer one still opens what it sealed.
    """
    parts = [key.strip() for key in keys.split(",")]
    if not all(parts):
        return "has an empty part: a comma too many, or nothing on one side of it"
    if len(parts[0]) < SHORTEST_KEY:
        return f"is too short: the first key needs at least {SHORTEST_KEY} random characters"
    return ""


@lru_cache
def fingerprint(key: str) -> str:
    """Return 16 hexadecimal digits that name a key. Slow on purpose: a short key must not be found by trying."""
    return hashlib.scrypt(key.encode(), salt=SALT, n=1 << 14, r=8, p=1, dklen=8).hex()


def fingerprints() -> dict[str, list[str]]:
    """Return the fingerprints of the configured keys by setting, the newest key first."""
    return {
        name: [fingerprint(key.strip()) for key in str(getattr(settings, name)).split(",") if key.strip()]
        for name in KEYS
    }
