"""Leases: how a row in the database is worked on by exactly one worker, and taken over when that worker dies.

A row that can be worked on has ``state``, ``lease_until`` and ``lease_token``. Claiming is one conditional update, so two
workers never hold the same row; a killed worker's lease runs out and a sweeper rings the bell again. The token is random:
no hold is taken for another, however often the row was put back in the queue.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar

import structlog
from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from psp.core.breaker import Breaker
from psp.core.ids import FROM_REQUEST

log = structlog.stdlib.get_logger(__name__)


# A broker that did not answer is left alone this long; a sweeper rings later for what waits.
broker_breaker = Breaker(30)
# What a row has that no worker holds.
FREE: dict[str, Any] = {"lease_until": None, "lease_token": ""}


class HoldLost(Exception):
    """This worker's lease ran out and another one took the row over: what it is about to write must not be written."""


class WorkState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Being made")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class WorkQuerySet(models.QuerySet):
    def claimable(self, at: datetime) -> "WorkQuerySet":
        """Rows that wait and are due, or whose worker's lease has run out."""
        return self.filter(
            Q(state=WorkState.QUEUED, next_attempt_at__lte=at) | Q(state=WorkState.RUNNING, lease_until__lt=at)
        )

    def claim(self, pk: int, *, at: datetime, lease: timedelta | None = None) -> Any | None:
        """Take one row for this worker and return it, or None when it is another's, done or not due yet."""
        token = secrets.token_hex(16)
        held = {"state": WorkState.RUNNING, "lease_token": token, "lease_until": at + (lease or settings.WORK_LEASE)}
        taken = self.claimable(at).filter(pk=pk).update(**held, attempts=F("attempts") + 1)
        return self.filter(pk=pk, lease_token=token).first() if taken else None

    def abandon(self, *, at: datetime, after: int, error: str, **fields: Any) -> int:
        """Mark failed the rows that took ``after`` attempts or more and whose last worker died; return how many.

        Without it, what kills every worker that takes it would be taken again for ever. Writes ``fields`` with it.
        """
        lost = self.filter(state=WorkState.RUNNING, lease_until__lt=at, attempts__gte=after)
        return lost.update(state=WorkState.FAILED, **FREE, error=error, **fields)


class Work(models.Model):
    """A row that a background task works on; the row is the truth, the message only a bell."""

    state = models.CharField(
        _("state"), max_length=10, choices=WorkState.choices, default=WorkState.QUEUED, editable=False
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    lease_until = models.DateTimeField(_("held until"), null=True, editable=False)
    lease_token = models.CharField(_("held by"), max_length=32, blank=True, default="", editable=False)
    next_attempt_at = models.DateTimeField(_("next attempt"), editable=False)
    error = models.TextField(_("what went wrong"), blank=True, editable=False)

    objects: ClassVar[Any] = WorkQuerySet.as_manager()

    class Meta:
        abstract = True

    def keep_hold(self, *, at: datetime, lease: timedelta | None = None, **fields: Any) -> None:
        """Hold the row for another lease, and write ``fields``, such as how far the work is.

        Work of many steps calls it inside the transaction of each step. Raises HoldLost where the row is another's.
        """
        lease_until = at + (lease or settings.WORK_LEASE)
        if not self._held().update(lease_until=lease_until, **fields):
            raise HoldLost(str(self.pk))
        for name, value in {"lease_until": lease_until, **fields}.items():
            setattr(self, name, value)

    def finish(self, **fields: Any) -> bool:
        """Mark the row done if this worker still holds it; return whether it did. Writes ``fields`` with it."""
        return self._leave(state=WorkState.DONE, error="", **fields)

    def give_up(self, *, error: str, **fields: Any) -> bool:
        """Mark the row failed with a reason a person can read, if this worker still holds it. Writes ``fields`` with it."""
        return self._leave(state=WorkState.FAILED, error=error, **fields)

    def try_again(self, *, at: datetime, error: str) -> bool:
        """Put the row back in the queue for ``at``, if this worker still holds it."""
        return self._leave(state=WorkState.QUEUED, next_attempt_at=at, error=error)

    def _leave(self, **fields: Any) -> bool:
        if not self._held().update(**FREE, **fields):
            return False
        for name, value in {**FREE, **fields}.items():
            setattr(self, name, value)
        return True

    def _held(self) -> Any:
        rows = type(self)._base_manager
        if not self.lease_token:
            return rows.none()
        return rows.filter(pk=self.pk, state=WorkState.RUNNING, lease_token=self.lease_token)


def ring(task: Any, **kwargs: Any) -> None:
    """Queue a task after the commit. With the broker away nothing is lost: a sweeper finds the row later."""

    bound = structlog.contextvars.get_contextvars()
    told = {name: bound[name] for name in FROM_REQUEST if name in bound}

    def send() -> None:
        if broker_breaker.is_open():
            return
        try:
            task.apply_async(kwargs=kwargs, retry=False, headers=told)
        except Exception as problem:  # every transport has its own errors; none may break the page
            broker_breaker.failed()
            log.warning("broker_away", task=task.name, problem=type(problem).__name__)
        else:
            broker_breaker.worked()

    transaction.on_commit(send)
