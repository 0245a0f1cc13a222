"""An award by somebody whose role is being ended at the same moment."""

from datetime import timedelta

from partnerships.models import PersonRole
from partnerships.roles.operations import end_role
from procurement.awards.operations import award_tender
from procurement.models import Award, Tender
from tests.factories import bids
from tests.factories.at_once import ON_POSTGRESQL, while_it_waits_to_commit

pytestmark = ON_POSTGRESQL


def test_who_purchases_no_longer_awards_no_contract(ranked, pat, una):
    role, at = PersonRole.objects.get(person=pat, role="purchaser"), bids.SCORING + timedelta(days=5)
    # As every view does before it calls the operation.
    assert pat.has_perm("procurement.handle_bids", ranked)
    told = while_it_waits_to_commit(
        lambda: end_role(role=role, by=una, at=at),
        lambda: award_tender(tender=Tender.objects.get(pk=ranked.pk), reasons="Best.", by=pat, at=at),
    )
    assert not PersonRole.objects.filter(person=pat, role="purchaser").exists()
    assert (told, Award.objects.count()) == (["done", "NotPermitted"], 0)
