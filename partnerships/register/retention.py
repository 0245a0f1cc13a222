"""How long the files and rows of register imports are kept."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partnerships.register.models import ImportRow, RegisterImport
from partnerships.storage.operations import delete_files
from psp.core.dates import london_date
from psp.core.retention import Rule, deletes, keeps
from psp.core.work import FREE, WorkState

YEAR = timedelta(days=365)
# Work that was to begin this long ago and has not ended never will.
STUCK = timedelta(days=7)


def _due(at: datetime) -> QuerySet:
    has_rows = Exists(ImportRow.objects.filter(register_import=OuterRef("pk")))
    is_over = Q(state__in=[WorkState.DONE, WorkState.FAILED]) | Q(next_attempt_at__lt=at - STUCK)
    return RegisterImport.objects.filter(is_over, has_rows | ~Q(file=""), started_at__lt=at - YEAR)


def _due_on(register_import: Any) -> date:
    return london_date(register_import.started_at + YEAR)


def _delete(imports: Collection[Any], at: datetime) -> int:
    """Delete files and rows; that the import was made, by whom, and its figures stay. It can no longer be undone."""
    for register_import in imports:
        register_import.rows.all().delete()
        own = RegisterImport.objects.filter(pk=register_import.pk)
        own.update(file="")
        stuck = own.exclude(state__in=[WorkState.DONE, WorkState.FAILED])
        stuck.update(state=WorkState.FAILED, **FREE, error=_now("It was never finished. Import the register again"))
    delete_files(register_import.file.name for register_import in imports if register_import.file)
    return len(imports)


deletes(
    Rule(
        code="register_files",
        what=_("Files and rows of register imports"),
        how_long=_("1 year"),
        rows=_due,
        due_on=_due_on,
        delete=_delete,
        models=(RegisterImport, ImportRow),
    )
)
keeps(_("Who imported a register and when"), _("As long as the service runs"), RegisterImport)
