"""Secrets of authenticator apps and seeds of recovery codes, encrypted at rest by keys the database does not hold.

The keys are derived from those of ``BID_SEAL_KEY`` for this purpose alone (HKDF, RFC 5869): what opens a second factor
opens no bid, and a new key in front of the older ones renews both.
"""

import base64
from collections.abc import Callable

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from psp.core.sealing import SealBroken

PURPOSE = b"psp: secrets of second factors, 1"
# What the library keeps in ``Authenticator.data``: one text, or a list of them.
SECRET_FIELDS = ("secret", "seed")
SECRET_LISTS = ("migrated_codes",)


def _derived(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key.strip().encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def _keys() -> MultiFernet:
    return MultiFernet([_derived(key) for key in settings.BID_SEAL_KEY.split(",") if key.strip()])


def encrypt(secret: str) -> str:
    """Return a secret as ciphertext, by the newest key."""
    return _keys().encrypt(secret.encode()).decode()


def decrypt(encrypted: str) -> str:
    """Return the secret; raises SealBroken where it was altered, was never encrypted, or its key is not configured."""
    try:
        return _keys().decrypt(encrypted.encode()).decode()
    except InvalidToken as problem:
        raise SealBroken from problem


def is_readable(data: dict[str, object]) -> bool:
    """Say whether what the library keeps of a second factor opens with the configured keys."""
    try:
        _each(data, decrypt)
    except SealBroken:
        return False
    return True


def is_of_newest_key(data: dict[str, object]) -> bool:
    """Say whether the newest key alone opens what the library keeps of a second factor."""
    newest = _derived(settings.BID_SEAL_KEY.split(",")[0])
    try:
        _each(data, lambda text: newest.decrypt(text.encode()).decode())
    except InvalidToken:
        return False
    return True


def renewed(data: dict[str, object]) -> dict[str, object]:
    """Return the data with its secrets encrypted by the newest key: what an older key encrypted, and what none did yet.

    Safe to call again. What no configured key opens is left as it is where it is ciphertext.
    """
    return _each(data, _renew)


def _renew(text: str) -> str:
    try:
        return _keys().rotate(text.encode()).decode()
    except InvalidToken:
        return text if text.startswith("gAAAA") else encrypt(text)


def _each(data: dict[str, object], act: Callable[[str], str]) -> dict[str, object]:
    done = dict(data)
    for name in SECRET_FIELDS:
        if isinstance(value := data.get(name), str):
            done[name] = act(value)
    for name in SECRET_LISTS:
        if isinstance(values := data.get(name), list):
            done[name] = [act(value) for value in values]
    return done
