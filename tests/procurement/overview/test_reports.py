"""What the partnership report says of the tender, and when."""

from datetime import date
from decimal import Decimal

from django.template.loader import render_to_string

from procurement.models import Contract
from procurement.overview.reports import tender as chapter
from tests.conftest import NOON
from tests.factories.tenders import TenderFactory


def said(partnership):
    """The words of the chapter as the report says them."""
    return render_to_string("reports/partnership/tender.html", {"data": chapter(partnership, NOON), "look": "print"})


def test_before_there_is_a_tender_there_is_no_chapter(partnership):
    assert chapter(partnership, NOON) is None


def test_of_a_tender_being_prepared_nothing_but_that_it_is(tender_stage):
    found = TenderFactory(partnership=tender_stage)
    told = chapter(tender_stage, NOON)["tenders"]
    assert [(one["tender"], one["dates"], one["award"]) for one in told] == [(found, None, None)]
    assert "It is being prepared." in said(tender_stage)


def test_once_published_its_dates_stand_there(published):
    rows = dict(chapter(published.partnership, NOON)["tenders"][0]["dates"].rows)
    assert rows["Deadline for bids"] == "14 April 2026 at midday"
    assert "Last bidder notified" not in rows


def test_the_winner_is_named_once_every_bidder_was_told(award):
    text = said(award.partnership)
    assert f"Awarded to {award.supplier_name}" in text
    Contract.objects.create(
        award=award,
        supplier_name=award.supplier_name,
        value=Decimal(98_000),
        signed_on=date(2026, 6, 15),
        starts_on=date(2026, 7, 1),
        ends_on=date(2029, 7, 1),
    )
    text = said(award.partnership)
    assert f"{award.supplier_name} has the contract" in text
    assert "Signed 15 June 2026, £98,000, from 1 July 2026 to 1 July 2029." in text
    type(award).objects.update(standstill_ends_on=None)
    assert award.supplier_name not in said(award.partnership)
