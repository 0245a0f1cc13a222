"""Carrying a previewed import out on the directory, 1,000 rows in a transaction, and undoing it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery

from partnerships.activity.operations import lock_history, record
from partnerships.income.engine import PARTS, REGISTER_PARTS
from partnerships.income.models import IncomeYear
from partnerships.income.operations import keep_figures
from partnerships.organisations.engine.bands import size_of
from partnerships.organisations.models import Organisation
from partnerships.organisations.operations import FOUND_BY, keep_words
from partnerships.register.engine.deciding import restorable
from partnerships.register.engine.layout import Said
from partnerships.register.models import ImportRow, RegisterImport, RowKind
from partnerships.register_apply.queries import used
from partnerships.register_preview.operations import LEASE, compare
from partnerships.register_preview.queries import LISTS, TEXTS, Known, known, known_by_number
from psp.core import sequels
from psp.core.bulk import insert_rows, insert_values, update_rows
from psp.core.dates import london_date
from psp.core.folding import fold

CHUNK = 1000
COLUMNS = {"areas": "area", "client_groups": "clientgroup"}
Clock = Callable[[], datetime]
KINDS = (RowKind.NEW, RowKind.CHANGED, RowKind.UNCHANGED)


def rows_to_do(register_import: RegisterImport) -> "QuerySet[ImportRow]":
    """The rows that applying, and so undoing, an import goes through, in their order."""
    kinds = [*KINDS, RowKind.GONE] if register_import.close_gone else KINDS
    return register_import.rows.filter(kind__in=kinds).order_by("pk")


def apply_rows(register_import: RegisterImport, *, now: Clock) -> None:
    """Change the directory as previewed; a step of a worker that holds the import, which another one may go on with.

    Each chunk is decided again as the directory then is: what a person wrote since the preview stays.
    Raises HoldLost where another worker took over.
    """
    _go_through(register_import, lambda rows: _apply_chunk(rows, on=london_date(now()), at=now()), now=now)
    _finish(register_import, "register.applied", register_import.applied_by, now=now, applied_at=now())


def undo_rows(register_import: RegisterImport, *, now: Clock) -> None:
    """Set back what an import changed, unless it was changed since; a step of a worker that holds the import.

    New organisations that nobody used or edited are deleted; whatever is left alone is noted in its row.
    Raises HoldLost where another worker took over.
    """
    on = london_date(register_import.applied_at or now())
    _go_through(register_import, lambda rows: _undo_chunk(rows, on=on, at=now()), now=now)
    _finish(register_import, "register.undone", register_import.undone_by, now=now, undone_at=now())


def _go_through(register_import: RegisterImport, carry_out: Callable[[list[ImportRow]], None], *, now: Clock) -> None:
    """Carry the rows not done yet out, each chunk in the transaction that also moves the position past it.

    The service's history stays locked for the chunk: no edit of an organisation comes between its reading and its writing.
    """
    while chunk := list(rows_to_do(register_import).filter(pk__gt=register_import.position)[:CHUNK]):
        with transaction.atomic():
            lock_history(None)
            done = register_import.done + len(chunk)
            register_import.keep_hold(at=now(), lease=LEASE, position=chunk[-1].pk, done=done)
            carry_out(chunk)


def _finish(register_import: RegisterImport, verb: str, by: Any, *, now: Clock, **fields: Any) -> None:
    with transaction.atomic():
        lock_history(None)
        register_import.keep_hold(at=now(), lease=LEASE)
        register_import.finish(**fields)
        changes = {kind: [None, str(register_import.counts.get(kind, 0))] for kind in (*KINDS, RowKind.GONE)}
        record(verb=verb, target=register_import, by=by, at=now(), changes={str(k): v for k, v in changes.items()})
        sequels.follow(verb, register_import, by=by, at=now())


def _apply_chunk(rows: Sequence[ImportRow], *, on: date, at: datetime) -> None:
    directory = known_by_number(row.charity_number for row in rows if row.charity_number)
    _create([row for row in rows if row.charity_number not in directory and row.kind == RowKind.NEW], on=on)
    unchanged, changes = [], []
    for row in rows:
        found = directory.get(row.charity_number or "")
        if found is None:
            continue
        previewed = (row.before, row.after, row.said, row.kept, row.organisation_id)
        said: Said = row.said if row.said is not None else found.organisation.register_values
        kind = row.kind
        compare(row, said, found)
        row.kind = RowKind.GONE if kind == RowKind.GONE else row.kind
        if (row.before, row.after, row.said, row.kept, row.organisation_id) != previewed or row.kind != kind:
            row.save()
        if row.said is None:
            unchanged.append(found.organisation.pk)
        else:
            columns = {"register_values": row.said, "register_checked_on": on}
            changes.append(Change(found, row.after, columns))
    write(changes, at=at)
    Organisation.objects.filter(pk__in=unchanged).update(register_checked_on=on)


def _create(rows: Sequence[ImportRow], *, on: date) -> None:
    new = []
    for row in rows:
        said: Said = row.said or {}
        total = (
            sum((Decimal(said["income"][part]) for part in REGISTER_PARTS), Decimal(0)) if said.get("income") else None
        )
        organisation = Organisation(
            charity_number=row.charity_number or "",
            latest_income=total,
            size_band=size_of(None, total) or "",
            register_values=said,
            register_checked_on=on,
            **{name: said[name] for name in TEXTS if name in said},
            registered_on=_day(said.get("registered_on")),
        )
        new.append((organisation, said))
    _insert([organisation for organisation, _ in new])
    for name in LISTS:
        _set_list(name, {one.pk: said.get(name, []) for one, said in new})
    insert_rows([_income_year(one.pk, said["income"]) for one, said in new if said.get("income")])
    keep_words(organisation for organisation, _ in new)
    same = Organisation.objects.filter(charity_number=OuterRef("charity_number")).values("pk")[:1]
    ImportRow.objects.filter(pk__in=[row.pk for row in rows]).update(organisation=Subquery(same))


def _insert(organisations: Sequence[Organisation]) -> None:
    """Insert new organisations and give them the keys the database chose."""
    insert_rows(organisations)
    numbers = [row.charity_number for row in organisations]
    keys = dict(Organisation.objects.filter(charity_number__in=numbers).values_list("charity_number", "pk"))
    for row in organisations:
        row.pk = keys[row.charity_number]


def _income_year(organisation_id: int, income: dict[str, str]) -> IncomeYear:
    parts = {part: Decimal(income[part]) for part in REGISTER_PARTS}
    year_end = date.fromisoformat(income["year_end"])
    return IncomeYear(organisation_id=organisation_id, year_end=year_end, is_from_register=True, **parts)


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class Change:
    """What is written into one organisation: values of the register's fields, and columns of its own."""

    found: Known
    values: Said
    columns: dict[str, Any]


def write(changes: Sequence[Change], *, at: datetime) -> None:
    """Write into organisations, and what follows: their words, their figures, their version. A constant number of queries.

    The version moves on, so that a person who is just editing one is told and loses nothing.
    """
    if not changes:
        return
    columns: set[str] = set()
    for change in changes:
        for name, value in (_columns(change.values, at=at) | change.columns).items():
            setattr(change.found.organisation, name, value)
            columns.add(name)
    rows = [change.found.organisation for change in changes]
    update_rows(rows, sorted(columns))
    Organisation.objects.filter(pk__in=[row.pk for row in rows]).update(version=F("version") + 1, updated_at=at)
    for name in LISTS:
        _set_list(
            name, {change.found.organisation.pk: change.values[name] for change in changes if name in change.values}
        )
    keep_words(change.found.organisation for change in changes if FOUND_BY & change.values.keys())
    earned = [change for change in changes if change.values.get("income")]
    IncomeYear.objects.bulk_create(
        [_income_year(change.found.organisation.pk, change.values["income"]) for change in earned],
        update_conflicts=True,
        unique_fields=["organisation", "year_end"],
        update_fields=[*PARTS, "is_from_register"],
    )
    keep_figures(change.found.organisation for change in earned)


def _columns(values: Said, *, at: datetime) -> dict[str, Any]:
    columns: dict[str, Any] = {name: values[name] or "" for name in TEXTS if name in values}
    if "name" in columns:
        columns["sort_key"] = fold(columns["name"])
    if "registered_on" in values:
        columns["registered_on"] = _day(values["registered_on"])
    if "is_closed" in values:
        columns["closed_on"] = (_day(values.get("closed_on")) or london_date(at)) if values["is_closed"] else None
    return columns


def _set_list(name: str, keys: dict[int, list[int]]) -> None:
    """Set a list of the taxonomies of several organisations."""
    through = getattr(Organisation, name).through
    through._base_manager.filter(organisation__in=keys).delete()
    pairs = ((pk, key) for pk, chosen in keys.items() for key in chosen)
    insert_values(through, ("organisation", COLUMNS[name]), pairs)


def _undo_chunk(rows: Sequence[ImportRow], *, on: date, at: datetime) -> None:
    directory = {found.organisation.pk: found for found in known(Organisation.objects.filter(pk__in=_keys(rows)))}
    new = [row for row in rows if row.kind == RowKind.NEW and row.organisation_id in directory]
    in_use = used(_keys(new))
    untouched = [row for row in new if _is_untouched(directory[row.organisation_id or 0], row, in_use)]
    Organisation.objects.filter(pk__in=_keys(untouched)).delete()
    deleted = {row.pk for row in untouched}
    for day in {row.checked_before for row in rows}:
        keys = _keys([row for row in rows if row.checked_before == day and row.kind != RowKind.NEW])
        Organisation.objects.filter(pk__in=keys, register_checked_on=on).update(register_checked_on=day)
    changes = []
    for row in rows:
        found = directory.get(row.organisation_id or 0)
        if row.kind == RowKind.NEW and row.pk not in deleted and found is not None:
            row.left = ["organisation"]
            row.save(update_fields=["left"])
        elif row.kind != RowKind.NEW and found is not None:
            changes += _restored(row, found)
    write(changes, at=at)


def _keys(rows: Sequence[ImportRow]) -> list[int]:
    return [row.organisation_id for row in rows if row.organisation_id]


def _is_untouched(found: Known, row: ImportRow, in_use: Collection[int]) -> bool:
    organisation = found.organisation
    is_as_imported = organisation.register_values == row.said and not organisation.edited_fields
    return is_as_imported and organisation.pk not in in_use


def _restored(row: ImportRow, found: Known) -> list[Change]:
    """Say what sets an organisation back to before the import, and note in the row what is left as it is."""
    organisation = found.organisation
    mine = restorable(found.current(row.after), row.after, found.edited(row.after))
    columns: dict[str, Any] = {}
    if row.said is not None and organisation.register_values == row.said:
        columns["register_values"] = row.said_before
    if "income" in mine and row.before["income"] is None:
        organisation.income_years.filter(year_end=row.after["income"]["year_end"], is_from_register=True).delete()
        keep_figures([organisation])
    if left := sorted(row.after.keys() - mine):
        row.left = left
        row.save(update_fields=["left"])
    beside = row.before.keys() - row.after.keys()
    values = {name: row.before[name] for name in (*sorted(mine), *sorted(beside))}
    return [Change(found, values, columns)] if values or columns else []
