"""Who may see a page: what a person may not see is not there (404); what they see and may not do is refused with the reason (403)."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _


class Public:
    """A page anyone may open, signed in or not."""

    public = True


def is_public(view: Callable[..., HttpResponse]) -> bool:
    """A view is public when it says so (``public = True``) or comes with the sign-in library."""
    view_class = getattr(view, "view_class", view)
    return bool(getattr(view_class, "public", False)) or view.__module__.startswith("allauth.")


class Permitted:
    """A page for signed-in people who hold ``permission_required`` on ``permission_object()``.

    ``who_may`` completes the sentence "Only … can do this." Use ``permission_required = "signed_in"`` for pages every
    signed-in person may open.
    """

    permission_required = ""
    who_may: Any = ""
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.load()
        self.check_permission()
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def load(self) -> None:
        """Fetch what the page is about, among what the person may see; raises Http404 otherwise."""

    def permission_object(self) -> Any:
        """Return the record the permission is asked on, or None."""
        return None

    def check_permission(self) -> None:
        """Raise PermissionDenied with the reason when the person may not do this."""
        if not self.permission_required:
            raise ImproperlyConfigured(f"{type(self).__name__} must name its permission_required")
        if self.permission_required == "signed_in":
            return
        if not self.request.user.has_perm(self.permission_required, self.permission_object()):
            raise PermissionDenied(refusal(self.who_may))


def allowed(rule: Any, person: Any, record: Any = None) -> bool:
    """Ask a rule of a person as they are now: whoever has waited for a lock may have lost a role or an account meanwhile."""
    person.know()
    return bool(person.is_active and rule.test(person, record))


def refusal(who_may: Any) -> str:
    """Say in one sentence who may do what was refused."""
    return _("Only {who} can do this.").format(who=who_may) if who_may else _("Your role does not let you do this.")


def get_visible(model: type[Model] | QuerySet, user: Any, **lookup: Any) -> Any:
    """Fetch one record among those the user may see; raises Http404 otherwise."""
    rows = model if isinstance(model, QuerySet) else model._default_manager.all()
    visible: Any = rows
    return get_object_or_404(visible.visible_to(user), **lookup)
