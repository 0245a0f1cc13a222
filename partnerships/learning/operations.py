"""Writing down what was learned."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from partnerships.activity.operations import lock_history, record
from partnerships.learning.models import LearningPoint
from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.operations import apply_changes
from psp.core.access import refusal
from psp.core.problems import NotPermitted, WrongState


@transaction.atomic
def write_learning_point(*, partnership: Partnership, by: Any, at: datetime, **fields: Any) -> LearningPoint:
    """Write down what was learned. ``fields`` are the model's. Raises NotPermitted."""
    lock_history(partnership)
    if not by.has_perm("partnerships.add_learningpoint", partnership):
        raise NotPermitted(refusal(_("people with a role in the partnership")))
    point = LearningPoint.objects.create(partnership=partnership, written_by=by, written_at=at, **fields)
    shared = _("everybody signed in") if point.is_shared else _("the partnership alone")
    record(
        verb="learning_point.added",
        target=point,
        partnership=partnership,
        by=by,
        at=at,
        changes={"shared with": [None, shared]},
    )
    return point


@transaction.atomic
def edit_learning_point(
    *, point: LearningPoint, changes: dict[str, Any], expected_version: int, by: Any, at: datetime
) -> LearningPoint:
    """Change a learning point. Raises NotPermitted, StaleVersion."""
    lock_history(point.partnership)
    _require_may_change(point, by)
    apply_changes(point, changes, expected_version=expected_version, verb="learning_point.edited", by=by, at=at)
    return point


@transaction.atomic
def withdraw_learning_point(*, point: LearningPoint, by: Any, at: datetime) -> None:
    """Withdraw a learning point: nobody reads it any more, and the history keeps that it was there.

    Raises NotPermitted, WrongState.
    """
    lock_history(point.partnership)
    _require_may_change(point, by)
    in_force = LearningPoint.objects.filter(pk=point.pk, withdrawn_at=None)
    if not in_force.update(withdrawn_at=at, version=F("version") + 1):
        raise WrongState(_("This learning point is withdrawn already."))
    record(verb="learning_point.withdrawn", target=point, partnership=point.partnership, by=by, at=at)


def _require_may_change(point: LearningPoint, by: Any) -> None:
    if not by.has_perm("partnerships.change_learningpoint", point):
        raise NotPermitted(refusal(_("its author and the project leader")))
