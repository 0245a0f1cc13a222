"""A form sent twice is carried out once.

Every form that makes or changes something carries a token. What is sent is told apart by a SHA-256 over the token, the
person, the path and the content: the same content counts once, another content under the same token is another record.
The table behind it belongs to an app, which hands its store over when it starts.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.http import HttpRequest

TOKEN = re.compile(r"[0-9a-zA-Z-]{1,64}")
# Fields that say nothing about what the person typed, and may differ between two presses of one button.
UNSEEN = frozenset({"csrfmiddlewaretoken", "made_for", "unsaved", "once"})


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent. ``digest`` tells it from every other, ``page`` names the person and the path alone; both in hexadecimal."""

    digest: str
    page: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """The first time the same form was sent: where it led, and the version it gave the record it changed, None for no such record."""

    url: str
    version: int | None


class Store(Protocol):
    def claim(self, sent: Sent) -> Earlier | None:
        """Claim a form inside the running transaction; None for the first to send it, else how the first one ended."""

    def note(self, sent: Sent, url: str, version: int | None) -> None:
        """Remember the address of what the form made, and the version of the record it changed."""

    def own_save(self, page: str, version: int) -> datetime | None:
        """Return when a form of this page gave a record this version; None where none of them did."""


def token_of(request: HttpRequest) -> str:
    """Return the token the form carries, "" for none or for one no form of ours carries."""
    token = request.POST.get("once", "")
    return token if TOKEN.fullmatch(token) else ""


def page_of(request: HttpRequest) -> str:
    """Return the digest of who looks at which path."""
    person: Any = request.user
    return _digest(iter([str(person.pk or ""), request.path]))


def sent_by(request: HttpRequest) -> Sent | None:
    """Return what identifies the form a request sends; None for a form without a token."""
    token = token_of(request)
    if not token:
        return None
    page = page_of(request)
    return Sent(digest=_digest(_parts(request, token, page)), page=page)


def _parts(request: HttpRequest, token: str, page: str) -> Iterator[str]:
    yield token
    yield page
    for name, values in request.POST.lists():
        if name not in UNSEEN:
            yield name
            yield from (f"={value}" for value in values)
    for name, files in request.FILES.lists():
        yield name
        for file in files:
            yield f"={file.name} {file.size} {_content_hash(file)}"


def _content_hash(file: Any) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _digest(parts: Iterator[str]) -> str:
    """Hash texts so that no two lists of them give one digest: each with its length before it."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.encode("utf-8", "surrogatepass")
        digest.update(f"{len(content)}:".encode() + content)
    return digest.hexdigest()


_store: Store | None = None


def keep_with(store: Store) -> None:
    """Set the store the forms already sent are kept with."""
    global _store  # noqa: PLW0603
    _store = store


def store() -> Store:
    """Return the store; raises RuntimeError when no app has handed one over."""
    if _store is None:
        raise RuntimeError("No app keeps the forms already sent: call psp.core.once.keep_with() in its ready()")
    return _store
