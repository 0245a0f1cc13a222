"""Verifying everything kept, a little at a time: nightly, when an administrator asks, and on the command line."""

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partnerships.activity.operations import lock_history, record
from partnerships.notifications.operations import notify
from partnerships.notifications.queries import active_administrators
from partnerships.people.models import User
from partnerships.verification.models import Verification
from psp.core import integrity
from psp.core.access import refusal
from psp.core.notices import Sight
from psp.core.problems import NotPermitted, WrongState
from psp.core.work import HoldLost, WorkState, ring

log = structlog.stdlib.get_logger(__name__)

ADMINISTRATORS = gettext_lazy("administrators")
# A task works this long, then lets others have the worker before it goes on.
STINT = timedelta(seconds=20)
LATER = timedelta(minutes=5)
MOST_FAILURES = 6
PATIENCE = timedelta(seconds=60)
# As many problems as a page shows; whoever needs more asks the command.
KEPT_PROBLEMS = 200
WORKER_STOPPED = gettext_lazy(
    "The worker stopped at this step. Check its memory and its log, then start another verification."
)
FROM_THE_START: dict[str, Any] = {
    "code": "",
    "position": "",
    "failures": 0,
    "checked": {},
    "problem_count": 0,
    "problems": [],
}
Clock = Callable[[], datetime]


@transaction.atomic
def ask_for_verification(*, by: User | None, at: datetime) -> Verification:
    """Have everything verified in the background, or return the verification that is under way.

    ``by`` is None for the nightly one. 1. queues it; 2. records the activity, where somebody asked; 3. rings for a worker
    after the commit. Raises NotPermitted.
    """
    lock_history(None)
    if by is not None and not by.has_perm("partnerships.add_verification"):
        raise NotPermitted(refusal(ADMINISTRATORS))
    if under_way := Verification.objects.under_way().first():
        return under_way
    verification = Verification.objects.create(asked_by=by, asked_at=at, next_attempt_at=at)
    if by is not None:
        record(verb="verification.asked_for", target=verification, by=by, at=at, is_private=True)
    _ring(verification.pk)
    return verification


def _ring(verification_id: int) -> None:
    from partnerships.tasks import verify

    ring(verify, verification_id=verification_id)


def requeue_verifications(*, at: datetime) -> int:
    """Ring for a verification that waits or whose worker was killed; return how many.

    A killed worker counts as a step that failed: one that stops every worker is given up, and administrators are told.
    """
    for lost in Verification.objects.filter(state=WorkState.RUNNING, lease_until__lt=at):
        # Another worker may have taken it over since.
        with suppress(HoldLost):
            _put_back(lost, str(WORKER_STOPPED), at)
    waiting = Verification.objects.claimable(at).filter(next_attempt_at__lte=at - PATIENCE)
    numbers = list(waiting.values_list("pk", flat=True))
    for number in numbers:
        _ring(number)
    return len(numbers)


def work_on_verification(*, verification_id: int, now: Clock, stint: timedelta = STINT) -> bool:
    """Take a verification some steps further if nobody else holds it; return whether it came to its end.

    Call it outside a transaction. 1. takes it with a lease; 2. takes steps and notes after each how far it is, what it
    checked and what it found; 3. after a stint puts it back in the queue; 4. at the end tells administrators of problems.
    A step that fails, with the storage away say, is tried again later; after some failures in a row it is given up.
    """
    verification = Verification.objects.claim(verification_id, at=now())
    if verification is None:
        return False
    until = now() + stint
    try:
        while now() < until:
            if _take_step(verification, now):
                return _end(verification, now())
        verification.try_again(at=now(), error="")
        _ring(verification.pk)
    except HoldLost:
        log.warning("verification_taken_over", verification_id=verification.pk)
    except Exception as problem:  # whatever a storage or a library raises, the page must say that it stopped
        log.warning("verification_step_failed", check=verification.code, problem=type(problem).__name__)
        _put_back(verification, _reason(problem), now())
    return False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a verification on the command line found: its row, and every problem as (code of the check, problem)."""

    verification: Verification
    problems: list[tuple[str, integrity.Problem]]


def verify_everything(*, by: User | None, now: Clock) -> Outcome:
    """Verify everything at once, as the command does, and return what was found.

    One that waits, or whose worker was killed, is begun again here: after a restore no worker runs that could go on with it.
    Raises WrongState where a worker holds one, and what a storage that is away raises.
    """
    at = now()
    waiting = Verification.objects.under_way().first()
    made = waiting or Verification.objects.create(asked_by=by, asked_at=at, next_attempt_at=at)
    Verification.objects.filter(pk=made.pk, state=WorkState.QUEUED).update(next_attempt_at=at)
    verification = Verification.objects.claim(made.pk, at=at)
    if verification is None:
        minutes = math.ceil(settings.WORK_LEASE / timedelta(minutes=1))
        words = ngettext(
            "A verification is under way. Try again when it has ended, or in {n} minute if its worker was stopped.",
            "A verification is under way. Try again when it has ended, or in {n} minutes if its worker was stopped.",
            minutes,
        )
        raise WrongState(words.format(n=minutes))
    verification.keep_hold(at=at, **FROM_THE_START)
    problems: list[tuple[str, integrity.Problem]] = []
    try:
        while not _take_step(verification, now, problems):
            pass
    except Exception as problem:
        verification.give_up(error=_reason(problem), ended_at=now())
        raise
    _end(verification, now())
    return Outcome(verification, problems)


def _take_step(
    verification: Verification, now: Clock, problems: list[tuple[str, integrity.Problem]] | None = None
) -> bool:
    """Take the next step and note it; return whether it was the last one. Adds to ``problems``. Raises HoldLost."""
    codes = [check.code for check in integrity.checks()]
    code = verification.code or codes[0]
    if code not in codes:
        code, verification.position = next((later for later in codes if later > code), ""), ""
    if not code:
        return True
    step = next(check for check in integrity.checks() if check.code == code).step(verification.position)
    following = next((later for later in codes if later > code), "")
    is_last = step.position is None and not following
    if problems is not None:
        problems += [(code, problem) for problem in step.problems]
    noted = [{"check": code, "what": p.what, "wrong": p.wrong, "url": p.url} for p in step.problems]
    verification.keep_hold(
        at=now(),
        code=code if step.position is not None else following or code,
        position=step.position or "",
        failures=0,
        error="",
        checked=verification.checked | {code: verification.checked.get(code, 0) + step.checked},
        problem_count=verification.problem_count + len(noted),
        problems=[*verification.problems, *noted][:KEPT_PROBLEMS],
    )
    return is_last


def _end(verification: Verification, at: datetime) -> bool:
    if not verification.finish(ended_at=at):
        return False
    counts: dict[str, Any] = {"records": verification.total, "problems": verification.problem_count}
    if not verification.problem_count:
        log.info("everything_verified", **counts)
        return True
    log.error("verification_found_problems", **counts)
    words = ngettext(
        "The verification found {n} problem", "The verification found {n} problems", verification.problem_count
    )
    _tell(verification, words.format(n=verification.problem_count), at)
    return True


def _put_back(verification: Verification, reason: str, at: datetime) -> None:
    if verification.failures + 1 < MOST_FAILURES:
        verification.keep_hold(at=at, failures=verification.failures + 1)
        verification.try_again(at=at + LATER, error=reason)
    elif verification.give_up(error=reason, ended_at=at):
        _tell(verification, _("The verification stopped"), at)


def _reason(problem: Exception) -> str:
    words = _("It could not read what it checks ({kind}). Check the database and the file storage.")
    return words.format(kind=type(problem).__name__)


def _tell(verification: Verification, title: str, at: datetime) -> None:
    notify(
        people=active_administrators(),
        kind="service",
        title=title,
        url=reverse("verification", args=[verification.pk]),
        key=f"verification:{verification.pk}",
        at=at,
        sight=Sight("administrators"),
    )
