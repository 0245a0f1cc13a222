"""A publication before the day of the notice: scheduled, seen by nobody outside the purchasing side until the moment.

The moment is the start of 2 March 2026 in London. No worker runs in these tests unless one says so.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from partnerships.documents.operations import add_version
from partnerships.models import Activity, Document, Notice
from partnerships.reports.operations import ask_for_report, make_report
from procurement.criteria.operations import add_question, remove_question
from procurement.models import Question, Tender, TenderDocument
from procurement.publication.operations import (
    amend_tender,
    publish_tender,
    release_due_tenders,
    withdraw_publication,
)
from procurement.questions.operations import record_question
from procurement.tenders.operations import cancel_tender
from psp.core.problems import GateNotMet, Invalid, NotPermitted, WrongState
from psp.core.sealing import unseal_bytes
from tests.factories import bids
from tests.factories.files import a_pdf
from tests.factories.partnerships import PersonRoleFactory

WEEK_BEFORE = datetime(2026, 2, 23, 9, tzinfo=UTC)
MOMENT = datetime(2026, 3, 2, tzinfo=UTC)
JUST_BEFORE = MOMENT - timedelta(seconds=1)
OUTSIDE = ["bo", "olivia", "ada", "otto"]
PAPERS = (
    "How will you reach lonely people?",
    "Visits and telephone calls",
    "£240,000",
    "Quality weighs",
    "Draft terms",
)


@pytest.fixture
def scheduled(complete, pat, edie, otto, settings):
    """A complete tender whose publication was scheduled a week before the day of its notice; Otto observes."""
    settings.OCID_PREFIX = "ocds-abc123"
    PersonRoleFactory(partnership=complete.partnership, person=otto, role="observer")
    row = complete.documents.get(kind="terms")
    row.document.title = "Draft terms"
    row.document.is_restricted = True
    row.document.save()
    add_version(document=row.document, file=a_pdf("terms.pdf"), by=pat, at=WEEK_BEFORE)
    return publish_tender(tender=complete, by=pat, at=WEEK_BEFORE)


def seen_by(person, tender):
    """How many questions and documents of the tender a person sees, in the tender and among the partnership's documents."""
    used = TenderDocument.objects.values("document")
    return (
        Question.objects.visible_to(person).filter(tender=tender).count(),
        TenderDocument.objects.visible_to(person).filter(tender=tender).count(),
        Document.objects.visible_to(person).filter(pk__in=used).count(),
    )


def test_before_the_day_a_publication_is_scheduled_and_frozen(scheduled):
    tender = Tender.objects.get()
    assert (tender.state, tender.published_at, tender.get_state_display()) == (
        "scheduled",
        MOMENT,
        "Publication scheduled",
    )
    assert tender.published["questions"][0]["weight"] == "100.00"
    assert {row.version_given is not None for row in tender.documents.filter(kind="terms")} == {True}


@pytest.mark.parametrize("who", OUTSIDE)
def test_nobody_outside_the_purchasing_side_sees_papers_before_the_moment_and_all_do_from_it(
    who, scheduled, clock, request
):
    person = request.getfixturevalue(who)
    for at, seen in ((WEEK_BEFORE, (0, 0, 0)), (JUST_BEFORE, (0, 0, 0)), (MOMENT, (1, 4, 4))):
        with clock(at):
            assert seen_by(person, scheduled) == seen
    assert Tender.objects.get().state == "scheduled"


@pytest.mark.parametrize("who", OUTSIDE)
def test_no_page_list_export_or_history_tells_of_the_papers_before_the_moment(
    who, scheduled, clock, signed_in, request
):
    client = signed_in(request.getfixturevalue(who))
    partnership = scheduled.partnership
    places = [
        *(scheduled.url(name) for name in ("tender", "tender_criteria", "tender_dates", "tender_documents")),
        *(scheduled.url(name) for name in ("tender_value", "clarifications")),
        *(partnership.url(name) for name in ("partnership_tender", "documents", "history", "partnership")),
        reverse("tenders"),
        reverse("tenders") + "?format=csv",
        reverse("search") + "?q=terms",
        reverse("home"),
    ]
    with clock(JUST_BEFORE):
        for place in places:
            answer = client.get(place)
            text = b"".join(answer.streaming_content) if answer.streaming else answer.content
            found = [words for words in (*PAPERS, "240000", "ocds-abc123") if words in text.decode()]
            assert (place, answer.status_code, found) == (place, 200, [])
        assert client.get(scheduled.url("ranking_rules")).status_code == 404
        assert "(planned)" in client.get(scheduled.url("tender_dates")).content.decode()
    with clock(MOMENT):
        page = client.get(scheduled.url("tender")).content.decode()
        assert ("Open for bids" in page, "Visits and telephone calls" in page, "£240,000" in page) == (True,) * 3
        assert "How will you reach lonely people?" in client.get(scheduled.url("tender_criteria")).content.decode()


@pytest.mark.parametrize("who", ["pat", "edie"])
def test_the_purchasing_side_sees_all_of_it_before(who, scheduled, clock, signed_in, request):
    person = request.getfixturevalue(who)
    with clock(JUST_BEFORE):
        assert seen_by(person, scheduled)[:2] == (1, 4)
        page = signed_in(person).get(scheduled.url("tender")).content.decode()
    assert ("becomes public at the start of 2 March 2026" in page, "Visits and telephone calls" in page) == (True, True)


def test_a_file_is_not_served_before_the_moment(scheduled, clock, signed_in, bo):
    version = scheduled.documents.get(kind="terms").version_given
    client = signed_in(bo)
    with clock(JUST_BEFORE):
        assert client.get(version.url).status_code == 404
    with clock(MOMENT):
        served = client.get(version.url)
        assert (served.status_code, b"".join(served.streaming_content)[:4]) == (200, b"%PDF")


def test_the_admin_shows_dates_alone_before_the_moment(scheduled, clock, signed_in, ada):
    client, question = signed_in(ada), scheduled.questions.get()
    with clock(JUST_BEFORE):
        page = client.get(reverse("admin:procurement_tender_change", args=[scheduled.pk])).content.decode()
        assert [words for words in PAPERS if words in page] == []
        assert client.get(reverse("admin:procurement_question_change", args=[question.pk])).status_code == 302
    with clock(MOMENT):
        assert client.get(reverse("admin:procurement_question_change", args=[question.pk])).status_code == 200


def test_nobody_is_told_before_the_moment_and_everybody_once_after_it(scheduled, pat):
    assert release_due_tenders(at=JUST_BEFORE) == 0
    assert not Notice.objects.filter(title__startswith="Published").exists()
    assert not Activity.objects.filter(verb="tender.published").exists()
    assert [release_due_tenders(at=MOMENT), release_due_tenders(at=MOMENT)] == [1, 0]
    told = Notice.objects.filter(title__startswith="Published").values_list("person__name", flat=True)
    assert sorted(told) == ["Bo Quinn", "Edie Hall", "Olivia Reid", "Otto Vane", "Pat Lennox"]
    entry = Activity.objects.get(verb="tender.published")
    assert (entry.actor, entry.is_private, Tender.objects.get().state) == (None, False, "published")
    assert Document.objects.filter(is_restricted=True).count() == 0


def test_bids_and_questions_wait_for_the_moment_and_for_no_worker(scheduled, pat):
    with pytest.raises(WrongState):
        bids.record_a_bid(scheduled, pat, at=JUST_BEFORE)
    with pytest.raises(WrongState):
        record_question(tender=scheduled, text="How many?", asked_on=date(2026, 3, 1), asker="", by=pat, at=JUST_BEFORE)
    bids.record_a_bid(scheduled, pat, at=MOMENT + timedelta(minutes=10))
    assert Tender.objects.get().state == "published"
    assert Notice.objects.filter(title__startswith="Published").count() == 5


def test_dates_are_amended_after_the_moment_though_no_worker_was_there(scheduled, pat):
    read = Tender.objects.get()
    later = {"submission_deadline": datetime(2026, 4, 21, 11, tzinfo=UTC)}
    with pytest.raises(WrongState):
        amend_tender(tender=read, changes=later, reason="Time", expected_version=read.version, by=pat, at=JUST_BEFORE)
    amend_tender(
        tender=read.stand_as_of(MOMENT), changes=later, reason="Time", expected_version=read.version, by=pat, at=MOMENT
    )
    verbs = list(Activity.objects.order_by("number").values_list("verb", flat=True))
    assert verbs[-2:] == ["tender.published", "tender.amended"] or "tender.amended" in verbs[-6:]
    assert Tender.objects.get().state == "published"


def test_any_purchaser_withdraws_it_before_the_moment_and_nobody_after(scheduled, una, bo, olivia, ada):
    for person in (bo, olivia, ada):
        with pytest.raises(NotPermitted):
            withdraw_publication(tender=scheduled, by=person, at=JUST_BEFORE)
    with pytest.raises(WrongState):
        withdraw_publication(tender=scheduled, by=una, at=MOMENT)
    back = withdraw_publication(tender=scheduled, by=una, at=JUST_BEFORE)
    assert (back.state, back.published_at, back.published, back.ocid) == ("draft", None, {}, "")
    assert set(back.documents.values_list("is_published", "published_at", "version_given")) == {(False, None, None)}


def test_a_withdrawn_publication_stays_unseen_after_its_day(scheduled, pat, bo, clock):
    withdraw_publication(tender=scheduled, by=pat, at=JUST_BEFORE)
    assert release_due_tenders(at=MOMENT) == 0
    with clock(MOMENT + timedelta(days=3)):
        assert seen_by(bo, scheduled) == (0, 0, 0)


def test_nothing_of_it_changes_while_it_is_scheduled(scheduled, pat):
    document = scheduled.documents.get(kind="terms").document
    with pytest.raises(WrongState):
        add_version(document=document, file=a_pdf("other.pdf", "other"), by=pat, at=WEEK_BEFORE)


def test_a_scheduled_tender_can_be_cancelled(scheduled, pat, bo, clock):
    cancel_tender(tender=Tender.objects.get(), note="No money.", by=pat, at=JUST_BEFORE)
    assert release_due_tenders(at=MOMENT) == 0
    assert Tender.objects.get().state == "cancelled"


def pages_of(tender, client):
    """What the tender's own pages say of it, and the pages of its partnership."""
    names = ("tender", "tender_criteria", "tender_dates", "tender_documents", "tender_value", "clarifications")
    places = [tender.url(name) for name in names] + [tender.partnership.url(name) for name in ("documents", "history")]
    return "".join(client.get(place).content.decode() for place in places)


def test_a_tender_cancelled_while_scheduled_stays_closed_after_its_day(scheduled, pat, bo, ada, clock, signed_in):
    cancel_tender(tender=Tender.objects.get(), note="No money.", by=pat, at=JUST_BEFORE)
    tender = Tender.objects.get()
    assert (tender.published_at, tender.published, tender.ocid) == (None, {}, "")
    assert set(tender.documents.values_list("is_published", "published_at", "version_given")) == {(False, None, None)}
    assert Notice.objects.filter(person=bo, title__startswith="The tender is cancelled").exists()
    with clock(MOMENT + timedelta(days=3)):
        assert [seen_by(person, tender) for person in (bo, ada)] == [(0, 0, 0)] * 2
        page = pages_of(tender, signed_in(bo))
    assert [words for words in PAPERS if words in page] == []


def test_one_that_was_cancelled_before_the_moment_was_taken_back_stays_closed_too(scheduled, pat, bo, clock, signed_in):
    kept = Tender.objects.values("published_at", "published", "ocid").get()
    given = {row.pk: row for row in scheduled.documents.all()}
    cancel_tender(tender=Tender.objects.get(), note="No money.", by=pat, at=JUST_BEFORE)
    Tender.objects.update(**kept)
    for row in given.values():
        row.save(update_fields=["is_published", "published_at", "version_given"])
    tender = Tender.objects.get()
    with clock(MOMENT + timedelta(days=3)):
        assert (tender.is_out, {row.is_out for row in tender.documents.all()}) == (False, {False})
        assert seen_by(bo, tender) == (0, 0, 0)
        page = pages_of(tender, signed_in(bo))
    assert [words for words in PAPERS if words in page] == []


def test_a_tender_cancelled_once_it_was_out_stays_open_to_read(scheduled, pat, bo, clock):
    cancel_tender(tender=Tender.objects.get(), note="No money.", by=pat, at=MOMENT + timedelta(hours=1))
    with clock(MOMENT + timedelta(days=3)):
        assert (Tender.objects.get().is_out, seen_by(bo, scheduled)) == (True, (1, 4, 4))


def test_the_gate_holds_before_scheduling_too(complete, pat):
    complete.questions.all().delete()
    with pytest.raises(GateNotMet):
        publish_tender(tender=complete, by=pat, at=WEEK_BEFORE)
    assert Tender.objects.get().state == "draft"


def test_on_the_day_it_is_public_at_once(complete, pat, bo, clock):
    publish_tender(tender=complete, by=pat, at=MOMENT + timedelta(hours=8))
    with clock(MOMENT + timedelta(hours=8)):
        assert seen_by(bo, complete) == (1, 4, 4)
    assert Tender.objects.get().state == "published"


def report_of(tender, by, at):
    report = ask_for_report(
        partnership=tender.partnership, kind="partnership", subject=tender.partnership, format="text", by=by, at=at
    )
    assert make_report(report_id=report.pk, now=lambda: at)
    report.refresh_from_db()
    with report.file.open("rb") as file:
        content = file.read()
    return (unseal_bytes(content) if report.is_sealed else content).decode()


def test_a_report_calls_planned_what_has_not_happened(scheduled, olivia, clock):
    with clock(JUST_BEFORE):
        before = report_of(scheduled, olivia, JUST_BEFORE)
    assert [words for words in PAPERS if words in before] == []
    for label in ("Notice", "Questions close", "Deadline for bids", "Award decision", "Standstill ends"):
        assert f"{label} (planned)" in before
    with clock(MOMENT):
        after = report_of(scheduled, olivia, MOMENT)
    assert ("Notice (planned)" in after, "Deadline for bids (planned)" in after) == (False, False)
    assert "Award decision (planned)" in after


def test_a_draft_keeps_what_was_edited_out_of_the_history_others_read(complete, pat, bo, olivia, signed_in):
    client = signed_in(pat)
    client.post(
        complete.url("edit_tender"),
        {
            "title": complete.title,
            "description": "Secret hours",
            "estimated_value": "1",
            "service_kind": "social",
            "vat_rate": "20",
            "version": 1,
        },
    )
    entry = Activity.objects.get(verb="tender.edited")
    assert entry.is_private is True
    assert not Activity.objects.visible_to(bo).filter(verb="tender.edited").exists()


def test_what_was_taken_out_of_a_draft_is_in_no_history_either(complete, pat, ada, clock):
    question = add_question(tender=complete, text="Secret question", weight=1, by=pat, at=WEEK_BEFORE)
    remove_question(question=question, by=pat, at=WEEK_BEFORE)
    said = Activity.objects.filter(verb__startswith="question.")
    with clock(WEEK_BEFORE):
        assert (said.count(), Activity.objects.visible_to(ada).filter(verb__startswith="question.").count()) == (2, 0)
    publish_tender(tender=complete, by=pat, at=MOMENT)
    with clock(MOMENT):
        assert Activity.objects.visible_to(ada).filter(verb__startswith="question.").count() == 2


def test_a_notice_in_the_past_is_still_refused(complete, pat):
    with pytest.raises((GateNotMet, Invalid)):
        publish_tender(tender=complete, by=pat, at=MOMENT + timedelta(days=1))
