"""What somebody typed and could not save is kept, so that they find it again: after signing in, on the form of its address.

Every form carries a signed mark of the person it was made for. What is sent without a valid session or token, but with a
valid mark, is kept sealed for that person and that browser alone, a few forms at a time, until it is saved or a day has
passed. Without a mark nothing is kept, so that a stranger cannot fill the disk; who has but read a mark pushes out nothing of
the person's own. Passwords and codes are never kept.
The table behind it belongs to an app, which hands its store over when it starts.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from psp.core.marks import MARK, files_of, is_proven, made_for

NAME = "unsaved"
COOKIE = "psp_unsaved"
KEPT_FOR = timedelta(days=1)
MOST = 10
LARGEST = 1024 * 1024
COOKIE_VALUE = re.compile(r"[\w-]{43}", re.ASCII)
# What a form carries unseen, beside what somebody typed.
CARRIED = frozenset({"once", "next", "version", "plan_version", "mark"})
SECRET = re.compile(r"passw|passphrase|secret|recovery_?code|(^|_)t?otp(_|$)", re.IGNORECASE)


class Reason(StrEnum):
    """Why what was typed was not saved."""

    SIGNED_OUT = "signed_out"
    OLD_PAGE = "old_page"
    SECOND_FACTOR = "second_factor"
    REFUSED = "refused"
    BUSY = "busy"


class TooLong(Exception):
    """More was typed than is kept."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form held: its full ``path``, its ``fields`` as (name, value) in order, its ``files`` as (field, file name).

    ``key`` identifies it while it is kept, "" otherwise.
    """

    reason: Reason
    path: str
    label: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]
    key: str = ""
    sent_at: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was typed: a confirmation, which needs no keeping."""
        return not self.files and not self.typed_fields

    @property
    def typed_fields(self) -> list[tuple[str, str]]:
        """Return the fields somebody filled in."""
        return [(name, value) for name, value in self.fields if value.strip() and name not in CARRIED]

    @property
    def place(self) -> str:
        """The path without its query."""
        return self.path.partition("?")[0]

    @property
    def is_hidden(self) -> bool:
        """Whether what was typed is shown on its form's own page alone, which asks who may open it (``hides_typed`` of its view)."""
        try:
            view: Any = resolve(self.place).func
        except Resolver404:
            return False
        return bool(getattr(getattr(view, "view_class", None), "hides_typed", False))

    @property
    def address(self) -> str:
        """The address at which the form is shown as it was typed."""
        query = QueryDict(self.path.partition("?")[2], mutable=True)
        query[NAME] = self.key
        return f"{self.place}?{query.urlencode()}"

    def data(self) -> QueryDict:
        """Return the fields as a form takes them."""
        data = QueryDict(mutable=True)
        for name, value in self.fields:
            data.appendlist(name, value)
        return data


class Store(Protocol):
    def keep(self, typed: Typed, *, person_id: int, browser: str, mark: str, at: datetime) -> str:
        """Keep a form and return its key, "" for nobody's.

        ``mark`` is "" for what certainly comes from the person; of that the oldest of more than ``MOST`` give way. Otherwise it
        is the hash of the form's mark, and the oldest of more than ``MOST`` with that mark give way to it, nothing else.
        """

    def find(self, *, person_id: int, browser: str, since: datetime) -> list[Typed]:
        """Return what is kept for a person in a browser, the latest first."""

    def forget(self, *, person_id: int, browser: str, keys: Collection[str]) -> None:
        """Delete forms of a person in a browser."""

    def forget_all(self, is_done: Callable[[Typed], bool]) -> None:
        """Delete the forms of all people that say what is recorded by now."""


def typed_in(request: HttpRequest, reason: Reason) -> Typed:
    """Return what a request sends, without what is secret or says nothing."""
    left_out = {"csrfmiddlewaretoken", MARK, NAME}
    fields = [
        (name, value.replace("\x00", ""))
        for name, values in request.POST.lists()
        if name not in left_out and not SECRET.search(name)
        for value in values
    ]
    label = label_of(request.resolver_match)
    return Typed(reason, request.get_full_path(), label, tuple(fields), files_of(request))


def can_show(match: ResolverMatch | None) -> bool:
    """Say whether the page of a route shows a form as it was typed without carrying it out."""
    if match is None:
        return False
    if getattr(getattr(match.func, "view_class", None), "shows_typed", False):
        return True
    page = getattr(match.func, "model_admin", None)
    return bool(getattr(page, "shows_typed", False)) and str(match.url_name).endswith(("_add", "_change"))


def label_of(match: ResolverMatch | None) -> str:
    """Name the form of a route in words; one whose title is its record's name, after its route: "Write text"."""
    title = getattr(getattr(match and match.func, "view_class", None), "title", "")
    page = getattr(match and match.func, "model_admin", None)
    of_route = str(match.url_name or "").replace("_", " ").capitalize() if match else ""
    return str(title or getattr(getattr(page, "opts", None), "verbose_name", "") or of_route or _("A form"))


def keep(request: HttpRequest, reason: Reason) -> Typed | None:
    """Keep what a request sends for the person its form was made for.

    Returns None where there is no valid mark, no open account, nothing typed, or no page that could show it again. Raises
    TooLong, with nothing kept.
    """
    person_id = made_for(request)
    if person_id is None or not can_show(request.resolver_match):
        return None
    typed = typed_in(request, reason)
    if typed.is_empty:
        return None
    if sum(len(name) + len(value) for name, value in (*typed.fields, *typed.files)) > LARGEST:
        raise TooLong
    # Set again each time: the cookie of an earlier form would run out before this one.
    request.unsaved_cookie = cookie_of(request) or secrets.token_urlsafe(32)  # type: ignore[attr-defined]
    at = timezone.now()
    mark = "" if is_proven(request) else hashlib.sha256(request.POST.get(MARK, "").encode()).hexdigest()
    key = store().keep(typed, person_id=person_id, browser=browser_of(request), mark=mark, at=at)
    request._unsaved_found = None  # type: ignore[attr-defined]
    if not key:
        return None
    return Typed(typed.reason, typed.path, typed.label, typed.fields, typed.files, key, at)


def cookie_of(request: HttpRequest) -> str:
    """Return the random value this browser is known by here, "" for none."""
    value = getattr(request, "unsaved_cookie", None) or request.COOKIES.get(COOKIE, "")
    return value if COOKIE_VALUE.fullmatch(value) else ""


def browser_of(request: HttpRequest) -> str:
    """Return what is kept of the browser's random value: its hash."""
    return hashlib.sha256(cookie_of(request).encode()).hexdigest()


def found(request: HttpRequest) -> list[Typed]:
    """Return what is kept for the signed-in person in this browser, the latest first. Without the cookie nothing is asked for."""
    person: Any = getattr(request, "user", None)
    if person is None or not person.is_authenticated or not cookie_of(request):
        return []
    rows: list[Typed] | None = getattr(request, "_unsaved_found", None)
    if rows is None:
        since = timezone.now() - KEPT_FOR
        rows = store().find(person_id=person.pk, browser=browser_of(request), since=since)
        request._unsaved_found = rows  # type: ignore[attr-defined]
    return rows


def found_here(request: HttpRequest) -> Typed | None:
    """Return what is kept for this very page: what its address names, else the latest; None for nothing."""
    here = [typed for typed in found(request) if typed.place == request.path]
    named = [typed for typed in here if typed.key == request.GET.get(NAME, "")]
    return next(iter(named or here), None)


def forget(request: HttpRequest, *, key: str = "") -> None:
    """Delete what has been saved now, or thrown away: the kept form a request names or is the same as, or that of ``key``."""
    once = request.POST.get("once", "")
    gone = [
        typed.key
        for typed in found(request)
        if typed.key == key
        or (
            typed.place == request.path
            and (typed.key == request.POST.get(NAME) or (once and ("once", once) in typed.fields))
        )
    ]
    if gone:
        store().forget(person_id=request.user.pk, browser=browser_of(request), keys=gone)  # type: ignore[arg-type]
        request._unsaved_found = None  # type: ignore[attr-defined]


_store: Store | None = None


def keep_with(store: Store) -> None:
    """Set the store unsaved forms are kept with."""
    global _store  # noqa: PLW0603
    _store = store


def store() -> Store:
    """Return the store; raises RuntimeError when no app has handed one over."""
    if _store is None:
        raise RuntimeError("No app keeps unsaved forms: call psp.core.unsaved.keep_with() in its ready()")
    return _store
