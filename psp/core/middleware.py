import contextlib
import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from psp.core import unsaved
from psp.core.access import is_public
from psp.core.marks import BROWSER, BROWSER_LASTS, made_for
from psp.core.metrics import count_request
from psp.core.nearby import is_demo_here
from psp.core.sealing import SealBroken
from psp.core.signed_out import ask_to_sign_in, is_from_script, kept, warn_signed_out
from psp.core.unsaved import Reason, TooLong

log = structlog.stdlib.get_logger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Give each request an id that its log lines carry and its answer names, so that a report of a fault finds its lines.

    The last of these lines says what was asked and how it was answered.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        request.request_id = request_id  # type: ignore[attr-defined]
        began = time.perf_counter()
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        if not request.path.startswith(settings.STATIC_URL):
            ms = round((time.perf_counter() - began) * 1000)
            route, status = route_of(request), response.status_code
            log.info("request", method=request.method, route=route, status=status, ms=ms)
            count_request(method=request.method or "", route=route, status=status, ms=ms)
        return response


def route_of(request: HttpRequest) -> str:
    """Return the name of the route a request took, "" where there is none. Its path may hold a secret and is logged nowhere."""
    return request.resolver_match.view_name if request.resolver_match else ""


class SignInRequiredMiddleware:
    """Ask for a sign-in everywhere but on views that say they are public: a forgotten check shows a page to nobody."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_args: object
    ) -> HttpResponse | None:
        if request.user.is_authenticated:
            structlog.contextvars.bind_contextvars(user_id=request.user.pk)
            return None
        if not is_public(view):
            return ask_to_sign_in(request)
        # The sign-in library asks for a sign-in by itself; it keeps nothing of what was sent.
        if request.method == "POST" and made_for(request) is not None:
            warn_signed_out(request)
        return None


def lacks_second_factor(request: HttpRequest) -> bool:
    """Say whether somebody signed in has yet to set up the second factor their roles need."""
    user = request.user
    if is_demo_here(request) or not user.is_authenticated or not user.needs_second_factor:
        return False
    from allauth.mfa.utils import is_mfa_enabled

    return not is_mfa_enabled(user)


class SecondFactorMiddleware:
    """Lead administrators and purchasers to setting up a second factor before anything else, except in demo mode on this machine."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_args: object
    ) -> HttpResponse | None:
        if is_public(view) or not lacks_second_factor(request):
            return None
        if request.method == "POST":
            kept(request, Reason.SECOND_FACTOR)
        messages.warning(request, _("Set up a second factor to go on. Your role can see bids or change accounts."))
        return redirect(reverse("mfa_index"))


class SealBrokenMiddleware:
    """Say in words that a sealed record does not open: it was altered, or its key is not configured."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, SealBroken):
            return None
        log.error("seal_broken", route=route_of(request), exc_info=exception)
        if is_from_script(request):
            return JsonResponse({"unreadable": True}, status=409)
        context = {
            "title": _("A sealed record cannot be opened"),
            "paragraphs": [
                _("Something this page needs was changed outside this service, or sealed with a key it no longer has."),
                _("Nothing was saved. Tell an administrator: the verification of the service names the record."),
            ],
        }
        return render(request, "generic/message_page.html", context, status=409)


class UnsavedFormsMiddleware:
    """Keep what was typed where a page refuses it or fails, and let the browser know what is kept for it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        cookies = (
            (unsaved.COOKIE, getattr(request, "unsaved_cookie", ""), unsaved.KEPT_FOR),
            (BROWSER, getattr(request, "new_browser", ""), BROWSER_LASTS),
        )
        is_secure = settings.SESSION_COOKIE_SECURE
        for name, value, max_age in cookies:
            if value:
                response.set_cookie(name, value, max_age=max_age, secure=is_secure, httponly=True, samesite="Lax")
        return response

    def process_exception(self, request: HttpRequest, _exception: Exception) -> None:
        if request.method == "POST" and request.user.is_authenticated and not is_from_script(request):
            with contextlib.suppress(DatabaseError, TooLong):
                if made_for(request) == request.user.pk:
                    unsaved.keep(request, Reason.REFUSED)
