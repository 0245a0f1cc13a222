from datetime import date, timedelta

import pytest

from partnerships.models import Activity, Milestone
from partnerships.public import perform
from partnerships.timeline.operations import make_plan
from procurement.models import Tender
from procurement.opening.operations import confirm_opening
from procurement.publication.operations import amend_tender, publish_tender, release_due_tenders, withdraw_publication
from procurement.standstill.operations import record_notice
from procurement.tenders.operations import cancel_tender
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


def notice_in(partnership):
    """The day the plan says the notice was published, and the days evaluation ended and the time to write bids began."""
    done_on = partnership.milestones.get(key="notice_published").done_on
    periods = partnership.periods
    return done_on, periods.get(key="evaluation").over_on, periods.get(key="bid_writing").began_on


def test_the_notice_is_done_on_the_day_it_is_published_and_not_before(planned, complete, pat):
    assert notice_in(planned) == (None, None, None)
    publish_tender(tender=complete, by=pat, at=PUBLISHED_AT)
    assert notice_in(planned) == (date(2026, 3, 2),) * 3


def test_a_scheduled_notice_is_planned_for_its_day_and_done_on_it(planned, complete, pat):
    publish_tender(tender=complete, by=pat, at=PUBLISHED_AT - timedelta(days=3))
    assert planned.milestones.get(key="notice_published").planned_on == date(2026, 3, 2)
    assert notice_in(planned) == (None, None, None)
    assert release_due_tenders(at=PUBLISHED_AT) == 1
    assert notice_in(planned) == (date(2026, 3, 2),) * 3


def test_a_publication_withdrawn_before_its_day_leaves_the_notice_open(planned, complete, pat):
    publish_tender(tender=complete, by=pat, at=PUBLISHED_AT - timedelta(days=3))
    withdraw_publication(tender=complete, by=pat, at=PUBLISHED_AT - timedelta(days=2))
    assert notice_in(planned) == (None, None, None)


def test_a_cancelled_tender_leaves_the_notice_as_it_was(planned, complete, pat):
    perform(complete, "cancel_tender", by=pat, at=PUBLISHED_AT - timedelta(days=1), note="A new start")
    assert notice_in(planned) == (None, None, None)


def test_a_plan_made_after_the_notice_has_its_day(partnership, complete, pat, olivia):
    publish_tender(tender=complete, by=pat, at=PUBLISHED_AT)
    make_plan(partnership=partnership, planned_from="design", on=date(2025, 8, 16), by=olivia, at=PUBLISHED_AT)
    assert partnership.milestones.get(key="notice_published").done_on == date(2026, 3, 2)


def test_a_plan_made_after_a_tender_was_cancelled_before_its_day_does_not_have_it(partnership, complete, pat, olivia):
    publish_tender(tender=complete, by=pat, at=PUBLISHED_AT - timedelta(days=7))
    kept = Tender.objects.get().published_at
    cancel_tender(tender=Tender.objects.get(), note="A new start", by=pat, at=PUBLISHED_AT - timedelta(days=1))
    # As rows that were cancelled before cancelling took the moment back.
    Tender.objects.update(published_at=kept)
    later = PUBLISHED_AT + timedelta(days=1)
    make_plan(partnership=partnership, planned_from="design", on=date(2025, 8, 16), by=olivia, at=later)
    assert partnership.milestones.get(key="notice_published").done_on is None


def test_a_tender_without_a_plan_goes_on(complete, pat):
    assert publish_tender(tender=complete, by=pat, at=PUBLISHED_AT).state == "published"


def test_both_pages_say_where_a_draft_differs_from_the_plan_to_those_who_read_it(planned, tender, pat, bo, signed_in):
    words = "deadline for bids 14 April 2026 in the tender, 23 March 2026 in the plan"
    pages = (tender.url("tender_dates"), planned.url("timeline"))
    assert [words in signed_in(pat).get(page).text for page in pages] == [True, True]
    assert [words in signed_in(bo).get(page).text for page in pages] == [False, False]
