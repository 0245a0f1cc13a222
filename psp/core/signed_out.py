"""What happens to a request without a session, or from a page with an old token: people get what they typed back."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from psp.core import unsaved
from psp.core.access import is_public
from psp.core.marks import made_for
from psp.core.onward import onward_of
from psp.core.unsaved import Reason, TooLong, Typed


def is_from_script(request: HttpRequest) -> bool:
    """Say whether a script of ours asks, which would put a page for people into the place of an answer."""
    return "HX-Request" in request.headers or request.headers.get("Accept") == "application/json"


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead somebody without a session to the sign-in and back to where they were, with what they sent; tell a script so."""
    if is_from_script(request):
        return JsonResponse({"signed_out": True}, status=401)
    typed = kept(request, Reason.SIGNED_OUT) if request.method == "POST" else None
    if typed is not None:
        messages.info(request, _("You were signed out. What you typed is kept: sign in, then check it and save."))
    elif request.method == "POST" and made_for(request) is not None:
        warn_signed_out(request)
    return redirect_to_login(typed.address if typed else request.get_full_path())


def warn_signed_out(request: HttpRequest) -> None:
    """Tell somebody that what they sent without a session was not done."""
    messages.warning(request, _("You were signed out before this could be done. Sign in, then do it again."))


@sensitive_variables()
def kept(request: HttpRequest, reason: Reason) -> Typed | None:
    """Keep what a request sends; None where nothing is kept. Says so where it is too long."""
    try:
        return unsaved.keep(request, reason)
    except TooLong:
        words = _("What you typed is too long to keep. Go back in your browser and copy it before you go on.")
        messages.warning(request, words)
        return None


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a request whose token against forged requests is missing or old.

    From a page of the person signed in now, opened before the latest sign-in: the form comes back with what was typed.
    From anybody else's page: it is kept for that person. From no page of ours, or from another site: refused.
    """
    if is_from_script(request):
        return JsonResponse({"stale": True}, status=403)
    person: Any = request.user
    maker = made_for(request)
    if maker is None or reason.startswith(("Origin", "Referer")):
        return _refuse(request, reason)
    if not person.is_authenticated:
        return ask_to_sign_in(request)
    # A cookie that went by itself says nothing of the session, which goes on.
    typed = kept(request, Reason.OLD_PAGE if reason == REASON_NO_CSRF_COOKIE else Reason.SIGNED_OUT)
    if person.pk != maker:
        return _belongs_to_another(request, typed)
    if typed is not None:
        return redirect(typed.address)
    messages.warning(request, _("This page was out of date, so nothing was done. Try again."))
    return redirect(_page_of(request))


def _refuse(request: HttpRequest, reason: str) -> HttpResponse:
    """Open a page of the way in again, where no mark is; refuse anything else."""
    match = request.resolver_match
    if (
        match
        and is_public(match.func)
        and reason != REASON_NO_CSRF_COOKIE
        and not reason.startswith(("Origin", "Referer"))
    ):
        messages.warning(request, _("This page was out of date, so nothing was done. Try again."))
        onward = onward_of(request)
        return redirect(f"{_page_of(request)}?{urlencode({'next': onward})}" if onward else _page_of(request))
    return render(request, "403_csrf.html", {"page_again": _page_of(request)}, status=403)


def _page_of(request: HttpRequest) -> str:
    """Return the address of the page a request came from: its own where that can be opened, else the sign-in, which leads on."""
    view: Any = request.resolver_match.func if request.resolver_match else None
    can_be_opened = hasattr(getattr(view, "view_class", None), "get") or not hasattr(view, "view_class")
    return request.path if can_be_opened else resolve_url(settings.LOGIN_URL)


def _belongs_to_another(request: HttpRequest, typed: Typed | None) -> HttpResponse:
    paragraphs = [_("You are signed in as {name}. This form was opened by somebody else, so nothing was saved.")]
    if typed is not None:
        paragraphs.append(
            _(
                "What was typed is kept for a day, in this browser, for the person who opened it. To get it back, sign out and sign in as that person."
            )
        )
    person: Any = request.user
    context = {
        "title": _("This form belongs to another account"),
        "paragraphs": [words.format(name=person) for words in paragraphs],
        "action_url": reverse("account_logout"),
        "action_label": _("Sign out"),
    }
    return render(request, "generic/message_page.html", context, status=403)
