"""What every page's frame shows."""

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from partnerships.people.queries import demo_people
from psp.core.release import release, version

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
        "unread_notifications": SimpleLazyObject(lambda: user.notices.unread().count()) if signed_in else 0,
        "demo_mode": settings.DEMO_MODE,
        "demo_password": settings.DEMO_PASSWORD if settings.DEMO_MODE and signed_in and user.is_demo else "",
        "demo_people": SimpleLazyObject(demo_people) if settings.DEMO_MODE and not signed_in else [],
        "base_url": settings.BASE_URL,
        # Who runs the service needs it to report a fault; nobody else does.
        "version": f"{version()} ({release()})" if signed_in and user.is_administrator else "",
    }
