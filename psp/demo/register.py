"""A register import of the demonstration: a dozen fictional charities in the regulator's own layout, read and applied."""

from pathlib import Path

from partnerships.imports.operations import apply_import, start_import, work_on_import
from partnerships.models import Organisation, RegisterImport
from psp.demo.cast import Cast
from psp.demo.days import moment

FILE = Path(__file__).with_name("charities.csv")
DAYS_AGO = 16


def tell(cast: Cast) -> None:
    """Import the file some days ago, unless it was."""
    if RegisterImport.objects.filter(original_name=FILE.name).exists():
        return
    day = cast.days.day(-DAYS_AGO)
    before = set(Organisation.objects.values_list("pk", flat=True))
    with FILE.open("rb") as file:
        started = start_import(register="oscr", file=file, name=FILE.name, by=cast.ada, at=moment(day, 9, 5))
    work_on_import(import_id=started.pk, now=lambda: moment(day, 9, 6))
    started.refresh_from_db()
    apply_import(register_import=started, close_gone=False, by=cast.ada, at=moment(day, 9, 20))
    work_on_import(import_id=started.pk, now=lambda: moment(day, 9, 21))
    Organisation.objects.exclude(pk__in=before).update(is_demo=True)
