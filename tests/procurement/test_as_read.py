"""Who publishes, decides or agrees does so for what the page showed, not for what others wrote since."""

import re
from decimal import Decimal

import pytest
from django.utils import timezone

from partnerships.models import Organisation, User
from procurement.conflicts.operations import declare_conflict
from procurement.criteria.operations import edit_weights
from procurement.models import Award, Conflict, Tender
from procurement.results.operations import freeze_result
from tests.conftest import NOON
from tests.factories import bids

pytestmark = pytest.mark.once


def version_on(page):
    return re.search(r'name="version" value="(\d+)"', page.content.decode())[1]


def test_weights_that_changed_are_not_published(complete, signed_in, pat, una, clock):
    address = complete.url("publish_tender")
    with clock(NOON.replace(month=3, day=2)):
        page = signed_in(pat).get(address)
        weights = {"quality_weight": Decimal(90), "price_weight": Decimal(10), "weights_reason": "Quality counts."}
        tender = Tender.objects.get(pk=complete.pk)
        edit_weights(
            tender=tender,
            changes=weights | {"price_method": "lowest_price", "budget": None},
            expected_version=tender.version,
            by=una,
            at=timezone.now(),
        )
        assert signed_in(pat).post(address, {"version": version_on(page)}).status_code == 422
    assert Tender.objects.get(pk=complete.pk).is_draft


def test_a_declaration_that_changed_is_not_decided_on(published, signed_in, pat, una, clock):
    with clock(bids.BEFORE):
        conflict = Conflict.objects.create(
            partnership=published.partnership,
            person=una,
            organisation=Organisation.objects.get(name="Northside Neighbours"),
            closes=False,
            found_at=bids.BEFORE,
            interest="I left the board in 2019.",
            declared_at=bids.BEFORE,
        )
        address = published.partnership.url("decide_conflict", conflict.pk)
        page = signed_in(pat).get(address)
        declare_conflict(
            conflict=Conflict.objects.get(pk=conflict.pk),
            interest="I am its treasurer.",
            by=User.objects.get(pk=una.pk),
            at=bids.BEFORE,
        )
        sent = {"outcome": "no_effect", "reason": "She left in 2019.", "version": version_on(page)}
        answer = signed_in(pat).post(address, sent)
    conflict.refresh_from_db()
    assert (answer.status_code, conflict.outcome) == (422, "")
    assert "I am its treasurer." in answer.content.decode()
    assert "She left in 2019." in answer.content.decode()


def test_another_result_awards_nothing(ranked, signed_in, pat, clock):
    address = ranked.url("award_tender")
    with clock(bids.SCORING):
        page = signed_in(pat).get(address)
        freeze_result(Tender.objects.get(pk=ranked.pk), by=pat, at=timezone.now())
        sent = {"reasons": "Highest score.", "version": version_on(page)}
        assert signed_in(pat).post(address, sent).status_code == 422
    assert not Award.objects.exists()
