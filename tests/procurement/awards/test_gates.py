import pytest

from partnerships.public import gate_findings, perform
from psp.core.problems import GateNotMet
from tests.conftest import NOON
from tests.factories.organisations import OrganisationFactory
from tests.factories.tenders import TenderFactory, an_award


def gap_of(partnership):
    [finding] = gate_findings(partnership, "run_contingency", at=NOON)
    assert finding.criterion.code == "tender_lost"
    return finding.gap and finding.gap.sentence


def test_nothing_is_lost_before_there_is_a_tender_nor_while_it_is_open(tender_stage, olivia):
    assert gap_of(tender_stage) == "Tender the contract first"
    TenderFactory(partnership=tender_stage, state="published")
    assert gap_of(tender_stage) == "Conclude the tender, or cancel it"
    with pytest.raises(GateNotMet):
        perform(tender_stage, "run_contingency", by=olivia, at=NOON, note="We fear to lose")


def test_a_contract_that_went_elsewhere_is_lost(tender_stage, olivia, pat, charity):
    award = an_award(TenderFactory(partnership=tender_stage, state="concluded"), pat, supplier=charity)
    assert gap_of(tender_stage) == "A partner won the tender: start the contract"
    award.supplier, award.supplier_name = None, "Sunrise Care"
    award.save()
    assert gap_of(tender_stage) is None
    assert perform(tender_stage, "run_contingency", by=olivia, at=NOON, note="Sunrise Care won").state == "contingency"


def test_a_cancelled_tender_is_lost_unless_another_is_open(tender_stage):
    TenderFactory(partnership=tender_stage, state="cancelled")
    assert gap_of(tender_stage) is None
    TenderFactory(partnership=tender_stage)
    assert gap_of(tender_stage) == "Conclude the tender, or cancel it"


def test_what_a_partner_won_after_a_tender_was_cancelled_is_not_lost(tender_stage, pat, charity):
    TenderFactory(partnership=tender_stage, state="cancelled")
    an_award(TenderFactory(partnership=tender_stage, state="concluded"), pat, supplier=charity)
    assert gap_of(tender_stage) == "A partner won the tender: start the contract"


def test_what_the_vehicle_of_partners_won_is_not_lost(tender_stage, pat, charity):
    vehicle = OrganisationFactory(name="Kirkton Together")
    vehicle.members.add(charity)
    award = an_award(TenderFactory(partnership=tender_stage, state="concluded"), pat, supplier=vehicle)
    assert gap_of(tender_stage) == "A partner won the tender: start the contract"
    vehicle.members.set([OrganisationFactory(name="Sunrise Care")])
    assert gap_of(award.tender.partnership) is None
