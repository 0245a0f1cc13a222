"""Letters: what a mail says, rendered from ``templates/emails/``, and the connection it is sent through.

Nothing here keeps or queues anything: the queue is a table of the hub.
"""

import contextlib
import re
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string

# The kind of mails about signing in, to the owner of an account.
ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says; ``html`` may be empty."""

    subject: str
    text: str
    html: str = ""


def stays_here() -> bool:
    """Whether mail goes into files of this machine instead of to its readers: then administrators pass on what it says."""
    return not settings.PRODUCTION and settings.EMAIL_BACKEND.endswith(".filebased.EmailBackend")


def render(template: str, context: dict[str, Any]) -> Letter:
    """Render ``emails/<template>.subject.txt``, ``.txt`` and ``.html`` into a letter.

    The context gets ``base_url``, which every path in a mail follows, and ``subject``. Raises TemplateDoesNotExist.
    """
    context = {"base_url": settings.BASE_URL} | context
    subject = one_line(render_to_string(f"emails/{template}.subject.txt", context))
    context["subject"] = subject
    return Letter(
        subject=subject,
        text=tidy(render_to_string(f"emails/{template}.txt", context)),
        html=render_to_string(f"emails/{template}.html", context).strip(),
    )


def tidy(text: str) -> str:
    """Return a plain text without the empty lines that a template's unused parts leave behind."""
    return re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"


def one_line(words: str) -> str:
    """Return the words on one line of at most 250 characters: a line break in a subject would begin a new header."""
    line = " ".join(words.split())
    return line if len(line) <= 250 else f"{line[:249]}…"


class NotSent(Exception):
    """The mail server did not take the letter, or nobody knows whether it did.

    ``is_final`` says that it will never take it: the recipient or the content was refused for good. ``is_withheld`` says that
    the product itself kept it back, which is no fault of anybody's.
    """

    def __init__(self, reason: str, *, is_final: bool, is_withheld: bool = False) -> None:
        self.reason, self.is_final, self.is_withheld = reason, is_final, is_withheld
        super().__init__(reason)


Check = Callable[[Any, Letter, datetime], Letter]
_checks: list[Check] = []


def before_sending(check: Check) -> Check:
    """Register a function ``(mail, letter, at) -> letter`` asked at the moment a mail is sent.

    It returns the letter, in a new version where something in it is no longer for the reader, and raises NotSent where nothing
    is left.
    """
    _checks.append(check)
    return check


def letter_to_send(mail: Any, letter: Letter, at: datetime) -> Letter:
    """Return what a mail says as it may be sent at an aware datetime. Raises NotSent."""
    for check in _checks:
        letter = check(mail, letter, at)
    return letter


class Postbox:
    """One connection to the mail server, opened when it is first needed and kept for the letters that follow."""

    def __init__(self) -> None:
        self._connection: Any = None

    def __enter__(self) -> "Postbox":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._drop()

    def send(self, message: EmailMessage) -> None:
        """Send one message. Raises NotSent.

        Returns as soon as the server has taken it: the farewell waits, because whoever calls this has yet to note that
        the letter is gone.
        """
        try:
            if self._connection is None:
                self._connection = get_connection()
            self._connection.open()
            self._connection.send_messages([message])
        except Exception as problem:  # each backend and each network has its own; none may lose a letter
            self._drop()
            raise NotSent(_reason(problem), is_final=_is_final(problem)) from problem

    def _drop(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.close()
        self._connection = None


def _is_final(problem: Exception) -> bool:
    """A 5xx answer to the recipient or the content is for good; one to the sender or the sign-in is ours to mend."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(_is_permanent(code) for code, _ in problem.recipients.values())
    if isinstance(problem, smtplib.SMTPDataError):
        return _is_permanent(problem.smtp_code)
    # An address or header that cannot be written will not be writable later either.
    return isinstance(problem, smtplib.SMTPNotSupportedError | ValueError)


def _is_permanent(code: int) -> bool:
    return 500 <= code < 600


def _reason(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(words)}" for code, words in problem.recipients.values())
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"{problem.smtp_code} {_text(problem.smtp_error)}"
    return f"{type(problem).__name__}: {problem}"


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
