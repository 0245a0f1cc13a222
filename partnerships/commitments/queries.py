"""Reads: the commitments of a partnership as the engine takes them."""

from collections.abc import Iterable

from partnerships.commitments.engine import Pledge
from partnerships.commitments.models import Commitment
from partnerships.commitments.workflow import State
from partnerships.lifecycle.models import Partnership


def commitments_of(partnership: Partnership) -> list[Commitment]:
    """List a partnership's commitments, those that are withdrawn last, by their first day. One query."""
    rows = Commitment.objects.filter(partnership=partnership).select_related("organisation", "partnership")
    return sorted(rows, key=lambda row: (row.state == State.WITHDRAWN, row.starts_on, row.pk))


def pledges_of(commitments: Iterable[Commitment]) -> list[Pledge]:
    """Take what is signed as pledges; an offer binds nobody."""
    return [Pledge(row.starts_on, row.until, row.monthly) for row in commitments if row.state == State.SIGNED]
