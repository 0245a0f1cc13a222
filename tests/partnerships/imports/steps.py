"""Short ways through an import, as its workers would go."""

from datetime import timedelta

from partnerships.imports.operations import apply_import, start_import, undo_import, work_on_import
from partnerships.models import RegisterImport
from tests.conftest import NOON
from tests.factories.register import a_file


class Clock:
    """A clock that moves on by a second whenever it is read."""

    def __init__(self, at=NOON):
        self.at = at

    def __call__(self):
        self.at += timedelta(seconds=1)
        return self.at


CLOCK = Clock()


def upload(*rows, by=None, file=None):
    """Take a file of these rows in; nobody works on it yet."""
    return start_import(register="oscr", file=file or a_file(*rows), name="register.csv", by=by, at=CLOCK())


def work(found):
    """Do the step the import waits for, and return it as it then is."""
    work_on_import(import_id=found.pk, now=CLOCK)
    return RegisterImport.objects.get(pk=found.pk)


def preview(*rows):
    return work(upload(*rows))


def applied(found, **more):
    apply_import(register_import=found, by=None, at=CLOCK(), **{"close_gone": False} | more)
    return work(found)


def undone(found):
    undo_import(register_import=found, by=None, at=CLOCK())
    return work(found)


def rows(found):
    """Each row of an import as (row, kind, charity number, what is wrong)."""
    return list(found.rows.order_by("pk").values_list("number", "kind", "charity_number", "problem"))
