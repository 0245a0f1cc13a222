"""Whether the database has the schema this code was written for: asked at every start, and on the health page."""

import sys
from collections.abc import Set
from functools import lru_cache
from pathlib import Path

import structlog
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

log = structlog.stdlib.get_logger(__name__)

Migration = tuple[str, str]
# More names than these help nobody.
NAMED = 3


@lru_cache
def migrations_of_code() -> frozenset[Migration]:
    """List every migration of the installed apps by app and name. Reads the disk once."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(loader.disk_migrations or ())


def migrations_of_database() -> frozenset[Migration]:
    """List the migrations the database has had. Two queries; raises DatabaseError when it is away."""
    return frozenset(MigrationRecorder(connection).applied_migrations())


def mismatch_of(code: Set[Migration], database: Set[Migration], *, own: Set[str]) -> str:
    """Say in one sentence how a database's migrations differ from the code's; "" where they agree.

    A library may drop its oldest migrations, so unknown ones count for the apps in ``own`` alone.
    """
    unknown = sorted(migration for migration in database - code if migration[0] in own)
    if unknown:
        words = _(
            "The database was made by a newer version of this service: this one does not know {names}. "
            "Install that version, or restore a backup made with this one (README, Operations)."
        )
        return words.format(names=_named(unknown))
    lacking = sorted(code - database)
    if lacking:
        words = ngettext(
            "The database lacks {n} update of this version ({names}): run “python manage.py migrate”, then start again.",
            "The database lacks {n} updates of this version ({names}): run “python manage.py migrate”, then start again.",
            len(lacking),
        )
        return words.format(n=len(lacking), names=_named(lacking))
    return ""


def mismatch() -> str:
    """Say how the database's schema differs from the code's, "" where it does not. Raises DatabaseError when it is away."""
    own = {config.label for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR}
    return mismatch_of(migrations_of_code(), migrations_of_database(), own=own)


def refuse_mismatch() -> None:
    """End the process with one sentence where the schema does not match the code.

    A database that is away is no mismatch: pages say so until it is back, and the health page asks again.
    """
    try:
        sentence = mismatch()
    except DatabaseError as problem:
        log.warning("schema_not_checked", problem=type(problem).__name__)
        return
    finally:
        # The web server forks after this: a connection must not be shared.
        connection.close()
    if sentence:
        sys.exit(sentence)


def _named(migrations: list[Migration]) -> str:
    names = [f"{app} {name}" for app, name in migrations[:NAMED]]
    return ", ".join(names) + (" …" if len(migrations) > NAMED else "")
