"""How long a session lasts: so many hours after the last thing somebody did, not after the sign-in.

What a page asks for by itself, again and again, is nothing somebody did. The time is written at most every few minutes.
"""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from psp.core.middleware import GetResponse

ACTIVE_AT = "active_at"
WRITTEN_EVERY_SECONDS = 300
WARNED_BEFORE_SECONDS = 600


def seconds_left(request: HttpRequest) -> int:
    """Return how long the session lasts from now on if nothing more is done."""
    active_at: int = request.session.get(ACTIVE_AT, int(time.time()))
    return max(0, active_at + settings.SESSION_COOKIE_AGE - int(time.time()))


def warned_before() -> int:
    """Return how many seconds before the end of a session people are warned."""
    return int(min(WARNED_BEFORE_SECONDS, settings.SESSION_COOKIE_AGE / 4))


def written_every() -> int:
    """Return after how many seconds activity is written down again."""
    return int(min(WRITTEN_EVERY_SECONDS, settings.SESSION_COOKIE_AGE / 10))


def in_words() -> str:
    """Say how long a session lasts: "12 hours", "30 minutes"."""
    minutes = round(settings.SESSION_COOKIE_AGE / 60)
    if minutes % 60:
        return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    return ngettext("{n} hour", "{n} hours", minutes // 60).format(n=minutes // 60)


def extend(request: HttpRequest) -> None:
    """Let the session last its whole length from now on."""
    now = int(time.time())
    if now - request.session.get(ACTIVE_AT, 0) >= written_every():
        request.session[ACTIVE_AT] = now


def begin(request: HttpRequest, **_kwargs: Any) -> None:
    """Write the time of a sign-in down with it, so that the first page need not."""
    request.session[ACTIVE_AT] = int(time.time())


class SessionLengthMiddleware:
    """Extend the session by what somebody does: opening a page, sending a form. A view that is ``passive`` does not count."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], *_args: Any) -> None:
        asks_by_itself = request.method == "GET" and "HX-Request" in request.headers
        is_passive = getattr(getattr(view, "view_class", view), "passive", False)
        if not asks_by_itself and not is_passive and SESSION_KEY in request.session:
            extend(request)
