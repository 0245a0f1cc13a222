"""Marks on forms: for whom a form was made, signed, so that what a stranger sends is told apart from what a person typed."""

import hashlib
import re
import secrets
from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

MARK = "made_for"
# Names the browser, in a cookie that no script and no page reads.
BROWSER = "psp_browser"
# The random value, and the day the cookie was set as its ordinal; cookies of an earlier version hold the value alone.
BROWSER_VALUE = re.compile(r"([\w-]{43})(?:\.(\d{6}))?", re.ASCII)
SALT = "psp.core.marks"
LASTS = timedelta(days=7)
# Longer than any mark that names it: a form that is made after half of that renews it.
BROWSER_LASTS = 4 * LASTS
RENEWED_AFTER = BROWSER_LASTS / 2


class NamesOnly(FileUploadHandler):
    """Reads past the files of a request: of what is not carried out, nothing is written to the disk."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.names: list[tuple[str, str]] = []

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.names.append((str(self.field_name), str(self.file_name)))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None


def browser_of(request: HttpRequest) -> str:
    """Return the random value by which a form is known to come from the browser it was made for, "" for none yet."""
    return _browser_and_day(request)[0]


def _browser_and_day(request: HttpRequest) -> tuple[str, int]:
    """Return the random value of a browser, "" for none yet, and the ordinal of the day its cookie was set, 0 for unknown."""
    cookie: str = getattr(request, "new_browser", "") or request.COOKIES.get(BROWSER, "")
    match = BROWSER_VALUE.fullmatch(cookie)
    return (match[1], int(match[2] or 0)) if match else ("", 0)


def mark_for(person: Any, browser: str = "") -> str:
    """Return the signed mark of the person a form is made for, and of the browser, by the value no page shows."""
    return signing.dumps([person.pk, _digest(browser)], salt=SALT)


def form_mark(request: HttpRequest) -> str:
    """Return the mark of the forms of a page, and let the browser be known for longer than the mark lasts."""
    browser, set_on = _browser_and_day(request)
    today = timezone.now().date().toordinal()
    if not browser or not 0 <= today - set_on < RENEWED_AFTER.days:
        request.new_browser = f"{browser or secrets.token_urlsafe(32)}.{today}"  # type: ignore[attr-defined]
    return mark_for(request.user, browser_of(request))


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:32] if value else ""


def _read(mark: str) -> tuple[int | None, str]:
    """Return whom a mark names and the digest of their browser; None and "" for one that is not ours or older than a week."""
    try:
        said: Any = signing.loads(mark, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None, ""
    # Pages made by an earlier version name the person alone.
    return (said, "") if isinstance(said, int) else (said[0], said[1])


def person_of(mark: str) -> int | None:
    """Return the id a mark names; None for a mark that is not ours or is older than a week."""
    return _read(mark)[0]


def is_proven(request: HttpRequest) -> bool:
    """Whether a request comes from the person its form was made for: from their session or the browser of the form.

    A mark alone stands in the page, where others may have read it.
    """
    person_id, browser = _read(request.POST.get(MARK, ""))
    person: Any = getattr(request, "user", None)
    if person is not None and person.is_authenticated and person.pk == person_id:
        return True
    return bool(browser) and constant_time_compare(browser, _digest(browser_of(request)))


def made_for(request: HttpRequest) -> int | None:
    """Return the id of the person the form of a request was made for, None without a valid mark.

    The files of a body nobody has read yet are read past. Call it where the request will not be carried out.
    """
    if not hasattr(request, "_post") and not hasattr(request, "_files"):
        names = NamesOnly(request)
        request.upload_handlers = [names]
        request.files_read_past = names.names  # type: ignore[attr-defined]
    return person_of(request.POST.get(MARK, ""))


def files_of(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """Return (field, file name) of the files a request holds, or held where they were read past."""
    read = [(name, str(file.name)) for name, many in request.FILES.lists() for file in many if file.name]
    return (*read, *getattr(request, "files_read_past", []))
