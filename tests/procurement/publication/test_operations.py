from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from partnerships.documents.operations import add_version
from partnerships.lifecycle.operations import load_gate_criteria
from partnerships.models import Activity, Document, GateCriterion, Notice
from procurement.involvement.operations import edit_involvement, record_involvement
from procurement.models import Amendment, PriorInvolvement, Tender, TenderDocument
from procurement.publication.operations import amend_document, amend_tender, publish_tender, release_due_tenders
from procurement.publication.queries import moved_with_deadline
from procurement.tenders.queries import amendments_of
from psp.core.problems import GateNotMet, Invalid, NotPermitted, StaleVersion, WrongState
from tests.factories import bids
from tests.factories.files import a_pdf
from tests.factories.organisations import OrganisationFactory
from tests.factories.tenders import PUBLISHED_AT, PlainDocumentFactory

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
LATER = datetime(2026, 3, 20, 12, tzinfo=UTC)
DEADLINE = datetime(2026, 4, 14, 11, tzinfo=UTC)
WEEK_LATER = datetime(2026, 4, 21, 11, tzinfo=UTC)


def missing_from(tender, by):
    with pytest.raises(GateNotMet) as refusal:
        publish_tender(tender=tender, by=by, at=AT)
    tender.refresh_from_db()
    return [finding.criterion.code for finding in refusal.value.missing]


def test_a_complete_tender_is_published_and_frozen(complete, pat, settings):
    settings.OCID_PREFIX = "ocds-abc123"
    publish_tender(tender=complete, by=pat, at=AT)
    tender = Tender.objects.get()
    assert (tender.state, tender.published_at, tender.ocid) == ("published", AT, f"ocds-abc123-{tender.pk}")
    assert {row.is_published for row in tender.documents.all()} == {True}
    frozen = tender.published
    assert (frozen["submission_deadline"], frozen["quality_weight"], frozen["estimated_value"]) == (
        "2026-04-14T11:00:00+00:00",
        "50.00",
        "240000.00",
    )
    assert [question["weight"] for question in frozen["questions"]] == ["100.00"]
    assert sorted(row["kind"] for row in frozen["documents"]) == ["invitation", "pricing", "specification", "terms"]
    assert [row["name"] for row in frozen["thresholds"] if row["applies"]] == [
        "Regulated contract",
        "Council goods and services",
    ]
    assert [activity.verb for activity in Activity.objects.all()] == ["tender.published"]


def test_without_a_prefix_a_tender_has_no_open_contracting_id(complete, pat, settings):
    settings.OCID_PREFIX = ""
    assert publish_tender(tender=complete, by=pat, at=AT).ocid == ""


def test_everything_missing_is_said_at_once(tender_stage, pat, figures):
    tender = Tender.objects.create(partnership=tender_stage, title="Befriending")
    tender_stage.state = "evaluation"
    tender_stage.save()
    assert missing_from(tender, pat) == [
        "tender_stage_started",
        "purchase_described",
        "tender_documents",
        "weights_whole",
        "thresholds_considered",
        "dates_lawful",
        "notice_ahead",
        "involvement_recorded",
    ]
    assert (tender.state, tender.published, Activity.objects.count()) == ("draft", {}, 0)


def test_an_administrator_cannot_switch_the_tender_documents_off(complete, pat):
    load_gate_criteria()
    GateCriterion.objects.update(is_active=False)
    TenderDocument.objects.filter(tender=complete, kind="specification").delete()
    assert missing_from(complete, pat) == ["tender_documents"]


def test_a_notice_in_the_past_is_refused(complete, pat):
    with pytest.raises(GateNotMet) as refusal:
        publish_tender(tender=complete, by=pat, at=LATER)
    assert [finding.criterion.code for finding in refusal.value.missing] == ["notice_ahead"]


def test_dates_are_counted_again_at_publication(complete, pat):
    Tender.objects.update(submission_deadline=datetime(2026, 3, 10, 12, tzinfo=UTC), date_errors=0)
    complete.refresh_from_db()
    assert missing_from(complete, pat) == ["dates_lawful"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"quality_weight": Decimal(60), "price_weight": Decimal(40)}, "weights_whole"),
        ({"price_method": "fixed_budget"}, "weights_whole"),
        ({"thresholds_note": ""}, "thresholds_considered"),
        ({"estimated_value": None}, "thresholds_considered"),
        ({"estimated_value": Decimal("250000.00")}, "thresholds_considered"),
        ({"description": ""}, "purchase_described"),
    ],
)
def test_each_gap_alone_stops_publication(fields, code, complete, pat):
    Tender.objects.update(**fields)
    complete.refresh_from_db()
    assert missing_from(complete, pat) == [code]


def test_questions_that_do_not_weigh_100_stop_publication(complete, pat):
    complete.questions.update(weight=Decimal("99.99"))
    assert missing_from(complete, pat) == ["weights_whole"]


def test_uneven_weights_with_a_reason_are_published(complete, pat):
    Tender.objects.update(
        quality_weight=Decimal("64.1"), price_weight=Decimal("35.9"), weights_reason="Trust matters most"
    )
    complete.refresh_from_db()
    assert publish_tender(tender=complete, by=pat, at=AT).state == "published"


def involve(tender, **fields):
    PriorInvolvement.objects.filter(organisation__name="Good Company").update(
        helped_design=True, how="It ran the pilot", information="Its costs", **fields
    )
    return PriorInvolvement.objects.get(organisation__name="Good Company")


@pytest.mark.parametrize(
    ("disclosed_on", "missing"),
    [(None, ["involvement_disclosed"]), (date(2026, 3, 13), []), (date(2026, 3, 14), ["involvement_disclosed"])],
)
def test_a_disclosure_pack_leaves_the_others_their_full_time(disclosed_on, missing, complete, pat):
    pack = PlainDocumentFactory(partnership=complete.partnership)
    involve(complete, pack=pack, disclosed_on=disclosed_on)
    if missing:
        assert missing_from(complete, pat) == missing
    else:
        publish_tender(tender=complete, by=pat, at=AT)
        assert complete.documents.get(kind="disclosure").document == pack


def test_restricted_documents_are_opened_so_that_bidders_can_read_them(complete, pat, bo):
    Document.objects.update(is_restricted=True)
    assert Document.objects.visible_to(bo).count() == 0
    publish_tender(tender=complete, by=pat, at=AT)
    assert Document.objects.visible_to(bo).count() == 4


def test_everybody_in_the_partnership_hears_of_a_publication(complete, pat, olivia, bo, edie):
    publish_tender(tender=complete, by=pat, at=AT)
    assert sorted(Notice.objects.values_list("person__name", "title")) == [
        (person.name, f"Published: {complete.title}") for person in (bo, edie, olivia)
    ]


def test_an_excluded_organisation_needs_no_pack(complete, pat):
    involve(complete, outcome="excluded", decided_on=date(2026, 2, 2))
    assert publish_tender(tender=complete, by=pat, at=AT).state == "published"


def test_publishing_twice_is_refused_and_recorded_once(complete, pat):
    publish_tender(tender=complete, by=pat, at=AT)
    with pytest.raises(WrongState):
        publish_tender(tender=complete, by=pat, at=AT)
    assert Activity.objects.count() == 1


@pytest.mark.parametrize("who", ["olivia", "bo", "edie", "ada", "otto"])
def test_only_purchasers_publish(who, complete, request):
    with pytest.raises(NotPermitted):
        publish_tender(tender=complete, by=request.getfixturevalue(who), at=AT)


def amend(tender, by, at=LATER, reason="Bidders asked for time", version=1, **changes):
    return amend_tender(tender=tender, changes=changes, reason=reason, expected_version=version, by=by, at=at)


def test_the_deadline_moves_later_with_a_reason_and_stays_frozen_as_published(published, pat, figures):
    amend(published, pat, submission_deadline=WEEK_LATER)
    tender = Tender.objects.get()
    amendment = Amendment.objects.get()
    assert (tender.submission_deadline, tender.published) == (WEEK_LATER, published.published)
    assert amendment.changes == {"submission_deadline": ["2026-04-14 12:00", "2026-04-21 12:00"]}
    assert (amendment.reason, amendment.made_by, amendment.made_at) == ("Bidders asked for time", pat, LATER)
    assert Activity.objects.get().verb == "tender.amended"


@pytest.mark.parametrize(
    "changes",
    [
        {"submission_deadline": datetime(2026, 4, 14, 10, 59, tzinfo=UTC)},
        {"submission_deadline": None},
        {"questions_close_on": date(2026, 3, 26)},
        {"questions_close_on": None},
        {"submission_deadline": DEADLINE},
        {},
    ],
)
def test_bidders_never_lose_time(changes, published, pat, figures):
    with pytest.raises(Invalid):
        amend(published, pat, **changes)
    assert (Amendment.objects.count(), Activity.objects.count()) == (0, 0)


def test_an_amendment_that_breaks_a_rule_is_refused_whole(published, pat, figures):
    with pytest.raises(Invalid):
        amend(published, pat, submission_deadline=datetime(2026, 4, 19, 11, tzinfo=UTC))  # a Sunday
    assert Tender.objects.get().submission_deadline == DEADLINE


def test_an_amendment_needs_its_reason(published, pat, figures):
    with pytest.raises(Invalid) as refusal:
        amend(published, pat, reason=" ", submission_deadline=WEEK_LATER)
    assert list(refusal.value.errors) == ["reason"]


def test_nothing_is_amended_after_the_deadline_or_in_a_draft(published, pat, figures):
    with pytest.raises(WrongState):
        amend(published, pat, at=DEADLINE, submission_deadline=WEEK_LATER)
    published.state = "draft"
    published.save()
    with pytest.raises(WrongState):
        amend(published, pat, submission_deadline=WEEK_LATER)


def test_a_stale_amendment_and_one_of_the_leader_are_refused(published, pat, olivia, figures):
    with pytest.raises(StaleVersion):
        amend(published, pat, version=7, submission_deadline=WEEK_LATER)
    with pytest.raises(NotPermitted):
        amend(published, olivia, submission_deadline=WEEK_LATER)


def test_what_is_planned_after_the_deadline_moves_along(published, figures):
    assert moved_with_deadline(published, WEEK_LATER) == {
        "submission_deadline": WEEK_LATER,
        "decision_on": date(2026, 6, 2),
        "standstill_ends_on": date(2026, 6, 12),
        "contract_starts_on": date(2026, 10, 1),
    }


@pytest.fixture
def given(complete, pat):
    """A document bidders were given when the tender was published."""
    row = complete.documents.get(kind="specification")
    add_version(document=row.document, file=a_pdf("specification.pdf"), by=pat, at=PUBLISHED_AT)
    publish_tender(tender=complete, by=pat, at=PUBLISHED_AT)
    return TenderDocument.objects.get(pk=row.pk)


def test_a_document_is_replaced_openly_before_the_deadline(given, pat, bo):
    amended = amend_document(
        tender_document=given, file=a_pdf("new.pdf", "new"), reason="A figure was wrong.", by=pat, at=bids.BEFORE
    )
    assert (amended.version_given.number, amended.document.versions.count()) == (2, 2)
    [(amendment, lines)] = amendments_of(given.tender)
    assert (amendment.reason, lines) == (
        "A figure was wrong.",
        [f"{given.document}, version 1 was replaced by {given.document}, version 2"],
    )
    assert Notice.objects.filter(person=bo, title__startswith="A document changed").exists()


@pytest.mark.parametrize(
    ("at", "reason", "problem"), [(bids.AFTER, "Wrong", WrongState), (bids.BEFORE, " ", Invalid)], ids=str
)
def test_a_document_is_not_replaced_late_or_without_a_reason(given, pat, at, reason, problem):
    with pytest.raises(problem):
        amend_document(tender_document=given, file=a_pdf("new.pdf", "new"), reason=reason, by=pat, at=at)
    assert given.document.versions.count() == 1


def test_a_bidder_replaces_no_document_by_an_amendment(given, bo, olivia):
    for person in (bo, olivia):
        with pytest.raises(NotPermitted):
            amend_document(tender_document=given, file=a_pdf("n.pdf", "n"), reason="x", by=person, at=bids.BEFORE)


HELPED = {"helped_design": True, "how": "It ran the pilot", "information": "Its costs", "disclosed": "", "pack": None}
HELPED |= {"disclosed_on": None, "extra_days": 0}


def record_helper(tender, by, at, **fields):
    finder = OrganisationFactory(name="Late Finder")
    return record_involvement(partnership=tender.partnership, organisation=finder, by=by, at=at, **HELPED | fields)


def test_a_pack_recorded_as_published_once_the_tender_is_out_is_given_to_all_bidders(complete, pat, bo, clock):
    publish_tender(tender=complete, by=pat, at=AT)
    pack = record_helper(complete, pat, LATER, file=a_pdf("pack.pdf"), disclosed_on=LATER.date()).pack
    given = complete.documents.get(kind="disclosure")
    assert (given.document, given.is_published, given.published_at, given.version_given) == (
        pack,
        True,
        LATER,
        pack.latest,
    )
    assert Notice.objects.filter(person=bo, title__startswith="A disclosure pack was published").count() == 1
    with clock(LATER):
        assert Document.objects.visible_to(bo).filter(pk=pack.pk).exists()
        assert TenderDocument.objects.visible_to(bo).filter(pk=given.pk).exists()


def test_a_pack_kept_for_later_is_published_with_the_day_that_is_entered(complete, pat, bo):
    publish_tender(tender=complete, by=pat, at=AT)
    involvement = record_helper(complete, pat, AT, file=a_pdf("pack.pdf"))
    assert not Document.objects.visible_to(bo).filter(pk=involvement.pack_id).exists()
    changes = HELPED | {"pack": involvement.pack}
    read = {"involvement": involvement, "expected_version": involvement.version, "by": pat}
    with pytest.raises(Invalid, match="Leave the day empty until you publish the pack"):
        edit_involvement(changes=changes | {"disclosed_on": date(2026, 3, 21)}, at=LATER, **read)
    edit_involvement(changes=changes | {"disclosed_on": date(2026, 3, 20)}, at=LATER, **read)
    assert complete.documents.filter(kind="disclosure", document=involvement.pack, is_published=True).exists()


def test_after_the_deadline_no_pack_is_recorded_as_published(complete, pat):
    publish_tender(tender=complete, by=pat, at=AT)
    with pytest.raises(Invalid, match="bidders can no longer be given the pack"):
        record_helper(complete, pat, DEADLINE, file=a_pdf("pack.pdf"), disclosed_on=DEADLINE.date())
    assert not Document.objects.filter(discloses__isnull=False).exists()


def test_a_pack_of_a_scheduled_tender_waits_for_the_moment(complete, pat, bo):
    publish_tender(tender=complete, by=pat, at=datetime(2026, 2, 23, 9, tzinfo=UTC))
    just_before = datetime(2026, 3, 1, 9, tzinfo=UTC)
    record_helper(complete, pat, just_before, file=a_pdf("pack.pdf"), disclosed_on=just_before.date())
    assert not complete.documents.filter(kind="disclosure").exists()
    release_due_tenders(at=AT)
    assert complete.documents.filter(kind="disclosure", is_published=True).exists()
