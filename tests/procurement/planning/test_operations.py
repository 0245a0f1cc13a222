from datetime import date, timedelta

import pytest

from partnerships.models import Activity, Milestone
from procurement.opening.operations import confirm_opening
from procurement.publication.operations import amend_tender, publish_tender
from procurement.standstill.operations import record_notice
from psp.core.dates import start_of_day
from tests.factories import bids
from tests.factories.history import changes_of
from tests.factories.tenders import PUBLISHED_AT
from tests.factories.timeline import a_plan


@pytest.fixture
def planned(partnership):
    """A plan whose tender stage began on 16 February 2026, as planned: the deadline then lies on 23 March."""
    spells = {"pilot": (2023, 8, 16), "evaluation": (2025, 8, 16), "tender": (2026, 2, 16)}
    partnership.spells.update(began_on=date(2022, 8, 16), ended_on=date(2023, 8, 16))
    for state, day in spells.items():
        over = date(2026, 2, 16) if state == "evaluation" else date(2025, 8, 16) if state == "pilot" else None
        partnership.spells.create(state=state, began_on=date(*day), ended_on=over)
    a_plan(partnership, on=date(2022, 8, 16), at=start_of_day(date(2026, 2, 16)))
    return partnership


def days(partnership, field="planned_on"):
    keys = ["questions_close", "answers_published", "tenders_submitted", "award_decided", "standstill_ends"]
    found = dict(Milestone.objects.filter(partnership=partnership, key__in=keys).values_list("key", field))
    return [found[key] for key in keys]


def test_the_plan_takes_the_tenders_dates_when_it_is_published(planned, complete, pat):
    publish_tender(tender=complete, by=pat, at=PUBLISHED_AT)
    assert days(planned) == [
        date(2026, 3, 27),
        date(2026, 4, 8),
        date(2026, 4, 14),
        date(2026, 5, 26),
        date(2026, 6, 5),
    ]
    moved = Activity.objects.get(verb="timeline.moved")
    assert (moved.actor, changes_of(moved)["Deadline for tenders: planned_on"]) == (pat, ["2026-03-23", "2026-04-14"])


def test_the_plan_follows_an_amended_deadline(planned, complete, pat):
    publish_tender(tender=complete, by=pat, at=PUBLISHED_AT)
    later = complete.submission_deadline + timedelta(days=14)
    amend_tender(
        tender=complete,
        changes={
            "submission_deadline": later,
            "decision_on": date(2026, 6, 9),
            "standstill_ends_on": date(2026, 6, 19),
        },
        reason="More time",
        expected_version=complete.version,
        by=pat,
        at=PUBLISHED_AT,
    )
    assert days(planned)[1:] == [date(2026, 4, 22), date(2026, 4, 28), date(2026, 6, 9), date(2026, 6, 19)]


def test_opening_the_bids_marks_what_lay_before_as_reached(planned, with_bids, pat, una):
    for person in (pat, una):
        confirm_opening(tender=with_bids, by=person, at=bids.AFTER)
    assert days(planned, "done_on") == [date(2026, 3, 27), date(2026, 3, 27), date(2026, 4, 14), None, None]
    assert planned.periods.get(key="tender").began_on == date(2026, 4, 14)


def test_an_award_is_decided_in_the_plan_once_every_bidder_is_told(planned, opened, scorers, pat):
    bids.to_ranked(opened, pat, scorers)
    award = bids.to_standstill(opened, pat, tell=False)
    first, *others = opened.bids.on_time()
    told_on = bids.DECIDED.date()
    record_notice(award=award, bid=first, sent_on=told_on, is_electronic=True, by=pat, at=bids.DECIDED)
    assert days(planned, "done_on")[3] is None
    for bid in others:
        record_notice(award=award, bid=bid, sent_on=told_on, is_electronic=True, by=pat, at=bids.DECIDED)
    award.refresh_from_db()
    assert days(planned, "done_on")[3] == told_on
    assert days(planned)[4] == award.standstill_ends_on


def test_a_tender_without_a_plan_goes_on(complete, pat):
    assert publish_tender(tender=complete, by=pat, at=PUBLISHED_AT).state == "published"
