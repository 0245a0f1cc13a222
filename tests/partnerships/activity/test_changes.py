"""What an activity changed: one row for each field of each record, however alike the records are called."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from partnerships.activity.operations import broken_links, record
from partnerships.milestones.operations import add_milestone, remove_milestone
from partnerships.models import Activity, Chain, ChangedField, Invitation, SuccessCriterion, Timeline
from partnerships.moves.operations import move_task, set_baseline
from partnerships.pilot.operations import freeze_criteria
from psp.core.records import Change, changes_between
from tests.conftest import NOON
from tests.factories.history import changes_of
from tests.factories.partnerships import PartnershipFactory
from tests.factories.timeline import a_plan


def rows(activity, field):
    return [(row.record_id, row.before, row.after) for row in activity.changes if row.field == field]


def two_of_a_title(partnership, olivia):
    a_plan(partnership)
    pilot = partnership.periods.get(key="pilot")
    return [
        add_milestone(partnership=partnership, title="Board meets", on=on, period=pilot, by=olivia, at=NOON)
        for on in (date(2027, 3, 1), date(2027, 10, 1))
    ]


def test_of_two_milestones_of_one_title_both_stand_in_the_history(partnership, olivia):
    first, second = two_of_a_title(partnership, olivia)
    version = Timeline.objects.get(partnership=partnership).version
    to = date(2027, 1, 15)
    move_task(partnership=partnership, key="pilot_starts", to=to, by=olivia, at=NOON, expected_version=version)
    moved = rows(Activity.objects.get(verb="milestone.moved"), "planned_on")
    assert [row for row in moved if row[0] in {first.pk, second.pk}] == [
        (first.pk, "2027-03-01", "2027-03-11"),
        (second.pk, "2027-10-01", "2027-10-11"),
    ]


def test_a_new_baseline_tells_of_every_milestone(partnership, olivia):
    first, second = two_of_a_title(partnership, olivia)
    set_baseline(partnership=partnership, reason="The board agreed", by=olivia, at=NOON)
    agreed = rows(Activity.objects.get(verb="baseline.set"), "baseline_on")
    assert agreed == [(first.pk, None, "2027-03-01"), (second.pk, None, "2027-10-01")]


def test_freezing_tells_of_every_criterion(partnership, olivia):
    criteria = [
        SuccessCriterion.objects.create(
            partnership=partnership,
            statement="People are less lonely",
            indicator=indicator,
            target=target,
            due_on=date(2028, 1, 1),
            source="Survey",
        )
        for indicator, target in (("Visits", 40), ("Friends named", 2))
    ]
    freeze_criteria(partnership=partnership, by=olivia, at=NOON)
    frozen = rows(Activity.objects.get(verb="criteria.frozen"), "indicator")
    assert frozen == [(criteria[0].pk, None, "Visits"), (criteria[1].pk, None, "Friends named")]


def test_a_removed_milestone_leaves_what_waited_for_it_in_the_history(partnership, olivia):
    first, second = two_of_a_title(partnership, olivia)
    first.followers.create(successor=second, lag_days=3)
    remove_milestone(milestone=first, by=olivia, at=NOON)
    activity = Activity.objects.get(verb="milestone.removed")
    assert activity.target_id == first.pk
    assert changes_of(activity) == {
        "planned_on": ["2027-03-01", None],
        "owner": [None, None],
        "Board meets: waits_for": ["Board meets, 3 days", None],
    }


def test_values_become_text_and_a_mapping_is_about_the_target(partnership, olivia):
    changes = changes_between({"need": "", "contract_value": 5}, {"need": "Company", "contract_value": 5})
    activity = record(
        verb="partnership.edited", target=partnership, partnership=partnership, by=olivia, at=NOON, changes=changes
    )
    assert [(row.record, row.field, row.before, row.after) for row in activity.changes] == [
        (partnership, "need", None, "Company")
    ]


def test_what_is_no_record_is_named_and_the_removed_one_too(partnership, olivia):
    other = PartnershipFactory(name="Castle Reuse")
    other.delete()
    changes = [Change("rate", 1, 2, record="Green Book"), Change("name", "Castle Reuse", record=other)]
    activity = record(verb="x.edited", target=partnership, partnership=partnership, by=olivia, at=NOON, changes=changes)
    assert [(str(row), row.record_id) for row in activity.changes] == [
        ("Green Book: rate", None),
        ("Castle Reuse: name", None),
    ]


@pytest.fixture
def both_formats(partnership, olivia):
    """An activity as format 1 wrote it, with its hash, and one of today after it."""
    chain = Chain.objects.get(name=f"partnership:{partnership.pk}")
    chain.length = 1
    old = Activity(
        chain=chain,
        number=1,
        partnership=partnership,
        actor=olivia,
        verb="milestone.moved",
        target_label="Pilot starts",
        mapped_changes={"Pilot starts": ["2027-01-05", "2027-03-05"]},
        at=datetime(2026, 5, 1, 9, tzinfo=UTC),
    )
    old.hash = chain.last_hash = old.computed_hash()
    old.save()
    chain.save()
    changes = {"need": ["Less", "More"]}
    new = record(
        verb="partnership.edited", target=partnership, partnership=partnership, by=olivia, at=NOON, changes=changes
    )
    return old, new


def test_entries_of_both_formats_are_read_alike(both_formats, partnership, olivia, ada, signed_in):
    old, new = both_formats
    assert changes_of(old) == {"Pilot starts": ["2027-01-05", "2027-03-05"]}
    page = signed_in(olivia).get(reverse("history", args=[partnership.pk])).content.decode()
    sent = signed_in(olivia).get(reverse("history", args=[partnership.pk]), {"format": "csv"})
    table = b"".join(sent.streaming_content).decode()
    assert ("5 March 2027" in page, "More" in page) == (True, True)
    assert ("2027-03-05" in table, "More" in table) == (True, True)
    for activity, words in ((old, "2027-03-05"), (new, "need: Less → More")):
        detail = reverse("admin:partnerships_activity_change", args=[activity.pk])
        assert words in signed_in(ada).get(detail).content.decode()


def test_the_hash_of_format_1_is_what_it_was():
    old = Activity(
        chain_id="service",
        number=1,
        verb="milestone.moved",
        target_label="Pilot starts",
        mapped_changes={"Pilot starts": ["2027-01-05", "2027-03-05"]},
        at=datetime(2026, 5, 1, 9, tzinfo=UTC),
    )
    assert old.computed_hash() == "7753fb18ce4ed2019498cfff5a95468f64facd1b1e667b3f29e19f1610e96f52"


@pytest.mark.parametrize(
    "tampering",
    [
        lambda: ChangedField.objects.update(after="Less"),
        lambda: ChangedField.objects.update(record_label="Another"),
        lambda: ChangedField.objects.update(record_id=1_000_000),
        lambda: ChangedField.objects.all().delete(),
        lambda: ChangedField.objects.create(
            activity=Activity.objects.get(number=2), position=9, field="x", after="written in later"
        ),
        lambda: Activity.objects.filter(number=2).update(format=1),
        lambda: Activity.objects.filter(number=1).update(mapped_changes={}),
        lambda: Activity.objects.filter(number=1).update(format=2),
    ],
)
def test_tampering_with_what_changed_is_found(both_formats, tampering):
    assert broken_links() == []
    tampering()
    assert len(broken_links()) == 1
    with pytest.raises(CommandError, match="was changed after it was recorded"):
        call_command("verify_activity")


def test_what_older_entries_hold_of_personal_data_is_on_no_page_and_they_verify(partnership, olivia, ada, signed_in):
    chain = Chain.objects.get_or_create(name=f"partnership:{partnership.pk}")[0]
    invitation = Invitation.objects.create(
        email="zyzzyva@example.net", partnership=partnership, invited_by=olivia, token_hash="h", expires_at=NOON
    )
    old = Activity(chain=chain, number=1, partnership=partnership, actor=olivia, verb="person.invited", at=NOON)
    old.target, old.target_label = invitation, "zyzzyva@example.net"
    old.mapped_changes = {"email": ["zyzzyva@example.net", "zyzzyva@example.org"]}
    old.hash = chain.last_hash = old.computed_hash()
    chain.length = 1
    old.save()
    chain.save()
    assert broken_links() == []
    assert (old.label, old.changes[0].shown) == ("invitation", ("not kept", "not kept"))
    history = reverse("history", args=[partnership.pk])
    for person, url in (
        (olivia, history),
        (olivia, f"{history}?format=csv"),
        (ada, reverse("admin:partnerships_activity_changelist")),
        (ada, reverse("admin:partnerships_activity_change", args=[old.pk])),
    ):
        answer = signed_in(person).get(url)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert (answer.status_code, b"zyzzyva" in content.lower(), b"not kept" in content or person == ada) == (
            200,
            False,
            True,
        )
