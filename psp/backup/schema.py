"""The tables of a database as its migrations say, whichever version it is at: backups read and restore any of them."""

from typing import Any

from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from psp.backup.archive import NoBackup

Migration = tuple[str, str]
# Signed-in sessions and tokens of forms end with a restore; the rest describes the storage a database was paired with.
LEFT_OUT = frozenset(
    {
        "sessions.session",
        "usersessions.usersession",
        "partnerships.sentform",
        "partnerships.storagepairing",
        "partnerships.storagelook",
        "partnerships.quarantinedfile",
    }
)


def applied_migrations() -> list[Migration]:
    """List the migrations this database has had, in order of their names; none for an empty one."""
    return sorted(MigrationRecorder(connection).applied_migrations())


def known_migrations() -> list[Migration]:
    """List the migrations this version knows."""
    return sorted(MigrationExecutor(connection).loader.disk_migrations or ())


def models_at(migrations: list[Migration]) -> list[type[models.Model]]:
    """Return the models of the tables a database with these migrations has, in order of their labels.

    Raises NoBackup for migrations this version does not know.
    """
    executor = MigrationExecutor(connection)
    unknown = set(migrations) - set(executor.loader.disk_migrations or ())
    if unknown:
        app, name = min(unknown)
        raise NoBackup(f"This comes from a newer version: it has {app} {name}, which this version does not know.")
    had = set(migrations)
    state = ProjectState(real_apps=executor.loader.unmigrated_apps)
    for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True):
        names = {(migration.app_label, migration.name), *migration.replaces}
        if names & had:
            migration.mutate_state(state, preserve=False)
    found = state.apps.get_models(include_auto_created=True)
    kept = [model for model in found if model._meta.managed and not model._meta.proxy and not model._meta.swapped]
    return sorted(kept, key=lambda model: model._meta.label_lower)


def targets_of(migrations: list[Migration]) -> list[Migration]:
    """Return the last of these migrations of each app: what to migrate an empty database to."""
    graph, had = MigrationExecutor(connection).loader.graph, set(migrations)
    return sorted(
        node
        for node in had
        if node in graph.nodes
        and not any(child.key in had and child.key[0] == node[0] for child in graph.node_map[node].children)
    )


def file_fields_of(model: type[models.Model]) -> list[str]:
    """Return the names of a model's fields that hold files."""
    return [field.name for field in model._meta.concrete_fields if isinstance(field, models.FileField)]


def last_key_of(model: type[models.Model]) -> int | None:
    """Return the last key the sequence of a table gave, None where it has none: keys of deleted rows never come back."""
    key: Any = model._meta.pk
    if not isinstance(key, models.AutoField):
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
            found = cursor.fetchone()
            return int(found[0]) if found else 0
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{model._meta.db_table}"', key.column])
        cursor.execute(f"SELECT last_value, is_called FROM {cursor.fetchone()[0]}")  # noqa: S608  a name the database gave
        last, is_called = cursor.fetchone()
        return int(last) if is_called else 0


def set_last_key(model: type[models.Model], last: int) -> None:
    """Have the sequence of a table go on after ``last``."""
    key: Any = model._meta.pk
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
        else:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)",
                [f'"{table}"', key.column, max(last, 1), last > 0],
            )
