from datetime import date, timedelta

import pytest

from partnerships.lifecycle.queries import sights_of
from partnerships.models import Partnership, SweepRun
from partnerships.reminders.queries import has_swept, last_swept_before, morning_of
from procurement.models import Award, Debrief, ReadinessReview
from psp.core import due, notices
from tests.conftest import NOON, TODAY
from tests.factories.partnerships import PartnershipFactory
from tests.factories.world import tell_the_story

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.mark.parametrize("kind", due.kinds(), ids=lambda kind: kind.code)
def test_every_source_of_due_items_answers_for_everybody_a_person_and_a_partnership(kind, partnership, olivia):
    first, last = TODAY - 3650 * DAY, TODAY + 28 * DAY
    asked = [{}, {"person_id": olivia.pk}, {"partnership_id": partnership.pk}]
    everybody, persons, partnerships = (kind.due_between(first, last, **narrowed) for narrowed in asked)
    assert {item.kind for item in everybody} <= {kind.code}
    assert set(persons) <= set(everybody)
    assert set(partnerships) <= set(everybody)


def test_no_two_kinds_of_notices_share_a_code():
    codes = [kind.code for kind in [*due.kinds(), *notices.kinds()]]
    assert sorted(set(codes)) == sorted(codes)


def test_the_last_day_swept_is_the_last_that_came_to_its_end():
    assert last_swept_before(TODAY) == TODAY - DAY
    SweepRun.objects.create(day=TODAY - 5 * DAY, started_at=NOON, finished_at=NOON)
    SweepRun.objects.create(day=TODAY - 2 * DAY, started_at=NOON)
    SweepRun.objects.create(day=TODAY, started_at=NOON, finished_at=NOON)
    assert last_swept_before(TODAY) == TODAY - 5 * DAY
    assert [has_swept(TODAY - days * DAY) for days in (0, 2, 3)] == [True, False, False]


def test_a_morning_without_items_asks_nothing(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(due, "_kinds", {})
    with django_assert_num_queries(0):
        morning = morning_of(TODAY)
    assert (morning.reminders, morning.is_whole) == ([], True)


@pytest.fixture
def an_item(monkeypatch, partnership):
    """Make the one thing that is due: ``an_item(people, leaders)``."""
    monkeypatch.setattr(due, "_kinds", {})

    def make(people=(), leaders=(), **more):
        ids = [tuple(person.pk for person in some) for some in (people, leaders)]
        item = due.DueItem("errand", "errand:1", "Errand", TODAY, "/", partnership.pk, partnership.name, *ids, **more)
        due.source("errand", "Errands")(lambda first, last, person_id: [item])

    return make


def told():
    return sorted(reminder.person_id for reminder in morning_of(TODAY).reminders)


def test_whoever_may_not_see_the_partnership_any_more_hears_nothing_of_it(an_item, partnership, bo, olivia):
    an_item([bo], [olivia])
    assert told() == [bo.pk]
    partnership.roles.filter(person=bo).delete()
    assert told() == [bo.pk]  # as somebody of an organisation that is a partner
    partnership.members.filter(organisation__memberships__person=bo).update(left_on=TODAY)
    assert told() == [olivia.pk]


def test_who_sees_a_partnership_is_the_same_for_reminders_as_for_its_pages(partnership, olivia, pat, edie, bo, otto):
    PartnershipFactory(purchasing_council=partnership.purchasing_council)
    people = [olivia, pat, edie, bo, otto]
    sights = sights_of([person.pk for person in people])
    assert [sights.get(person.pk, set()) for person in people] == [
        set(Partnership.objects.visible_to(person).values_list("pk", flat=True)) for person in people
    ]


def test_without_a_leader_the_contacts_hear_and_without_contacts_the_administrators(an_item, partnership, bo, ada):
    an_item()
    assert told() == [bo.pk]
    partnership.roles.filter(role="contact").delete()
    assert told() == [ada.pk]


def test_contacts_stand_in_for_nobody_where_it_is_confidential(an_item, partnership, bo, ada):
    an_item(is_confidential=True)
    assert told() == [ada.pk]


def test_what_somebody_owes_is_escalated_though_nobody_leads(an_item, bo, edie):
    an_item([edie])
    assert told() == [edie.pk]
    late = morning_of(TODAY + 7 * DAY).reminders
    assert sorted((reminder.person_id, reminder.is_escalation) for reminder in late) == sorted(
        [(edie.pk, False), (bo.pk, True)]
    )


def test_of_a_partnership_that_stopped_only_what_bidders_are_owed_is_due():
    tell_the_story()
    award = Award.objects.get()
    ReadinessReview.objects.update(state="submitted", judge_by=TODAY)
    Debrief.objects.create(award=award, bid=award.bid, asked_on=TODAY, due_on=TODAY)

    def kinds():
        items = due.items(date(2016, 1, 1), date(2099, 1, 1), today=TODAY)
        return {item.kind for item in items if item.partnership_id is not None}

    assert kinds() >= {"milestone", "readiness_to_judge", "readiness_conditions", "challenge", "tender_deadline"}
    # While a challenge is open the contract is not awarded, and no notice of it is due.
    award.holds.update(lifted_at=award.decided_at)
    Partnership.objects.update(state="stopped")
    assert kinds() == {"award_notice", "debriefs_to_give"}
