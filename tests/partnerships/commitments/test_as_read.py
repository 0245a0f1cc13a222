"""Who signs, signs what the page showed."""

import re
from datetime import date
from decimal import Decimal

import pytest

from partnerships.commitments.operations import edit_commitment
from partnerships.models import Commitment
from partnerships.public import lock_record
from psp.core.as_read import as_read
from psp.core.problems import StaleVersion
from tests.conftest import NOON
from tests.factories.design import an_offer
from tests.factories.files import a_pdf


@pytest.fixture
def offer(partnership, council, olivia):
    return an_offer(partnership, council, olivia)


def version_on(page):
    return re.search(r'name="version" value="(\d+)"', page.content.decode())[1]


def dearer(offer, by):
    edit_commitment(
        commitment=Commitment.objects.get(pk=offer.pk),
        changes={"monthly": Decimal(9000), "starts_on": offer.starts_on, "ends_on": date(2029, 12, 31)},
        expected_version=offer.version,
        by=by,
        at=NOON,
    )


def test_a_commitment_that_was_changed_after_the_page_was_opened_is_not_signed(
    partnership, offer, signed_in, olivia, pat
):
    address = partnership.url("sign_commitment", offer.pk)
    page = signed_in(pat).get(address)
    dearer(offer, olivia)
    answer = signed_in(pat).post(address, {"file": a_pdf(), "version": version_on(page)})
    offer.refresh_from_db()
    assert (answer.status_code, offer.state, offer.signed_on) == (422, "offered", None)
    # The page now shows what there is to sign, and signing that works.
    assert "9,000" in answer.content.decode()
    assert signed_in(pat).post(address, {"file": a_pdf(), "version": version_on(answer)}).status_code == 302
    offer.refresh_from_db()
    assert offer.state == "signed"


def test_a_change_between_the_view_and_the_lock_counts_too(offer, olivia):
    with as_read(offer, offer.version):
        dearer(offer, olivia)
        with pytest.raises(StaleVersion):
            lock_record(offer)


def test_another_record_is_not_held_to_it(offer, partnership):
    with as_read(offer, offer.version):
        lock_record(partnership)
    Commitment.objects.filter(pk=offer.pk).update(version=99)
    assert lock_record(offer).version == 99
