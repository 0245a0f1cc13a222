"""Keeping the figures of the law, and recording what follows from them for a tender."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.public import apply_changes, lock_every_history, lock_history, lock_record, record
from procurement.tenders.models import Tender
from procurement.tenders.operations import check_draft, check_may
from procurement.thresholds.models import Threshold, TimeLimit
from psp.core import reference, sequels
from psp.core.access import refusal
from psp.core.problems import Invalid, NotPermitted

ADMINISTRATORS = gettext_lazy("administrators")


def _check_keeper(permission: str, by: Any) -> None:
    if not by.has_perm(permission):
        raise NotPermitted(refusal(ADMINISTRATORS))


def _check_unique(name: str, valid_from: date, *, but: int = 0) -> None:
    if Threshold.objects.filter(name=name, valid_from=valid_from).exclude(pk=but).exists():
        raise Invalid({"valid_from": _("Enter another day: a threshold of this name begins on it already")})


@transaction.atomic
def add_threshold(*, by: Any, at: datetime, **fields: Any) -> Threshold:
    """Add a dated threshold. An older row of the same name stays for the days it was valid. Raises NotPermitted, Invalid."""
    lock_history(None)
    _check_keeper("procurement.add_threshold", by)
    _check_unique(fields["name"], fields["valid_from"])
    code = slugify(f"{fields['name']}-{fields['valid_from']}")[:60]
    if Threshold.objects.filter(code=code).exists():
        raise Invalid({"name": _("Enter another name: one much like it exists")})
    threshold = Threshold.objects.create(code=code, **fields)
    record(verb="threshold.added", target=threshold, by=by, at=at)
    return threshold


@transaction.atomic
def edit_threshold(
    *, threshold: Threshold, changes: dict[str, Any], expected_version: int, by: Any, at: datetime
) -> Threshold:
    """Change a threshold. Raises NotPermitted, StaleVersion, Invalid."""
    lock_record(threshold)
    _check_keeper("procurement.change_threshold", by)
    _check_unique(
        changes.get("name", threshold.name), changes.get("valid_from", threshold.valid_from), but=threshold.pk
    )
    apply_changes(threshold, changes, expected_version=expected_version, verb="threshold.edited", by=by, at=at)
    return threshold


@transaction.atomic
def edit_time_limit(
    *, time_limit: TimeLimit, changes: dict[str, Any], expected_version: int, by: Any, at: datetime
) -> TimeLimit:
    """Change a time limit; timetables are held against it from then on (``psp.core.sequels``). Raises NotPermitted, StaleVersion."""
    lock_every_history()
    lock_record(time_limit)
    _check_keeper("procurement.change_timelimit", by)
    apply_changes(time_limit, changes, expected_version=expected_version, verb="time_limit.edited", by=by, at=at)
    sequels.follow("edit_time_limit", time_limit, by=by, at=at)
    return time_limit


@transaction.atomic
def consider_thresholds(*, tender: Tender, note: str, expected_version: int, by: Any, at: datetime) -> Tender:
    """Record what follows from the thresholds for a tender of its present value.

    A later change of the value asks for it again. Raises NotPermitted, WrongState, StaleVersion, Invalid.
    """
    lock_record(tender)
    check_may("procurement.change_tender", tender, by)
    check_draft(tender, at=at)
    if tender.estimated_value is None:
        raise Invalid(_("Enter the estimated value of the contract first"))
    if not note.strip():
        raise Invalid({"note": _("Enter which rules apply and how the tender follows them")})
    changes = {"thresholds_note": note, "considered_value": tender.estimated_value}
    apply_changes(tender, changes, expected_version=expected_version, verb="thresholds.considered", by=by, at=at)
    return tender


def _fixture(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(Path(settings.BASE_DIR, "procurement", "fixtures", name).read_text("utf-8"))
    return rows


@reference.loader("thresholds")
def load_thresholds() -> int:
    """Add each threshold of the fixture that has no row of its code, or of its name and first day; leave edited rows alone."""
    known = set(Threshold.objects.values_list("code", flat=True))
    begun = {(name, first.isoformat()) for name, first in Threshold.objects.values_list("name", "valid_from")}
    new = [
        Threshold(**row | {"amount": Decimal(row["amount"])})
        for row in _fixture("thresholds.json")
        # An administrator may have entered the new figure by hand.
        if row["code"] not in known and (row["name"], row["valid_from"]) not in begun
    ]
    Threshold.objects.bulk_create(new)
    return len(new)


@reference.loader("time limits")
def load_time_limits() -> int:
    """Add each time limit of the fixture that has no row of its code; leave edited rows alone."""
    known = set(TimeLimit.objects.values_list("code", flat=True))
    rows = list(enumerate(_fixture("time_limits.json"), start=1))
    new = [TimeLimit(position=position, **row) for position, row in rows if row["code"] not in known]
    TimeLimit.objects.bulk_create(new)
    return len(new)
