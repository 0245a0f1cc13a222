"""A scheduled publication is held against its gate again at its moment, and a tender is never published by itself without."""

from datetime import UTC, date, datetime, timedelta

import pytest

from partnerships.documents.operations import add_document, archive_document
from partnerships.lifecycle.models import StopReason
from partnerships.lifecycle.operations import stop_partnership
from partnerships.models import Activity, Notice, Partnership
from procurement.involvement.operations import record_involvement
from procurement.models import Tender
from procurement.publication.operations import publish_tender, release_due_tenders
from procurement.tenders.operations import cancel_tender
from procurement.timetable.operations import edit_dates
from psp.core import due
from psp.core.problems import GateNotMet, WrongState
from tests.factories import bids
from tests.factories.files import a_pdf
from tests.factories.organisations import OrganisationFactory
from tests.procurement.involvement.test_ever import HELPED

WEEK_BEFORE = datetime(2026, 2, 23, 9, tzinfo=UTC)
MOMENT = datetime(2026, 3, 2, tzinfo=UTC)
LATER = MOMENT + timedelta(minutes=5)


@pytest.fixture
def scheduled(complete, pat):
    """A complete tender whose publication was scheduled a week before the day of its notice."""
    return publish_tender(tender=complete, by=pat, at=WEEK_BEFORE)


def involve(tender, by, **more):
    finder = OrganisationFactory(name="Late Finder")
    return record_involvement(
        partnership=tender.partnership, organisation=finder, by=by, at=WEEK_BEFORE, **HELPED | more
    )


def test_a_tender_whose_gate_is_no_longer_met_is_held_back_and_its_purchasers_owe_what_is_missing(scheduled, pat, una):
    involve(scheduled, pat, extra_days=60)
    assert release_due_tenders(at=LATER) == 0
    tender = Tender.objects.get()
    assert (tender.state, tender.published_at, tender.published) == ("draft", None, {})
    assert set(tender.documents.values_list("is_published", "version_given")) == {(False, None)}
    entry = Activity.objects.get(verb="publication.withdrawn")
    assert (entry.actor, entry.is_private, "Late Finder" in entry.note) == (None, True, True)
    told = Notice.objects.filter(title__startswith="The publication was stopped")
    assert sorted(told.values_list("person__name", flat=True)) == ["Pat Lennox", "Una Bell"]
    [item] = [
        one
        for one in due.items(date(2026, 3, 1), date(2026, 3, 3), today=date(2026, 3, 2))
        if one.kind == "tender_held_back"
    ]
    assert (item.due_on, set(item.people)) == (date(2026, 3, 2), {pat.pk, una.pk})
    assert not Notice.objects.filter(title__startswith="Published").exists()


def test_it_is_held_back_an_hour_ahead_so_that_nobody_reads_it(scheduled, pat):
    involve(scheduled, pat)
    release_due_tenders(at=MOMENT - timedelta(minutes=61))
    assert Tender.objects.get().state == "scheduled"
    release_due_tenders(at=MOMENT - timedelta(minutes=60))
    assert Tender.objects.get().state == "draft"


def test_an_hour_ahead_a_tender_whose_gate_is_met_waits(scheduled):
    assert release_due_tenders(at=MOMENT - timedelta(minutes=30)) == 0
    assert Tender.objects.get().state == "scheduled"


def test_where_no_worker_was_there_what_needs_the_tender_out_is_refused(scheduled, pat):
    involve(scheduled, pat)
    with pytest.raises(WrongState):
        bids.record_a_bid(scheduled, pat, at=LATER)


def test_a_pack_that_was_added_meanwhile_goes_out_with_the_tender(scheduled, pat):
    pack = add_document(partnership=scheduled.partnership, file=a_pdf("pack.pdf", "pack"), by=pat, at=WEEK_BEFORE)
    involve(scheduled, pat, pack=pack, disclosed_on=date(2026, 3, 2))
    assert release_due_tenders(at=LATER) == 1
    tender = Tender.objects.get()
    assert [row["organisation"] for row in tender.published["disclosures"]] == ["Late Finder"]
    given = tender.documents.get(kind="disclosure")
    assert (given.is_published, given.published_at, given.version_given) == (True, MOMENT, pack.latest)
    with pytest.raises(WrongState):
        archive_document(document=pack, by=pat, at=LATER)


def test_what_is_out_is_frozen_as_of_its_moment(scheduled):
    before = Tender.objects.get().published
    release_due_tenders(at=LATER)
    tender = Tender.objects.get()
    assert (tender.published, tender.published_at) == (before, MOMENT)


def stop(tender, by, at):
    partnership = Partnership.objects.get(pk=tender.partnership_id)
    stop_partnership(partnership=partnership, reason=StopReason.values[0], note="It ended.", by=by, at=at)


def test_a_partnership_that_stops_takes_its_scheduled_publication_back(scheduled, olivia):
    stop(scheduled, olivia, WEEK_BEFORE)
    assert Tender.objects.get().state == "draft"
    assert release_due_tenders(at=LATER) == 0
    assert not Notice.objects.filter(title__startswith="Published").exists()


def test_outside_the_tender_stage_nothing_is_published(scheduled):
    Partnership.objects.update(state="stopped")
    assert release_due_tenders(at=LATER) == 0
    assert Tender.objects.get().state == "draft"


def test_a_partnership_stops_only_once_its_tender_is_cancelled(complete, pat, olivia):
    tender = publish_tender(tender=complete, by=pat, at=MOMENT + timedelta(hours=8))
    with pytest.raises(GateNotMet, match="Cancel the tender first"):
        stop(tender, olivia, MOMENT + timedelta(days=1))
    cancel_tender(tender=tender, note="No money.", by=pat, at=MOMENT + timedelta(days=1))
    stop(tender, olivia, MOMENT + timedelta(days=1))
    assert Partnership.objects.get().state == "stopped"


def test_a_tender_out_without_a_worker_is_cancelled_before_the_partnership_stops_too(scheduled, olivia):
    with pytest.raises(GateNotMet, match="Cancel the tender first"):
        stop(scheduled, olivia, LATER)


def test_the_page_that_stops_says_what_to_do_with_the_tender(complete, pat, olivia, signed_in, clock):
    tender = publish_tender(tender=complete, by=pat, at=MOMENT + timedelta(hours=8))
    with clock(MOMENT + timedelta(days=1)):
        page = signed_in(olivia).get(tender.partnership.url("stop_partnership")).content.decode()
    assert ("Cancel the tender first" in page, tender.get_absolute_url() in page) == (True, True)


def test_dates_that_changed_while_the_page_was_open_are_held_against_the_rules(complete, pat):
    stale, at = Tender.objects.get(), MOMENT + timedelta(hours=8)
    shorter = {"submission_deadline": datetime(2026, 3, 5, 12, tzinfo=UTC)}
    edit_dates(tender=complete, changes=shorter, expected_version=complete.version, by=pat, at=at)
    with pytest.raises(GateNotMet):
        publish_tender(tender=stale, by=pat, at=at)
    assert (Tender.objects.get().state, Tender.objects.get().date_errors > 0) == ("draft", True)


def test_a_notice_day_that_moved_while_the_page_was_open_schedules_the_publication(complete, pat):
    stale, at = Tender.objects.get(), datetime(2026, 3, 1, 9, tzinfo=UTC)
    Tender.objects.update(notice_on=date(2026, 3, 1))
    stale.refresh_from_db()
    edit_dates(tender=Tender.objects.get(), changes={"notice_on": date(2026, 3, 2)}, expected_version=1, by=pat, at=at)
    assert publish_tender(tender=stale, by=pat, at=at).state == "scheduled"
