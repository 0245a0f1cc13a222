"""Papers of tenders go when guidance says: unsuccessful bids after a year, all the rest five years after the contract."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.urls import reverse

from partnerships.activity.operations import broken_links
from partnerships.models import Activity, Report, StoragePairing
from partnerships.retention.operations import carry_out, place_hold
from partnerships.retention.queries import records_of
from partnerships.storage.operations import pair_storage
from partnerships.verification.operations import verify_everything
from procurement import migrations
from procurement.awards.operations import conclude_tender
from procurement.belated.operations import confirm_belated_bid, record_belated_bid
from procurement.bids.models import Bid, BidFile
from procurement.bids.rules import has_bid
from procurement.models import Clarification, Evaluator, Hold, ModeratedScore, Reading, Result, Score, TimeLimit
from procurement.results.reports import TENDER_EVALUATION
from procurement.tenders.operations import cancel_tender
from psp.core import retention
from psp.core.sealing import seal, unseal
from psp.core.storage_marker import all_files
from tests.factories import bids
from tests.factories.addresses import address_of, places
from tests.factories.everywhere import where_it_stands

# Whatever number it landed with.
(FILE,) = Path(migrations.__file__).parent.glob("*_belated_reasons_go_with_papers.py")
migration = import_module(f"procurement.migrations.{FILE.stem}")
SIGNED, ENDS = date(2026, 6, 12), date(2029, 9, 30)
# Decided on 1 June 2026: kept through 1 June 2027.
A_YEAR_ON, THE_DAY_BEFORE = datetime(2027, 6, 2, 2, 30, tzinfo=UTC), datetime(2027, 6, 1, 2, 30, tzinfo=UTC)
FIVE_YEARS_ON, STILL_KEPT = datetime(2034, 10, 1, 2, 30, tzinfo=UTC), datetime(2034, 9, 30, 2, 30, tzinfo=UTC)


@pytest.fixture
def with_files(published, figures, pat):
    """Two bids, each with a file."""
    from tests.factories.tenders import QuestionFactory

    question = QuestionFactory(tender=published, weight=Decimal(100))
    for name, price in (("Sunrise Care", "100000"), ("Moray Friends", "110000")):
        bids.record_a_bid(published, pat, name=name, price=price, files=[bids.attached(question.pk, words=name)])
    return published


@pytest.fixture
def concluded(with_files, pat, una, edie, evan):
    """A tender with a signed contract, an asked question, a declared interest and a sealed report."""
    tender = bids.open_bids(with_files, pat, una)
    scorers = [bids.declare_none(one) for one in bids.appoint(tender, pat, edie, evan)]
    bids.to_ranked(tender, pat, scorers)
    bids.to_standstill(tender, pat)
    given = {"value": tender.award.value, "signed_on": SIGNED, "starts_on": date(2026, 10, 1), "ends_on": ENDS}
    conclude_tender(tender=tender, **given, document=None, by=pat, at=datetime(2026, 6, 12, 9, tzinfo=UTC))
    asked = {"number": 9, "asked_on": date(2026, 3, 9), "text": "How many?", "sealed_asker": seal({"asker": "Jo"})}
    Clarification.objects.create(tender=tender, **asked)
    Evaluator.objects.filter(tender=tender, person=edie).update(
        has_interest=True, sealed_interest=seal({"interest": "A cousin"})
    )
    for bid in tender.bids.all():
        Reading.objects.create(bid=bid, person=edie, part="quality", day=bids.SCORING.date(), read_at=bids.SCORING)
    name = default_storage.save("reports/ab/x.sealed", bids.a_pdf(words="result"))
    facts = {"kind": TENDER_EVALUATION, "subject_id": tender.pk, "subject_label": "x", "asked_by": pat}
    made = {"state": "done", "file": name, "sha256": "0" * 64, "is_sealed": True}
    moments = {"asked_at": bids.DECIDED, "made_at": bids.DECIDED, "next_attempt_at": bids.DECIDED}
    Report.objects.create(partnership=tender.partnership, **facts, **made, **moments)
    tender.refresh_from_db()
    return tender


@pytest.fixture
def night(db, django_capture_on_commit_callbacks):
    """Carry retention out at a moment, deletion of files and all; return how much each rule deleted."""
    pair_storage(at=bids.DECIDED)

    def run(at):
        with django_capture_on_commit_callbacks(execute=True):
            runs = carry_out(at=at)
        assert [run.error for run in runs if run.error] == []
        return {run.rule: run.deleted for run in runs}

    return run


def told(bid, field):
    return unseal(getattr(bid, field))


def test_a_year_after_the_signature_the_unsuccessful_bid_is_emptied_and_the_winning_one_is_not(concluded, night):
    won, lost = concluded.award.bid, concluded.bids.exclude(pk=concluded.award.bid_id).get()
    assert night(THE_DAY_BEFORE)["unsuccessful_bids"] == 0
    assert BidFile.objects.count() == 2
    assert night(A_YEAR_ON)["unsuccessful_bids"] == 1
    lost.refresh_from_db()
    assert (told(lost, "sealed_quality")["answers"], told(lost, "sealed_quality")["files"]) == ({}, [])
    assert (told(lost, "sealed_identity")["name"], told(lost, "sealed_price")["price"]) == ("Moray Friends", "110000")
    assert told(lost, "sealed_identity")["reference"] == ""
    for model in (Score, ModeratedScore, Reading):
        assert set(model.objects.values_list("bid", flat=True)) == {won.pk}
    assert [file.bid_id for file in BidFile.objects.all()] == [won.pk]
    assert len([name for name in all_files() if name.startswith("bids/")]) == 1
    won.refresh_from_db()
    assert told(won, "sealed_quality")["answers"] != {}
    entry = Activity.objects.get(verb="bid.papers_deleted")
    assert (entry.target_id, entry.actor, entry.is_private) == (lost.pk, None, True)
    assert night(A_YEAR_ON)["unsuccessful_bids"] == 0


def test_five_years_after_the_contract_everything_sealed_is_gone_and_the_award_stays(concluded, night):
    night(A_YEAR_ON)
    assert night(STILL_KEPT)["tender_papers"] == 0
    assert night(FIVE_YEARS_ON)["tender_papers"] == 1
    concluded.refresh_from_db()
    assert concluded.papers_deleted_at == FIVE_YEARS_ON
    for bid in concluded.bids.all():
        assert (told(bid, "sealed_identity")["name"], told(bid, "sealed_price")["price"]) == ("", "0")
    assert [set(unseal(row.sealed)) for row in Result.objects.all()] == [{"tender", "number", "deleted"}]
    for model in (Score, ModeratedScore, Reading, BidFile, Report):
        assert model.objects.count() == 0, model
    assert set(Evaluator.objects.values_list("sealed_interest", flat=True)) == {""}
    assert set(Clarification.objects.values_list("sealed_asker", flat=True)) == {""}
    assert [name for name in all_files() if name.startswith(("bids/", "reports/"))] == []
    assert (concluded.award.supplier_name, concluded.award.contract.ends_on) == ("Sunrise Care", ENDS)


def test_the_papers_of_a_cancelled_tender_go_a_year_later(with_files, pat, ada, night):
    cancelled = datetime(2026, 5, 1, 9, tzinfo=UTC)
    cancel_tender(tender=with_files, note="The money is gone.", by=pat, at=cancelled)
    assert night(cancelled + timedelta(days=364))["tender_papers"] == 0
    due = records_of(retention.find("tender_papers"), ada, cancelled + timedelta(days=300))
    assert [record.due_on for record in due] == [date(2027, 5, 1)]
    assert night(cancelled + timedelta(days=367))["tender_papers"] == 1
    assert BidFile.objects.count() == 0


def test_a_copy_of_the_database_deletes_no_papers_from_the_storage_it_shares(concluded, night):
    night(THE_DAY_BEFORE)
    before = sorted(all_files())
    StoragePairing.objects.update(turn="older", next_turn="")
    for at in (A_YEAR_ON, FIVE_YEARS_ON):
        assert len([run for run in carry_out(at=at) if run.error]) == 1 + (at == FIVE_YEARS_ON)
    assert (sorted(all_files()), BidFile.objects.count(), Report.objects.count()) == (before, 2, 1)


def test_why_a_bid_was_recorded_late_goes_with_its_papers_and_stands_nowhere_else(with_files, pat, una, night):
    reason = "Zyzzyva of Moray Friends was ill"
    given = {"received_at": bids.BEFORE, "reason": reason, "by": pat, "at": bids.AFTER}
    belated = record_belated_bid(tender=with_files, content=bids.content(with_files, name="Deeside"), **given)
    confirm_belated_bid(bid=belated, came_in_time=False, by=una, at=bids.AFTER)
    assert where_it_stands("zyzzyva") == {"procurement_bid.belated_reason"}
    cancelled = bids.AFTER + timedelta(days=1)
    cancel_tender(tender=with_files, note="The money is gone.", by=pat, at=cancelled)
    night(cancelled + timedelta(days=367))
    assert where_it_stands("zyzzyva") == set()
    belated.refresh_from_db()
    # How it counted stays as it was.
    assert (belated.belated_reason, str(belated.standing[1])) == (
        "Deleted with the papers",
        "Not confirmed, never opened",
    )


def test_reasons_of_papers_deleted_before_the_upgrade_are_emptied_by_the_migration(with_files):
    kept, gone = with_files.bids.order_by("pk")
    Bid.objects.update(belated_reason="Zyzzyva was ill")
    Bid.objects.filter(pk=gone.pk).update(papers_deleted_at=bids.DECIDED)
    migration.empty_reasons(apps, None)
    reasons = dict(Bid.objects.values_list("pk", "belated_reason"))
    assert reasons == {kept.pk: "Zyzzyva was ill", gone.pk: "Deleted with the papers"}


def test_neither_an_open_challenge_nor_a_hold_lets_papers_go(concluded, pat, ada, night):
    challenge = Hold.objects.create(award=concluded.award, reason="Challenge", began_at=bids.DECIDED, began_by=pat)
    assert night(FIVE_YEARS_ON)["tender_papers"] == 0
    Hold.objects.filter(pk=challenge.pk).update(lifted_at=bids.DECIDED, outcome="Withdrawn")
    place_hold(rule="tender_papers", partnership=concluded.partnership, reason="Audit", by=ada, at=FIVE_YEARS_ON)
    deleted = night(FIVE_YEARS_ON)
    assert (deleted["tender_papers"], deleted["unsuccessful_bids"]) == (0, 1)
    assert Result.objects.get().content()["bidders"]


@pytest.mark.once
@pytest.mark.parametrize("at", [A_YEAR_ON, FIVE_YEARS_ON])
def test_afterwards_every_page_answers_the_history_is_whole_and_everything_verifies(
    concluded, night, at, signed_in, pat, edie, ada
):
    # What the factory pretends to be a report has no real hash.
    if at == A_YEAR_ON:
        Report.objects.all().delete()
    night(A_YEAR_ON)
    night(at)
    opened = 0
    for person in (pat, edie):
        for place in places():
            if "tender" not in place.parts and "partnership" not in place.parts:
                continue
            if (address := address_of(place, concluded.partnership)) is not None:
                assert signed_in(person).get(address).status_code < 500, place.name
                opened += 1
    assert opened > 150
    page = signed_in(ada).get(reverse("admin:procurement_bid_change", args=[Bid.objects.first().pk]))
    assert page.status_code == 200
    assert broken_links() == []
    from django.utils import timezone

    assert verify_everything(by=None, now=timezone.now).problems == []


def test_pages_of_deleted_papers_say_so_to_those_who_might_have_read_them_and_are_not_there_for_others(
    concluded, night, signed_in, pat, bo
):
    night(FIVE_YEARS_ON)
    for name in ("bids", "result"):
        url = reverse(name, args=[concluded.partnership_id, concluded.pk])
        answer = signed_in(pat).get(url)
        assert answer.status_code == 410
        assert "were deleted on 1 October 2034" in answer.content.decode()
        assert signed_in(bo).get(url).status_code == 404
    for person in (pat, bo):
        award = signed_in(person).get(reverse("award", args=[concluded.partnership_id, concluded.pk]))
        assert (award.status_code, "Sunrise Care" in award.content.decode()) == (200, True)


def test_an_administrator_who_changes_the_time_limit_changes_when_papers_go_and_what_pages_say(
    concluded, client, night
):
    TimeLimit.objects.update_or_create(
        code="keep_unsuccessful_years", defaults={"name": "Keep", "figure": 2, "unit": "years", "source": "x"}
    )
    assert night(A_YEAR_ON)["unsuccessful_bids"] == 0
    assert "2 years after the award is decided" in client.get(reverse("privacy")).content.decode()


def test_somebody_of_an_organisation_that_bid_is_still_known_to_have_a_part(
    published, figures, pat, una, charity, night
):
    from tests.factories.tenders import QuestionFactory

    QuestionFactory(tender=published, weight=Decimal(100))
    bids.record_a_bid(published, pat, organisation=charity, name="")
    cancel_tender(tender=published, note="The money is gone.", by=pat, at=datetime(2026, 5, 1, 9, tzinfo=UTC))
    night(FIVE_YEARS_ON)
    assert has_bid({charity.pk}, published)
