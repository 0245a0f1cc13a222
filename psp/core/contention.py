"""Two people who save at once: what the database gave up in favour of the other is done once more, then shown again.

PostgreSQL ends a deadlock (40P01) or a serialization failure (40001) by undoing one of the transactions; SQLite gives up
waiting for its lock. Nothing of the request was written, so it can be carried out again.
"""

import random
import time
from typing import Any

import structlog
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from psp.core.middleware import GetResponse, route_of
from psp.core.signed_out import is_from_script
from psp.core.unsaved import Reason, can_show, typed_in

log = structlog.stdlib.get_logger(__name__)
SQLSTATES = frozenset({"40P01", "40001"})
SQLITE_BUSY, SQLITE_LOCKED = 5, 6
RETRY_AFTER_SECONDS = 5
# A moment, not the same for both, so that the other is done by then.
LONGEST_PAUSE = 0.25


def is_contention(error: BaseException) -> bool:
    """Say whether the database gave a transaction up in favour of another."""
    cause: Any = error.__cause__
    if not isinstance(error, OperationalError) or cause is None:
        return False
    if getattr(cause, "sqlstate", None) in SQLSTATES:
        return True
    code = getattr(cause, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (SQLITE_BUSY, SQLITE_LOCKED)


class ContentionMiddleware:
    """Carry a request out again, once, when the database gave it up; then show the form with everything that was typed.

    Each attempt starts with a view of its own, so that nothing of the first is left in the second.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not is_contention(exception) or request.resolver_match is None:
            return None
        log.warning("contention", route=route_of(request), attempt=1)
        time.sleep(random.uniform(0, LONGEST_PAUSE))  # noqa: S311  nothing secret hangs on it
        _rewind(request)
        view, args, kwargs = request.resolver_match
        try:
            response: HttpResponse = view(request, *args, **kwargs)
        except OperationalError as error:
            if not is_contention(error):
                raise
            log.warning("contention", route=route_of(request), attempt=2)
            return self.give_up(request)
        return response

    def give_up(self, request: HttpRequest) -> HttpResponse:
        """Answer what could not be carried out twice: the form as it was typed, or a page that says what to do."""
        if request.method == "POST" and not is_from_script(request) and can_show(request.resolver_match):
            view, args, kwargs = request.resolver_match  # type: ignore[misc]
            request.unsaved_form = typed_in(request, Reason.BUSY)  # type: ignore[attr-defined]
            try:
                shown: HttpResponse = view(request, *args, **kwargs)
            except OperationalError as error:
                # Some pages write down who read them: they cannot be shown either.
                if not is_contention(error):
                    raise
            else:
                shown.status_code = 409
                return shown
        return self.refuse(request)

    def refuse(self, request: HttpRequest) -> HttpResponse:
        """Answer that nothing was done and when to try again."""
        request.unsaved_form = None  # type: ignore[attr-defined]
        response = (
            JsonResponse({"busy": True}, status=503)
            if is_from_script(request)
            else render(request, "503_busy.html", self.page(request), status=503)
        )
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response

    def page(self, request: HttpRequest) -> dict[str, Any]:
        """Return the words of the page that says to try again."""
        words = [_("Someone else was saving at the same moment. Nothing has been saved.")]
        typed = typed_in(request, Reason.BUSY) if request.method == "POST" else None
        if typed and not typed.is_empty:
            words.append(_("Go back in your browser and save again. To be safe, copy what you typed first."))
        return {
            "title": _("Try again in a moment"),
            "paragraphs": words,
            "typed": typed,
            "action_url": request.path,
            "action_label": _("Open the page again"),
        }


def _rewind(request: HttpRequest) -> None:
    for _name, files in request.FILES.lists():
        for file in files:
            file.seek(0)
