"""Keeping the rates and price indices that studies are computed with."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.sroi.models import DiscountSchedule, PriceIndex, Reference
from partnerships.public import apply_changes, lock_history, lock_record, record
from psp.core import reference
from psp.core.access import refusal
from psp.core.dates import in_words, london_date
from psp.core.problems import Invalid, NotPermitted

ADMINISTRATORS = gettext_lazy("administrators")
Bands = Sequence[tuple[int | None, Decimal]]


def _check_may(permission: str, by: Any) -> None:
    if not by.has_perm(permission):
        raise NotPermitted(refusal(ADMINISTRATORS))


def _new_code(model: type[Reference], name: str, edition: str) -> str:
    if model._default_manager.filter(name=name, edition=edition).exists():
        raise Invalid({"edition": _("Enter another edition: one of this name is there already")})
    code = slugify(f"{name} {edition}")[:80]
    if not code or model._default_manager.filter(code=code).exists():
        raise Invalid({"name": _("Enter another name: one much like it is there already")})
    return code


def _save(reference: Reference) -> None:
    try:
        reference.save()
    except ValidationError as problem:
        raise Invalid({name: said[0] for name, said in problem.message_dict.items()}) from problem


@transaction.atomic
def add_discount_schedule(*, bands: Bands, by: Any, at: datetime, **fields: Any) -> DiscountSchedule:
    """Add a dated discount schedule; ``bands`` are pairs of the last year (None for no end) and the rate in percent.

    Raises NotPermitted, and Invalid for bands out of order, a rate outside 0–100 or an edition that is there already.
    """
    lock_history(None)
    _check_may("evaluation.add_discountschedule", by)
    code = _new_code(DiscountSchedule, fields["name"], fields["edition"])
    kept = [{"to_year": to_year, "rate": str(rate)} for to_year, rate in bands]
    schedule = DiscountSchedule(code=code, bands=kept, **fields)
    _save(schedule)
    record(verb="discount_schedule.added", target=schedule, by=by, at=at, changes={"bands": [None, json.dumps(kept)]})
    return schedule


@transaction.atomic
def keep_imported_schedule(*, schedule: DiscountSchedule, by: Any, at: datetime) -> DiscountSchedule:
    """Add the schedule a study's file names, for that study alone: not offered to others, and marked to be checked.

    Whoever may start a study may bring it, as with price indices. Where another schedule has its name and edition, the
    day of the import is added to the edition. Raises Invalid for bands out of order or a rate outside 0–100.
    """
    lock_history(None)
    schedule.edition = _free_edition(DiscountSchedule, schedule.name, schedule.edition, at=at)
    schedule.code = reference.free_code(DiscountSchedule, schedule.name, schedule.edition)
    schedule.is_offered, schedule.needs_checking = False, True
    _save(schedule)
    changes = {"bands": [None, json.dumps(schedule.bands)]}
    record(verb="discount_schedule.added", target=schedule, by=by, at=at, changes=changes)
    return schedule


@transaction.atomic
def keep_imported_index(*, index: PriceIndex, by: Any, at: datetime) -> PriceIndex:
    """Add the price index a study's file holds, for that study alone: not offered to others, and marked to be checked.

    Raises Invalid for no year, or a year or index outside its limits.
    """
    lock_history(None)
    index.edition = _free_edition(PriceIndex, index.name, index.edition, at=at)
    index.code = reference.free_code(PriceIndex, index.name, index.edition)
    index.is_offered, index.needs_checking = False, True
    _save(index)
    record(verb="price_index.added", target=index, by=by, at=at, changes={"years": [None, ", ".join(index.indices)]})
    return index


def _free_edition(model: type[Reference], name: str, edition: str, *, at: datetime) -> str:
    """Return an edition no row of this name has: as given, else with the day of the import, else with a number too."""
    taken = set(model._default_manager.filter(name=name).values_list("edition", flat=True))
    most = model._meta.get_field("edition").max_length or 0
    dated = _("{edition}, imported {day}").format(edition=edition[: most // 2], day=in_words(london_date(at)))
    several = (f"{dated[: most - 6]} ({number})" for number in range(2, len(taken) + 3))
    return next(one for one in (edition[:most], dated[:most], *several) if one not in taken)


@transaction.atomic
def add_price_index(
    *, indices: Mapping[int, Decimal], by: Any, at: datetime, is_offered: bool = True, **fields: Any
) -> PriceIndex:
    """Add price indices by year, marked to be checked unless an administrator adds them.

    Raises NotPermitted, and Invalid for no year, a year or index outside its limits, or an edition that is there.
    """
    lock_history(None)
    _check_may("evaluation.add_priceindex", by)
    code = _new_code(PriceIndex, fields["name"], fields["edition"])
    kept = {str(year): str(index) for year, index in sorted(indices.items())}
    found = PriceIndex(code=code, indices=kept, is_offered=is_offered, needs_checking=not by.is_administrator, **fields)
    _save(found)
    record(verb="price_index.added", target=found, by=by, at=at, changes={"years": [None, ", ".join(kept)]})
    return found


@transaction.atomic
def edit_reference(
    *, reference: Reference, changes: dict[str, Any], expected_version: int, by: Any, at: datetime
) -> Reference:
    """Change what is said about a schedule or an index, never its figures: studies rest on them.

    ``changes`` may hold ``source``, ``note``, ``needs_checking`` and ``is_offered``. Raises NotPermitted, StaleVersion.
    """
    lock_record(reference)
    name = reference._meta.model_name
    _check_may(f"evaluation.change_{name}", by)
    allowed: dict[str, Any] = {
        key: changes[key] for key in ("source", "note", "needs_checking", "is_offered") if key in changes
    }
    verb = "discount_schedule.edited" if isinstance(reference, DiscountSchedule) else "price_index.edited"
    apply_changes(reference, allowed, expected_version=expected_version, verb=verb, by=by, at=at)
    return reference


@reference.loader("discount schedules")
def load_discount_schedules() -> int:
    """Add each schedule of the fixture that has no row of its code; leave edited rows alone."""
    path = Path(settings.BASE_DIR, "evaluation", "fixtures", "discount_schedules.json")
    known = set(DiscountSchedule.objects.values_list("code", flat=True))
    new = [
        DiscountSchedule(**row | {"in_force_from": _day(row["in_force_from"])})
        for row in json.loads(path.read_text("utf-8"))
        if row["code"] not in known
    ]
    DiscountSchedule.objects.bulk_create(new)
    return len(new)


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
