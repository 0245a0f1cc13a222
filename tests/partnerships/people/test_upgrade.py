"""When accounts of the version before were closed, worked out by the migration from the history."""

from datetime import timedelta
from importlib import import_module
from pathlib import Path

from django.apps import apps

from partnerships import migrations
from partnerships.models import User
from partnerships.people.operations import deactivate_person
from tests.conftest import NOON

# Whatever number it landed with.
(FILE,) = Path(migrations.__file__).parent.glob("*_closed_accounts.py")
migration = import_module(f"partnerships.migrations.{FILE.stem}")


def test_accounts_closed_before_get_the_day_of_the_history_or_of_their_last_change(otto, bo, edie, ada):
    before = NOON - timedelta(days=500)
    deactivate_person(person=otto, successor=None, by=ada, at=NOON)
    User.objects.filter(pk=bo.pk).update(is_active=False)
    User.objects.update(closed_at=None, updated_at=before)
    migration.note_when_accounts_were_closed(apps, None)
    closed = dict(User.objects.values_list("name", "closed_at"))
    assert closed == {"Otto Vane": NOON, "Bo Quinn": before, "Edie Hall": None, "Ada Munro": None}
