"""Which keys are configured, by fingerprints that tell one key from another and open nothing."""

import hashlib
from functools import lru_cache

from django.conf import settings

# Settings that hold keys which open what the database holds; several keys are separated by commas.
KEYS = ("BID_SEAL_KEY",)
SALT = b"psp: fingerprint of a key"


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
