import pytest
from django.contrib.contenttypes.models import ContentType

from partnerships.models import Activity
from procurement.models import Tender
from psp.templatetags.history import changes_in_words


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("planned_on", [None, "2026-06-21"], ("Planned on", "–", "21 June 2026")),
        ("due_at", ["2026-10-24 11:00:00+01:00", ""], ("Due at", "24 October 2026 at 11am", "–")),
        (
            "due_at",
            ["2026-10-24 10:00:00+00:00", "2026-10-24 10:00"],
            ("Due at", "24 October 2026 at 11am", "24 October 2026 at 10am"),
        ),
        (
            "due_at",
            ["2026-10-24 23:00:00+00:00", "2026-10-25 23:59"],
            ("Due at", "24 October 2026 at 11:59pm", "25 October 2026 at 11:59pm"),
        ),
        (
            "Pilot",
            ["2026-06-01 – 2026-07-01", "2026-06-08 to 2026-07-07"],
            ("Pilot", "1 June 2026 to 30 June 2026", "8 June 2026 to 7 July 2026"),
        ),
        ("state", ["moderation", "ranked"], ("State", "Scores being moderated", "Bids ranked")),
        ("title", ["ranked", "2026-13-45"], ("Title", "ranked", "2026-13-45")),
        ("is_restricted", ["False", "True"], ("Is restricted", "No", "Yes")),
        ("a field that went", ["61.00", "16.00"], ("A field that went", "61.00", "16.00")),
    ],
)
def test_what_changed_is_said_in_words(db, name, values, said):
    activity = Activity(target_type=ContentType.objects.get_for_model(Tender), mapped_changes={name: values})
    assert changes_in_words(activity) == [said]


def test_what_is_about_nothing_in_particular_is_said_as_it_is(db):
    assert changes_in_words(Activity(mapped_changes={"state": ["ranked", None]})) == [("State", "ranked", "–")]
