"""The tender evaluation report: kept sealed, and found by its readers with as many queries for many tenders as for one."""

import hashlib

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnerships.models import Report
from partnerships.reports.operations import ask_for_report, make_report
from procurement.results.queries import readable_results
from procurement.results.rules import can_see_result
from tests.factories import bids
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnerships import PartnershipFactory, PersonRoleFactory
from tests.factories.people import MembershipFactory
from tests.factories.tenders import PublishedTenderFactory, QuestionFactory

KIND = "tender_evaluation"


@pytest.fixture
def made(ranked, pat):
    report = ask_for_report(
        partnership=ranked.partnership, kind=KIND, subject=ranked, format="pdf", by=pat, at=bids.DECIDED
    )
    assert make_report(report_id=report.pk, now=lambda: bids.DECIDED)
    report.refresh_from_db()
    return report


def test_it_lies_as_ciphertext_and_comes_out_as_the_pdf_of_its_hash(made, signed_in, pat):
    with default_storage.open(made.file.name, "rb") as stored:
        kept = stored.read()
    assert (made.is_sealed, b"%PDF" in kept, b"Sunrise" in kept, b"Moray" in kept) == (True, False, False, False)
    url = reverse("download_report", args=[made.partnership_id, made.pk])
    answer = signed_in(pat).get(url)
    content = b"".join(answer.streaming_content)
    assert (content[:5], hashlib.sha256(content).hexdigest()) == (b"%PDF-", made.sha256)


def test_the_page_is_kept_by_no_browser(ranked, signed_in, pat):
    for kind, pk in ((KIND, ranked.pk), ("partnership", ranked.partnership_id)):
        url = reverse("preview_report", args=[ranked.partnership_id, kind, pk])
        assert signed_in(pat).get(url)["Cache-Control"] == "private, no-store"


def another_ranked(pat, una, edie, evan):
    """A ranked tender of another partnership, whose purchasers and evaluators are the same people."""
    partnership = PartnershipFactory(state="tender")
    for person, role in ((pat, "purchaser"), (una, "purchaser"), (edie, "evaluator"), (evan, "evaluator")):
        PersonRoleFactory(partnership=partnership, person=person, role=role)
        person.__dict__.pop("roles_by_partnership", None)
    tender = PublishedTenderFactory(partnership=partnership)
    QuestionFactory(tender=tender)
    for name in ("Sunrise Care", "Moray Friends"):
        bids.record_a_bid(tender, pat, name=name)
    bids.open_bids(tender, pat, una)
    scorers = [bids.declare_none(one) for one in bids.appoint(tender, pat, edie, evan)]
    return bids.to_ranked(tender, pat, scorers)


def test_the_list_of_reports_asks_as_often_for_three_ranked_tenders_as_for_one(ranked, pat, una, edie, evan, signed_in):
    client, url = signed_in(pat), ranked.partnership.url("partnership_reports")
    # Of a council not her own: for her own council alone nobody asks whom she is linked with.
    another_ranked(pat, una, edie, evan)
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for _more in range(2):
        another_ranked(pat, una, edie, evan)
    with CaptureQueriesContext(connection) as three:
        client.get(url)
    assert len(three) == len(one)
    assert readable_results(type(pat).objects.get(pk=pat.pk)).count() == 4


@pytest.mark.parametrize("who", ["pat", "una", "edie", "evan", "olivia", "bo", "ada", "otto"])
def test_the_query_finds_what_the_rule_allows(ranked, who, request, partnership):
    person = request.getfixturevalue(who)
    assert readable_results(person).exists() == can_see_result.test(person, ranked) == (who in "pat una edie evan")
    MembershipFactory(person=person, organisation=OrganisationFactory(name="moray friends"))
    person = type(person).objects.get(pk=person.pk)
    ranked = type(ranked).objects.get(pk=ranked.pk)
    assert (readable_results(person).exists(), can_see_result.test(person, ranked)) == (False, False)


def test_a_purchaser_who_declared_nothing_makes_no_report(ranked, pat):
    ranked.evaluators.filter(person=pat).delete()
    assert (readable_results(pat).exists(), Report.objects.visible_to(pat).exists()) == (False, False)
