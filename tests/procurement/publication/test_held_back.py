"""A scheduled publication is held against its gate again until its moment; from its moment on it is always released."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from structlog.testing import capture_logs

from partnerships.documents.operations import add_document, archive_document
from partnerships.lifecycle.models import StopReason
from partnerships.lifecycle.operations import stop_partnership
from partnerships.models import Activity, Notice, Partnership, PersonRole
from partnerships.organisations.operations import add_vehicle_member
from partnerships.public import perform
from partnerships.roles.operations import end_role
from procurement.involvement.operations import edit_involvement, record_involvement
from procurement.models import Tender
from procurement.publication.operations import publish_tender, release_due_tenders, withdraw_publication
from procurement.publication.reminders import publication_gaps
from procurement.tenders.operations import cancel_tender
from procurement.tenders.workflow import HELD_BACK_AHEAD
from procurement.timetable.operations import edit_dates
from psp.core import due
from psp.core.moments import Moment
from psp.core.problems import GateNotMet, WrongState
from tests.factories import bids
from tests.factories.files import a_pdf
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnerships import PartnershipFactory, PersonRoleFactory
from tests.factories.people import MembershipFactory
from tests.factories.refusing import refusing
from tests.factories.tenders import TenderFactory
from tests.procurement.involvement.test_ever import HELPED, NOT_HELPED

WEEK_BEFORE = datetime(2026, 2, 23, 9, tzinfo=UTC)
MOMENT = datetime(2026, 3, 2, tzinfo=UTC)
LATER = MOMENT + timedelta(minutes=5)
LAST_MINUTES = MOMENT - HELD_BACK_AHEAD
MORNING = MOMENT + timedelta(hours=8)
SPRING = date(2026, 2, 20), date(2026, 3, 20)


@pytest.fixture
def scheduled(complete, pat):
    """A complete tender whose publication was scheduled a week before the day of its notice."""
    return publish_tender(tender=complete, by=pat, at=WEEK_BEFORE)


def involve(tender, by, **more):
    finder = OrganisationFactory(name="Late Finder")
    return record_involvement(
        partnership=tender.partnership, organisation=finder, by=by, at=WEEK_BEFORE, **HELPED | more
    )


def own_a_vehicle(tender, by, at=LAST_MINUTES):
    """Let a partner own a vehicle, as its own people do without asking anybody: a tie that the register does not have."""
    owner = by.memberships.first().organisation
    add_vehicle_member(vehicle=OrganisationFactory(name="Late Vehicle Ltd"), member=owner, by=by, at=at)
    return owner


def items(kind, today=date(2026, 3, 1)):
    return [item for item in due.items(*SPRING, today=today) if item.kind == kind]


def told(words):
    return sorted(Notice.objects.filter(title__startswith=words).values_list("person__name", flat=True))


def test_a_tender_whose_gate_is_no_longer_met_is_held_back_and_its_purchasers_owe_what_is_missing(scheduled, pat, una):
    involve(scheduled, pat, extra_days=60)
    assert release_due_tenders(at=LAST_MINUTES) == 0
    tender = Tender.objects.get()
    assert (tender.state, tender.published_at, tender.published) == ("draft", None, {})
    assert set(tender.documents.values_list("is_published", "version_given")) == {(False, None)}
    entry = Activity.objects.get(verb="publication.withdrawn")
    assert (entry.actor, entry.is_private, "Late Finder" in entry.note) == (None, True, True)
    assert told("The publication was stopped") == ["Pat Lennox", "Una Bell"]
    [item] = items("tender_held_back")
    assert (item.due_on, set(item.people), item.is_confidential) == (date(2026, 3, 1), {pat.pk, una.pk}, True)
    assert told("Published") == []


def test_it_is_held_back_in_the_last_minutes_and_not_before(scheduled, pat):
    involve(scheduled, pat)
    release_due_tenders(at=LAST_MINUTES - timedelta(minutes=1))
    assert Tender.objects.get().state == "scheduled"
    release_due_tenders(at=LAST_MINUTES)
    assert Tender.objects.get().state == "draft"


def test_in_the_last_minutes_a_tender_whose_gate_is_met_waits(scheduled):
    assert release_due_tenders(at=LAST_MINUTES) == 0
    assert Tender.objects.get().state == "scheduled"


def test_from_its_moment_on_a_tender_is_released_whatever_is_missing_and_its_purchasers_are_told(
    scheduled, pat, una, bo
):
    assert Tender.objects.get().is_out_at(MORNING)
    involve(scheduled, pat)
    assert release_due_tenders(at=MORNING) == 1
    tender = Tender.objects.get()
    assert (tender.state, tender.published_at) == ("published", MOMENT)
    notice = Notice.objects.get(title__startswith="The tender is public, amend or cancel it", person=una)
    assert ("Late Finder" in notice.detail, notice.url) == (True, tender.url("amend_tender"))
    assert told("The tender is public") == ["Pat Lennox", "Una Bell"]
    assert "Bo Quinn" in told("Published")


def test_an_act_that_comes_before_the_worker_releases_it_as_well(scheduled, pat):
    involve(scheduled, pat)
    bids.record_a_bid(scheduled, pat, at=LATER)
    assert Tender.objects.get().state == "published"


def test_nothing_takes_a_tender_back_once_it_is_out(scheduled):
    with pytest.raises(WrongState):
        perform(Tender.objects.get(), "withdraw_publication", by=None, at=MOMENT)
    assert Tender.objects.get().state == "scheduled"


def test_a_tender_that_was_out_is_cancelled_with_a_letter_to_every_bidder(scheduled, pat, una):
    involve(scheduled, pat)
    stale = Tender.objects.get()
    release_due_tenders(at=MORNING)
    cancel_tender(tender=stale, note="No money.", by=pat, at=MORNING)
    notice = Notice.objects.get(title__startswith="The tender is cancelled", person=una)
    assert notice.detail == "Tell every bidder, with the grounds: No money."


@pytest.mark.parametrize(("at", "asked"), [(LAST_MINUTES, False), (MORNING, True)])
def test_cancelling_asks_for_letters_from_the_moment_on_whether_or_not_a_worker_came(
    scheduled, pat, una, clock, signed_in, at, asked
):
    with clock(at):
        assert ("Tell every bidder" in signed_in(pat).get(scheduled.url("cancel_tender")).content.decode()) is asked
    cancel_tender(tender=Tender.objects.get(), note="No money.", by=pat, at=at)
    notice = Notice.objects.get(title__startswith="The tender is cancelled", person=una)
    assert ("Tell every bidder" in notice.detail) is asked


def test_a_tie_that_partners_alone_record_warns_and_holds_nothing_back(scheduled, pat, una, bo):
    own_a_vehicle(scheduled, bo)
    [item] = items("publication_gap")
    assert item.title == (
        f"Decide whether to withdraw the publication at the start of 2 March 2026: {scheduled.title}. Record whether these "
        "helped to design or pilot the service: Late Vehicle Ltd"
    )
    assert (set(item.people), item.is_confidential, item.sight) == (
        {pat.pk, una.pk},
        True,
        ("preparers", scheduled.pk),
    )
    assert [release_due_tenders(at=at) for at in (LAST_MINUTES, LATER)] == [0, 1]
    assert Tender.objects.get().state == "published"
    assert told("The tender is public") == ["Pat Lennox", "Una Bell"]


def test_a_partner_that_leaves_holds_nothing_back_either(scheduled):
    scheduled.partnership.members.filter(may_bid=True).update(left_on=date(2026, 2, 28))
    assert [item.title.partition(":")[0] for item in items("publication_gap")] == [
        "Decide whether to withdraw the publication at the start of 2 March 2026"
    ]
    assert release_due_tenders(at=LAST_MINUTES) == 0
    assert Tender.objects.get().state == "scheduled"


def test_what_is_missing_is_due_as_soon_as_it_is_until_it_is_added(scheduled, pat, una):
    assert items("publication_gap") == []
    involvement = involve(scheduled, pat)
    [item] = items("publication_gap")
    words = f"Add what is missing, or the publication at the start of 2 March 2026 is stopped: {scheduled.title}. "
    assert item.title == words + "Publish a disclosure pack for what Late Finder knows"
    assert (item.due, set(item.people)) == (Moment.end(date(2026, 3, 1)), {pat.pk, una.pk})
    assert item.url == scheduled.url("withdraw_publication")
    assert items("publication_gap", today=date(2026, 3, 2)) == []
    changes = {**NOT_HELPED}
    edit_involvement(involvement=involvement, changes=changes, expected_version=1, by=pat, at=WEEK_BEFORE)
    assert items("publication_gap") == []


def test_what_is_part_of_the_tender_is_added_once_the_publication_is_withdrawn(scheduled, pat, signed_in, clock):
    Tender.objects.update(description="")
    [item] = items("publication_gap")
    words = "Withdraw the publication at the start of 2 March 2026 and add what is missing, or it is stopped: "
    assert (item.title, item.url) == (
        f"{words}{scheduled.title}. Describe what is bought",
        scheduled.url("withdraw_publication"),
    )
    with clock(WEEK_BEFORE):
        summary, page = (signed_in(pat).get(scheduled.url(name)).text for name in ("tender", "withdraw_publication"))
    for text in (summary, page):
        assert "Withdraw it before you change the tender itself." in text
        assert ("Describe what is bought" in text, scheduled.url("edit_tender") in text) == (True, False)


EDITS = ("edit_tender", "edit_tender_dates", "edit_tender_weights", "weigh_questions", "add_question")
EDITS += ("add_tender_documents", "upload_tender_document")


def test_the_pages_that_edit_a_scheduled_tender_lead_to_its_withdrawal(scheduled, pat, signed_in, clock):
    client = signed_in(pat)
    question, row = scheduled.questions.get(), scheduled.documents.first()
    places = [scheduled.url(name) for name in EDITS]
    places += [scheduled.url(name, question.pk) for name in ("edit_question", "remove_question")]
    with clock(WEEK_BEFORE):
        for place in [*places, scheduled.url("remove_tender_document", row.pk)]:
            answer = client.get(place)
            assert (answer.status_code, answer.url) == (302, scheduled.url("withdraw_publication")), place
        page = client.get(scheduled.url("withdraw_publication")).text
    assert "Its publication is scheduled for 2 March 2026. Withdraw it before you change anything." in page


def test_what_is_sent_while_the_publication_is_scheduled_is_refused_for_what_it_is(scheduled, pat):
    words = "Its publication is scheduled for 2 March 2026. Withdraw it before you change anything."
    read = {"expected_version": scheduled.version, "by": pat}
    for at, refused in ((LAST_MINUTES, words), (MORNING, "The tender has been published")):
        with pytest.raises(WrongState, match=refused):
            edit_dates(tender=Tender.objects.get(), changes={"notice_on": date(2026, 3, 9)}, at=at, **read)


def test_the_gates_of_many_scheduled_tenders_are_asked_at_once(scheduled):
    for _ in range(2):
        partnership = PartnershipFactory(state="tender", purchasing_council=scheduled.partnership.purchasing_council)
        TenderFactory(partnership=partnership, state="scheduled", published_at=MOMENT)
    with CaptureQueriesContext(connection) as captured:
        found = list(publication_gaps(*SPRING))
    assert (len(found), sum("tender_stage_started" in query["sql"] for query in captured)) == (2, 1)


def test_the_page_of_the_publication_says_what_is_missing_and_what_follows(scheduled, pat, bo, signed_in, clock):
    own_a_vehicle(scheduled, bo)
    with clock(WEEK_BEFORE):
        for name in ("withdraw_publication", "tender"):
            page = signed_in(pat).get(scheduled.url(name)).content.decode()
            assert ("Late Vehicle Ltd" in page, "becomes public all the same" in page) == (True, True)
        involve(scheduled, pat)
        for name in ("withdraw_publication", "tender"):
            page = signed_in(pat).get(scheduled.url(name)).content.decode()
            assert "If it is still missing 10 minutes before, the publication is stopped" in page
        assert "all the same" not in signed_in(bo).get(scheduled.url("tender")).content.decode()


def test_who_withdraws_a_publication_is_not_told_that_it_was_stopped(scheduled, pat):
    involvement = involve(scheduled, pat)
    release_due_tenders(at=LAST_MINUTES)
    assert len(items("tender_held_back")) == 1
    involvement.delete()
    Tender.objects.update(
        notice_on=date(2026, 3, 16),
        submission_deadline=datetime(2026, 5, 5, 11, tzinfo=UTC),
        questions_close_on=date(2026, 4, 10),
        decision_on=date(2026, 6, 1),
        standstill_ends_on=date(2026, 6, 16),
        contract_starts_on=date(2026, 7, 1),
    )
    at = datetime(2026, 3, 3, 9, tzinfo=UTC)
    tender = publish_tender(tender=Tender.objects.get(), by=pat, at=at)
    assert (tender.state, items("tender_held_back")) == ("scheduled", [])
    withdraw_publication(tender=tender, by=pat, at=at + timedelta(days=2))
    assert (Tender.objects.get().state, items("tender_held_back")) == ("draft", [])


def test_what_was_missing_is_open_to_those_who_prepare_the_tender_on_the_day_they_read(scheduled, pat, una):
    involve(scheduled, pat)
    release_due_tenders(at=LAST_MINUTES)
    notice = Notice.objects.get(person=una, title__startswith="The publication was stopped")
    assert Notice.objects.filter(pk=notice.pk).open_to(una).exists()
    end_role(role=PersonRole.objects.get(person=una, role="purchaser"), by=pat, at=MOMENT)
    PersonRoleFactory(partnership=scheduled.partnership, person=una, role="contact")
    una = type(una).objects.get(pk=una.pk)
    assert not Notice.objects.filter(pk=notice.pk).open_to(una).exists()


def test_a_purchaser_who_comes_to_belong_to_a_bidder_reads_it_no_longer(scheduled, pat, una, bo):
    involve(scheduled, pat)
    release_due_tenders(at=LAST_MINUTES)
    MembershipFactory(person=una, organisation=bo.memberships.get().organisation)
    una = type(una).objects.get(pk=una.pk)
    assert not Notice.objects.filter(title__startswith="The publication was stopped").open_to(una).exists()


def test_a_tender_that_fails_holds_up_no_other(scheduled, pat):
    other = PartnershipFactory(state="tender", purchasing_council=scheduled.partnership.purchasing_council)
    second = TenderFactory(partnership=other, state="scheduled", published_at=MOMENT)

    with refusing("UPDATE", "tenderdocument"), capture_logs() as lines:
        assert release_due_tenders(at=LATER) == 1
    assert dict(Tender.objects.values_list("pk", "state")) == {scheduled.pk: "scheduled", second.pk: "published"}
    assert [line["record"] for line in lines if line["event"] == "tender_not_released"] == [scheduled.pk]
    assert release_due_tenders(at=LATER) == 1


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
    release_due_tenders(at=LAST_MINUTES)
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
