from partnerships.lifecycle.operations import waive_criterion
from partnerships.public import gate_findings
from procurement.models import ContingencyPlan
from tests.conftest import NOON, TODAY


def finding_of(partnership, code="contingency_agreed"):
    found = {finding.criterion.code: finding for finding in gate_findings(partnership, "start_tender", at=NOON)}
    return found[code]


def test_every_partner_that_may_bid_needs_an_agreed_plan(partnership, charity, bo):
    assert finding_of(partnership).gap.sentence == "Agree a contingency plan: Good Company, Northside Neighbours"
    ContingencyPlan.objects.create(partnership=partnership, organisation=charity, agreed_on=TODAY)
    other = ContingencyPlan.objects.create(partnership=partnership, organisation=bo.memberships.get().organisation)
    gap = finding_of(partnership).gap
    assert (gap.sentence, gap.owner) == ("Agree a contingency plan: Northside Neighbours", "Northside Neighbours")
    other.agreed_on = TODAY
    other.save()
    assert finding_of(partnership).is_met is True


def test_where_no_partner_may_bid_the_partners_say_so(partnership, olivia):
    """No plan is missing then, but the gate stays shut until somebody said who bids, or why nobody does."""
    assert finding_of(partnership, "bidders_named").is_met is True
    partnership.members.update(may_bid=False)
    assert finding_of(partnership).is_met is True
    finding = finding_of(partnership, "bidders_named")
    assert (finding.is_open, finding.gap.sentence) == (True, "Say which partners may bid")
    waive_criterion(partnership=partnership, code="bidders_named", reason="None of us bids", by=olivia, at=NOON)
    assert finding_of(partnership, "bidders_named").is_open is False
