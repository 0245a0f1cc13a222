"""When what the service stands on is away: a page that says so and when to try again, and loses nothing typed.

The page stands alone, because what draws the others may be what is away.
"""

import contextlib
import errno
import sys
from dataclasses import dataclass
from typing import Any

import structlog
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.defaults import server_error as something_went_wrong

from psp.core.breaker import StorageAway
from psp.core.contention import is_contention
from psp.core.middleware import GetResponse, route_of
from psp.core.signed_out import is_from_script
from psp.core.unsaved import Reason, typed_in

log = structlog.stdlib.get_logger(__name__)

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
UNUSABLE = frozenset(
    {errno.EIO, errno.ESTALE, errno.ENOTCONN, errno.EHOSTDOWN, errno.EROFS, errno.ENXIO, errno.ENODEV}
    | {errno.EACCES, errno.EPERM, errno.ENOTDIR}
)
SQLITE_FULL, SQLITE_IOERR, SQLITE_CANTOPEN = 13, 10, 14
DISK_FULL = "53100"
# Classes of SQLSTATE: connection exception; insufficient resources; operator intervention.
AWAY_CLASSES = ("08", "53", "57P")
RETRY_SECONDS = {"database": 30, "storage": 60, "disk": 300}


class FileUnreadable(Exception):
    """A record's file is not there, or does not open, though the record says that it should."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is away: ``code`` is database, storage or disk; the page says it as ``title`` and ``words``."""

    code: str
    title: str
    words: str


def trouble_of(error: BaseException | None) -> Trouble | None:
    """Say what is away by the error it raised, None for any other error."""
    if isinstance(error, DatabaseError | InterfaceError):
        return _of_database(error)
    if isinstance(error, StorageAway):
        return _storage()
    if isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
        if error.errno in FULL:
            return _disk()
        return _storage() if error.errno in UNUSABLE else None
    return None


def _of_database(error: DatabaseError | InterfaceError) -> Trouble | None:
    cause: Any = error.__cause__
    state = getattr(cause, "sqlstate", None)
    code = (getattr(cause, "sqlite_errorcode", None) or 0) & 0xFF
    if state == DISK_FULL or code == SQLITE_FULL:
        return _disk()
    if code:
        return _disk_or_database(code)
    if is_contention(error) or not isinstance(error, OperationalError | InterfaceError):
        return None
    # Without a state the server never answered, or the connection is gone.
    return _database() if state is None or state.startswith(AWAY_CLASSES) else None


def _disk_or_database(code: int) -> Trouble | None:
    # SQLite cannot tell a file-size limit from a broken disk: in both nothing can be written.
    if code == SQLITE_IOERR:
        return _disk()
    return _database() if code == SQLITE_CANTOPEN else None


def _database() -> Trouble:
    words = _("The database does not answer. Nothing you sent was saved, unless it shows when the service is back.")
    return Trouble("database", _("The service is away for the moment"), words)


def _storage() -> Trouble:
    words = _("The file storage does not answer, so files can be neither opened nor added. Pages without files work.")
    return Trouble("storage", _("Files cannot be reached for the moment"), words)


def _disk() -> Trouble:
    words = _("The disk of the service is full or cannot be written. Nothing was saved. Tell an administrator.")
    return Trouble("disk", _("Nothing can be saved for the moment"), words)


class AwayMiddleware:
    """Answer with 503 and words where database, file storage or disk are away. Stands outside the middleware that keeps what was typed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_args: object) -> HttpResponse | None:
        """Ask who it is before anybody else does: with the database away this is where it shows."""
        try:
            bool(request.user.is_authenticated)
        except (DatabaseError, InterfaceError) as error:
            trouble = trouble_of(error)
            if trouble is None:
                raise
            if getattr(getattr(view, "view_class", None), "answers_without_database", False):
                request.user = AnonymousUser()
                return None
            return answer(request, trouble, error)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, FileUnreadable):
            return unreadable(request, exception)
        trouble = trouble_of(exception)
        return answer(request, trouble, exception) if trouble else None


def answer(request: HttpRequest, trouble: Trouble, error: BaseException) -> HttpResponse:
    """Answer that something is away, with what was typed and when to try again."""
    problem = type(error.__cause__ or error).__name__
    log.error("away", what=trouble.code, problem=problem, route=route_of(request))
    response: HttpResponse
    if is_from_script(request):
        response = JsonResponse({"busy": True, "away": trouble.code}, status=503)
    else:
        context = {"trouble": trouble, "typed": _typed(request), "again": request.get_full_path()}
        response = render(None, "503_away.html", context, status=503)
    response["Retry-After"] = str(RETRY_SECONDS[trouble.code])
    response["Cache-Control"] = "no-store"
    return response


def _typed(request: HttpRequest) -> Any:
    if request.method != "POST":
        return None
    with contextlib.suppress(Exception):  # a body that could not be read shows nothing
        typed = typed_in(request, Reason.REFUSED)
        return None if typed.is_empty else typed
    return None


def unreadable(request: HttpRequest, problem: FileUnreadable) -> HttpResponse:
    """Answer that a file is lost or damaged, to whom to say so and what to quote."""
    request_id = getattr(request, "request_id", "")
    log.error("file_unreadable", what=str(problem), cause=type(problem.__cause__).__name__)
    context = {
        "title": _("The file cannot be read"),
        "paragraphs": [
            _("The service has lost this file, or it was damaged. The address is right."),
            _("Tell an administrator and give them this reference: {id}. They can put it back from a backup.").format(
                id=request_id
            ),
        ],
        "action_url": "/",
        "action_label": _("Go to your home page"),
    }
    response = render(request, "generic/message_page.html", context, status=503)
    response["Cache-Control"] = "no-store"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an error no view raised: in a middleware, or while an answer was written."""
    error = sys.exc_info()[1]
    trouble = trouble_of(error)
    try:
        if trouble is not None and error is not None:
            return answer(request, trouble, error)
        return something_went_wrong(request)
    except Exception:  # the style sheets may be what is missing: words come without them
        log.exception("error_page_failed")
        return HttpResponse(_("Something went wrong on our side. Try again in a few minutes."), status=500)
