"""To whom notices of the version before are open, worked out by the migration from where they lead."""

from importlib import import_module
from pathlib import Path

from django.apps import apps

from partnerships import migrations
from partnerships.models import Notice
from tests.factories.notifications import NoticeFactory

# Whatever number it landed with.
(FILE,) = Path(migrations.__file__).parent.glob("*_notices_that_are_closed.py")
migration = import_module(f"partnerships.migrations.{FILE.stem}")


def test_notices_written_before_get_the_sight_of_new_ones(db):
    expected = {
        "/partnerships/3/": ("", None),
        "/partnerships/3/tender/7/": ("", None),
        "/partnerships/3/tender/7/questions/": ("", None),
        "/partnerships/3/tender/7/open/": ("handlers", 7),
        "/partnerships/3/tender/7/scoring/close/": ("handlers", 7),
        "/partnerships/3/tender/7/scoring/": ("bids", 7),
        "/partnerships/3/tender/7/interests/": ("bids", 7),
        "/partnerships/3/tender/7/moderation/": ("scores", 7),
        "/partnerships/3/tender/7/result/draw/": ("result", 7),
        "/partnerships/3/tender/7/award/": ("award", 7),
        "/partnerships/3/conflicts/9/": ("conflict", 9),
        "/partnerships/3/contingency/4/": ("contingency_plan", 4),
        "/proposals/5/": ("proposal", 5),
        "/invitations/6/": ("invitation", 6),
        "/verification/2/": ("administrators", None),
        "/storage/": ("administrators", None),
    }
    for url in expected:
        NoticeFactory(url=url)
    migration.say_to_whom_notices_are_open(apps, None)
    assert {row.url: (row.sight, row.subject_id) for row in Notice.objects.all()} == expected
