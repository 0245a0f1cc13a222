"""Deleting what is due, and holding what must be kept."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.activity.operations import lock_history, lock_record, record
from partnerships.lifecycle.models import Partnership
from partnerships.people.models import User
from partnerships.retention.models import RetentionHold, RetentionRun
from partnerships.retention.queries import due_rows, open_holds
from psp.core import retention
from psp.core.access import refusal
from psp.core.breaker import StorageAway
from psp.core.problems import Invalid, NotPermitted, WrongState
from psp.core.retention import Rule
from psp.core.sweeps import in_batches

log = structlog.stdlib.get_logger(__name__)

ADMINISTRATORS = gettext_lazy("administrators")
ROWS_AT_ONCE = 500
Clock = Callable[[], datetime]


def carry_out(*, at: datetime) -> list[RetentionRun]:
    """Delete everything that is due and not held, rule by rule; return what each did. Call it outside a transaction.

    Each part is a transaction of its own, so a rule that fails stops no other, and a record that fails no other of its rule:
    both are tried again the next night. Leaves a
    row and a line in the log for each rule; what is deleted of a partnership is in its history too.
    """
    runs = []
    for rule in retention.rules():
        run = RetentionRun(rule=rule.code, at=at)
        try:
            run.deleted, faults = _delete_due(rule, at)
            run.held = rule.rows(at).count() - len(faults)
            run.error = _words_of(faults[0]) if faults else ""
        except Exception as problem:  # whatever one rule meets, the others are carried out
            run.error = _words_of(problem)
            log.exception("retention_failed", rule=rule.code)
        run.save()
        log.info("retention_carried_out", rule=rule.code, deleted=run.deleted, held=run.held)
        runs.append(run)
    return runs


def _words_of(problem: Exception) -> str:
    return str(problem)[:200] if isinstance(problem, WrongState) else type(problem).__name__


def _delete_due(rule: Rule, at: datetime) -> tuple[int, list[Exception]]:
    """Delete what is due by a rule; return how many records, and the faults of those that could not be deleted."""
    deleted: list[int] = []

    def delete(keys: list[Any]) -> None:
        lock_history(None, *_partnerships_of(rule, at, keys))
        # Asked once more: a hold placed a moment ago counts, and the next one waits.
        rows = list(due_rows(rule, at, open_holds()).filter(pk__in=keys))
        deleted.append(rule.delete(rows, at) if rows else 0)

    keys = list(due_rows(rule, at, open_holds()).order_by("pk").values_list("pk", flat=True))
    # With the storage away, or another database's, nothing can be deleted.
    stops = (StorageAway, WrongState)
    faults = in_batches(keys, delete, size=ROWS_AT_ONCE, event="retention_failed", stops=stops)
    return sum(deleted), faults


def _partnerships_of(rule: Rule, at: datetime, keys: list[Any]) -> QuerySet[Partnership]:
    """Select the partnerships in whose histories a hold on these records would be placed."""
    if not rule.within:
        return Partnership.objects.none()
    return Partnership.objects.filter(pk__in=rule.rows(at).filter(pk__in=keys).values(rule.within))


@transaction.atomic
def place_hold(*, rule: str, partnership: Partnership | None, reason: str, by: User, at: datetime) -> RetentionHold:
    """Keep data past its time: what one rule covers or everything ("" ), in one partnership or everywhere (None).

    Records the activity, in the partnership's history where there is one. Raises NotPermitted, Invalid.
    """
    lock_history(partnership)
    if not by.has_perm("partnerships.add_retentionhold"):
        raise NotPermitted(refusal(ADMINISTRATORS))
    found = retention.find(rule)
    errors: dict[str, str] = {}
    if not reason.strip():
        errors["reason"] = _("Enter why the data must be kept, such as a court case or a request for information")
    if rule and found is None:
        errors["rule"] = _("Select what is kept from the list")
    if found is not None and partnership is not None and not found.within:
        errors["partnership"] = _("Leave this empty: this data belongs to no partnership")
    if errors:
        raise Invalid(errors)
    try:
        with transaction.atomic():
            hold = RetentionHold.objects.create(
                rule=rule, partnership=partnership, reason=reason.strip(), placed_by=by, placed_at=at
            )
    except IntegrityError as problem:
        raise Invalid(_("There is an open hold on this already")) from problem
    _record("retention_hold.placed", hold, by=by, at=at, note=hold.reason)
    return hold


@transaction.atomic
def end_hold(*, hold: RetentionHold, reason: str, by: User, at: datetime) -> RetentionHold:
    """End a hold: what is due is deleted the next night. Records the activity. Raises NotPermitted, Invalid, WrongState."""
    lock_record(hold)
    if not by.has_perm("partnerships.end_retentionhold", hold):
        raise NotPermitted(refusal(ADMINISTRATORS))
    if not reason.strip():
        raise Invalid({"note": _("Enter why the hold ends")})
    held = RetentionHold.objects.open().filter(pk=hold.pk)
    if not held.update(ended_at=at, ended_by=by, end_reason=reason.strip()):
        raise WrongState(_("This hold has ended already."))
    hold.refresh_from_db()
    _record("retention_hold.ended", hold, by=by, at=at, note=hold.end_reason)
    return hold


def _record(verb: str, hold: RetentionHold, *, by: Any, at: datetime, note: str) -> None:
    record(verb=verb, target=hold, partnership=hold.partnership, by=by, at=at, note=note, is_private=True)
