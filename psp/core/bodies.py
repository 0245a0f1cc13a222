"""How much a request may send, decided before any of it is read: by what its page takes, and by who sends it.

Up to ``SMALL`` a body stays in memory. Larger ones are for pages that take files, and read only for somebody who is signed
in and may do what the page does. Of anybody else's the typed text is read, to be kept, and the files are read past.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import structlog
from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext as _

from psp.core.marks import made_for
from psp.core.middleware import GetResponse, lacks_second_factor, route_of
from psp.core.signed_out import is_from_script

log = structlog.stdlib.get_logger(__name__)
# Django writes files beyond this to the disk.
SMALL = settings.FILE_UPLOAD_MAX_MEMORY_SIZE
# Beside a file: the text typed with it and what the envelope of a form adds.
BESIDE_A_FILE = 2_621_440
WITH_A_FILE = settings.MAX_UPLOAD_BYTES + BESIDE_A_FILE


def largest_body(view: Callable[..., Any]) -> int:
    """Return how many bytes a request to a view may send: ``largest_body`` where it says so, else by what its form takes."""
    view_class = getattr(view, "view_class", view)
    if says := getattr(view_class, "largest_body", 0):
        return int(says)
    fields = getattr(getattr(view_class, "form_class", None), "base_fields", {})
    takes_files = any(isinstance(field, forms.FileField) for field in fields.values())
    return WITH_A_FILE if takes_files else SMALL


class BodyLimitMiddleware:
    """Refuse what is too large for its page; list it before every middleware that reads a body, the check against forged requests included."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if "HTTP_TRANSFER_ENCODING" in request.META:
            # No browser sends a form in pieces of a length it does not say.
            return self.refuse(request, 411, 0)
        length = _length_of(request)
        if length <= SMALL:
            return None
        limit = largest_body(view)
        if length > limit:
            return self.refuse(request, 413, limit)
        if not request.user.is_authenticated or lacks_second_factor(request):
            made_for(request)
            return None
        check_first(request, view, args, kwargs)
        return None

    def refuse(self, request: HttpRequest, status: int, limit: int) -> HttpResponse:
        """Answer without having read anything."""
        log.warning("body_refused", route=route_of(request), status=status, user_id=getattr(request.user, "pk", None))
        if is_from_script(request):
            return JsonResponse({"too_large": True}, status=status)
        megabytes = _("It can take {n} MB at once.").format(n=limit >> 20) if limit else ""
        context = {
            "title": _("This is too much for one form"),
            "paragraphs": [
                " ".join([_("Nothing was saved: the page received more than it takes."), megabytes]).strip(),
                _("Go back in your browser and send less, for example a smaller file or one file at a time."),
            ],
        }
        return render(request, "generic/message_page.html", context, status=status)


def check_first(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
    """Ask a page whether the person may send it before what they send is read. Raises Http404 and PermissionDenied as the page does."""
    view_class: Any = getattr(view, "view_class", None)
    if not hasattr(view_class, "check_permission"):
        return
    page = view_class(**getattr(view, "view_initkwargs", {}))
    page.setup(request, *args, **kwargs)
    try:
        page.load()
        page.check_permission()
    except (Http404, PermissionDenied):
        raise
    except Exception:  # any other problem the page reports itself, without the files
        made_for(request)


def _length_of(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


class BoundedBodies:
    """Refuse what no page takes before an ASGI application reads it: Django writes the whole body to the disk first there.

    Answers 413 where a request says it is larger, 411 where it does not say how large it is.
    """

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        status = self.refusal(dict(scope.get("headers", ())))
        if status is None:
            await self.application(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    def refusal(self, headers: dict[bytes, bytes]) -> int | None:
        if b"transfer-encoding" in headers:
            return 411
        length = headers.get(b"content-length", b"0")
        return 413 if not length.isdigit() or int(length) > largest_of_all() else None


@cache
def largest_of_all() -> int:
    """Return the most bytes any page takes."""
    return max(largest_body(view) for view in _views(get_resolver()))


def _views(resolver: URLResolver) -> Iterator[Callable[..., Any]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield entry.callback
        else:
            yield from _views(entry)
