"""One partnership walks from its first meeting to an awarded contract, by its pages alone and without JavaScript."""

import io

import pytest
from pypdf import PdfReader

from tests.journeys.walk import Walk

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_from_the_first_meeting_to_the_contract(someone, calendar):
    walk = Walk(someone, calendar)
    walk.start()
    walk.design()
    walk.pilot()
    walk.evaluate()
    walk.get_ready()
    walk.publish()
    walk.invite_una()
    walk.bid()
    walk.score()
    walk.award()
    walk.sign()
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(walk.report("sroi"))).pages]
    assert [word for word in ("£81,741.93", "£1.93") if not any(word in page for page in pages)] == []
    assert b"Northside Neighbours" in walk.report("tender_evaluation", "text")
