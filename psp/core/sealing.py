"""Sealing of bids: what is sealed is ciphertext in the database, so no list, export, log or admin page can show it.

The key comes from ``BID_SEAL_KEY``; several keys separated by commas allow a new one while old seals still open.
"""

import base64
import hashlib
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SealBroken(Exception):
    """The sealed content was altered, or its key is no longer configured."""


def _each_key() -> list[Fernet]:
    return [
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.strip().encode()).digest()))
        for key in settings.BID_SEAL_KEY.split(",")
    ]


def _keys() -> MultiFernet:
    return MultiFernet(_each_key())


def seal(content: dict[str, Any]) -> str:
    """Return the content as ciphertext."""
    return _keys().encrypt(json.dumps(content).encode()).decode()


def unseal(sealed: str) -> dict[str, Any]:
    """Return what was sealed; raises SealBroken when it cannot be opened."""
    try:
        content: dict[str, Any] = json.loads(_keys().decrypt(sealed.encode()))
    except InvalidToken as problem:
        raise SealBroken from problem
    return content


def seal_bytes(content: bytes) -> bytes:
    """Return a file's content as ciphertext."""
    return _keys().encrypt(content)


def unseal_bytes(sealed: bytes) -> bytes:
    """Return a sealed file's content; raises SealBroken when it cannot be opened."""
    try:
        return _keys().decrypt(sealed)
    except InvalidToken as problem:
        raise SealBroken from problem


def key_number(sealed: str | bytes) -> int:
    """Return which of the configured keys opens a seal, 0 for the first; raises SealBroken where none does."""
    for number, key in enumerate(_each_key()):
        try:
            key.decrypt(sealed)
        except InvalidToken:
            continue
        return number
    raise SealBroken


def renewed(sealed: str | bytes) -> bytes:
    """Return the same content sealed with the first key; raises SealBroken where no key opens it, or it did not come out the same."""
    keys = _keys()
    try:
        fresh = keys.rotate(sealed)
        is_same = _each_key()[0].decrypt(fresh) == keys.decrypt(sealed)
    except InvalidToken as problem:
        raise SealBroken from problem
    if not is_same:
        raise SealBroken
    return fresh
