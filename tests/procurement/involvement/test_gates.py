from partnerships.models import Waiver
from partnerships.public import gate_findings
from tests.conftest import NOON


def finding_of(tender):
    found = {finding.criterion.code: finding for finding in gate_findings(tender, "publish_tender", at=NOON)}
    return found["involvement_recorded"]


def test_every_partner_that_may_bid_is_in_the_register(tender, complete):
    assert finding_of(tender).is_met is True
    tender.partnership.prior_involvements.first().delete()
    assert finding_of(tender).gap.sentence == "Record whether these helped to design or pilot the service: Good Company"


def test_a_full_register_is_complete_only_where_the_partners_said_who_bids_or_that_nobody_does(complete, olivia):
    tender = complete
    tender.partnership.members.update(may_bid=False)
    gap = finding_of(tender).gap
    assert (gap.sentence, gap.owner) == ("Say which partners may bid, or that none will", "Olivia Reid")
    Waiver.objects.create(
        partnership=tender.partnership, code="bidders_named", reason="None of us bids", given_by=olivia, given_at=NOON
    )
    assert finding_of(tender).is_met is True
