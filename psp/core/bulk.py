"""Writing thousands of records with one prepared statement.

Django's own bulk operations compile an expression for each value of each record, which takes several times as long as
the database does. Nothing here sends signals, and only what is named is written.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Insert new records of one model. Their keys are given by the database and not read back.

    Raises IntegrityError as any insert does.
    """
    if rows:
        made = [field for field in rows[0]._meta.concrete_fields if not isinstance(field, models.AutoField)]
        _insert(type(rows[0]), made, ([field.pre_save(row, True) for field in made] for row in rows))


def insert_values(model: type[models.Model], names: Sequence[str], values: Iterable[Sequence[Any]]) -> None:
    """Insert new records given as bare values of the named columns, which are all the model has beside its key."""
    named: list[Any] = [model._meta.get_field(name) for name in names]
    _insert(model, named, values)


def update_rows(rows: Sequence[models.Model], names: Iterable[str]) -> None:
    """Write the named fields of records of one model back as they stand in memory."""
    names = list(names)
    if not rows or not names:
        return
    database: Any = connections[DEFAULT_DB_ALIAS]
    meta = rows[0]._meta
    key: Any = meta.pk
    fields: list[Any] = [meta.get_field(name) for name in names]
    values = [
        [*(field.get_db_prep_save(getattr(row, field.attname), database) for field in fields), row.pk] for row in rows
    ]
    quoted = database.ops.quote_name
    settings = ", ".join(f"{quoted(field.column)} = %s" for field in fields)
    with database.cursor() as cursor:
        statement = f"UPDATE {quoted(meta.db_table)} SET {settings} WHERE {quoted(key.column)} = %s"  # noqa: S608
        cursor.executemany(statement, values)


def _insert(model: type[models.Model], fields: Sequence[Any], values: Iterable[Sequence[Any]]) -> None:
    database = connections[DEFAULT_DB_ALIAS]
    prepared = [
        [field.get_db_prep_save(value, database) for field, value in zip(fields, row, strict=True)] for row in values
    ]
    if not prepared:
        return
    quoted = database.ops.quote_name
    columns = ", ".join(quoted(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    with database.cursor() as cursor:
        statement = f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608
        cursor.executemany(statement, prepared)
