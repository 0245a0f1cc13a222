"""Reading a register's file against the directory, row by row, and writing down what each row would change."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import BinaryIO, cast

from django.db import transaction
from django.db.models import Count, Q

from partnerships.organisations.models import Organisation
from partnerships.register.engine.layout import Entry, Layout
from partnerships.register.engine.oscr import OSCR
from partnerships.register.engine.reading import WrongFile, entries, unpacked
from partnerships.register.models import ImportRow, Register, RegisterImport, RowKind
from partnerships.register_preview.queries import Known, Terms, gone_from, known_by_number, resolved, terms
from psp.core.bulk import insert_rows

LAYOUTS: dict[str, Layout] = {Register.OSCR: OSCR}
CHUNK = 1000
# Longer than the slowest chunk: a worker that is killed is followed by another after this.
LEASE = timedelta(seconds=120)
Clock = Callable[[], datetime]


def read_file(register_import: RegisterImport, *, now: Clock) -> None:
    """Read the file and write a row for each of its rows, 1,000 in a transaction; a step of a worker that holds the import.

    Begins anew where an earlier worker stopped. Ends with the organisations that are gone and the counts.
    Raises WrongFile, and HoldLost where another worker took over.
    """
    with transaction.atomic():
        register_import.keep_hold(at=now(), lease=LEASE, done=0)
        register_import.rows.all().delete()
    lists, seen = terms(), {}  # type: Terms, dict[str, int]
    with register_import.file.open("rb") as stored, unpacked(cast(BinaryIO, stored.file)) as file:
        found = entries(file, LAYOUTS[register_import.register])
        while chunk := list(islice(found, CHUNK)):
            rows = list(_rows(register_import, chunk, lists, seen))
            with transaction.atomic():
                done = register_import.done + len(chunk)
                register_import.keep_hold(at=now(), lease=LEASE, done=done)
                insert_rows(rows)
    if not register_import.done:
        raise WrongFile("The file has headings and no rows")
    _finish(register_import, now=now)


def _finish(register_import: RegisterImport, *, now: Clock) -> None:
    with transaction.atomic():
        register_import.keep_hold(at=now(), lease=LEASE)
        gone = (_gone_row(register_import, row) for row in gone_from(register_import).iterator(chunk_size=CHUNK))
        while chunk := list(islice(gone, CHUNK)):
            insert_rows(chunk)
        register_import.finish(counts=counts_of(register_import), total=register_import.done, read_at=now())


def counts_of(register_import: RegisterImport) -> dict[str, int]:
    """Count an import's rows by kind, those with problems, and those where a person's words are kept. One query."""
    wanted = {kind: Count("pk", filter=Q(kind=kind)) for kind in RowKind.values}
    wanted |= {"problems": Count("pk", filter=~Q(problem="")), "kept": Count("pk", filter=~Q(kept=[]))}
    return register_import.rows.aggregate(**wanted)


def _rows(
    register_import: RegisterImport, chunk: list[Entry], lists: Terms, seen: dict[str, int]
) -> Iterator[ImportRow]:
    directory = known_by_number(entry.number for entry in chunk if entry.number)
    for entry in chunk:
        said, problems = resolved(entry, lists)
        row = ImportRow(register_import=register_import, number=entry.row, name=said.get("name", ""))
        row.problem = "\n".join(problems)
        if entry.number is None:
            row.kind = RowKind.UNREADABLE
        elif entry.number in seen:
            row.kind = RowKind.UNREADABLE
            row.problem = f"Row {seen[entry.number]} has the same number, {entry.number}"
        else:
            seen[entry.number] = entry.row
            row.charity_number = entry.number
            compare(row, said, directory.get(entry.number))
        yield row


def compare(row: ImportRow, said: dict[str, object], found: Known | None) -> None:
    """Note in a row, without saving it, what the register's words would change in the directory."""
    if found is None:
        row.kind = RowKind.REMOVED if said.get("is_closed") else RowKind.NEW
        row.said = said
        return
    organisation = found.organisation
    outcome = found.outcome(said)
    row.organisation = organisation
    row.kind = RowKind.CHANGED if outcome.changes else RowKind.UNCHANGED
    row.before = {name: before for name, (before, _) in outcome.changes.items()}
    if "is_closed" in row.before and organisation.closed_on:
        row.before["closed_on"] = organisation.closed_on.isoformat()
    row.after = {name: after for name, (_, after) in outcome.changes.items()}
    row.kept = list(outcome.kept)
    row.checked_before = organisation.register_checked_on
    merged = organisation.register_values | said
    news = merged != organisation.register_values
    row.said, row.said_before = (merged, organisation.register_values) if news else (None, None)


def _gone_row(register_import: RegisterImport, organisation: Organisation) -> ImportRow:
    return ImportRow(
        register_import=register_import,
        number=0,
        kind=RowKind.GONE,
        charity_number=organisation.charity_number,
        name=organisation.name,
        organisation=organisation,
        before={"is_closed": False},
        after={"is_closed": True},
        said=organisation.register_values | {"is_closed": True},
        said_before=organisation.register_values,
        checked_before=organisation.register_checked_on,
    )
