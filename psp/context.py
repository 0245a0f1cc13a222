"""What every page's frame shows."""

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from partnerships.notifications.queries import unread_count
from partnerships.people.queries import demo_people
from psp.core import unsaved
from psp.core.nearby import is_demo_here
from psp.core.release import release, version
from psp.core.session_length import seconds_left, warned_before, written_every
from psp.core.shows_typed import words_for

NAVIGATION = [
    (_("Home"), "home", None),
    (_("Partnerships"), "partnerships", "/partnerships/"),
    (_("Organisations"), "organisations", "/organisations/"),
    (_("Tenders"), "tenders", "/tenders/"),
    (_("Evaluations"), "studies", "/evaluations/"),
    (_("Learning"), "learning", "/learning/"),
    (_("Programme"), "programme", "/programme/"),
    (_("Help"), "help", "/help/"),
]


def others_unsaved(request):
    """List the forms the person has not saved yet, but for the one this page shows and where all are listed anyway."""
    if request.path == reverse("unsaved_forms"):
        return []
    shown = getattr(request, "unsaved_form", None)
    return [typed for typed in unsaved.found(request) if typed != shown]


def session_time(request):
    """Say how long the session lasts, and when to warn of its end and to extend it, in seconds."""
    return {
        "seconds": seconds_left(request),
        "warned_before": warned_before(),
        "written_every": written_every(),
    }


def frame(request):
    """Give the navigation with the current part marked, the unread count and the mode."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "navigation": [
            {
                "label": label,
                "url": reverse(name),
                "current": request.path.startswith(prefix) if prefix else request.path == reverse(name),
            }
            for label, name, prefix in NAVIGATION
            if signed_in or name == "help"
        ],
        "unread_notifications": SimpleLazyObject(lambda: unread_count(user)) if signed_in else 0,
        "unsaved_words": words_for(shown) if (shown := getattr(request, "unsaved_form", None)) else "",
        "unsaved_forms": others_unsaved(request) if signed_in else [],
        "session_time": session_time(request) if signed_in else None,
        "demo_mode": settings.DEMO_MODE,
        "demo_password": settings.DEMO_PASSWORD if is_demo_here(request) and signed_in and user.is_demo else "",
        "demo_people": SimpleLazyObject(demo_people) if is_demo_here(request) and not signed_in else [],
        "base_url": settings.BASE_URL,
        # Who runs the service needs it to report a fault; nobody else does.
        "product_version": f"{version()} ({release()})" if signed_in and user.is_administrator else "",
    }
