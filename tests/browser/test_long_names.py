"""A name of as many letters as it may have, without a blank, breaks no page."""

import pytest

from partnerships.models import Partnership
from tests.factories.tenders import PublishedTenderFactory
from tests.factories.timeline import a_plan

pytestmark = [pytest.mark.browser, pytest.mark.once]

PAGES = ("", "timeline", "partners", "funding", "reports", "history", "tender", "learning", "documents")


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_grows_wider_than_its_window(transactional_db, partnership, pat, window_of, width):
    a_plan(partnership)
    Partnership.objects.update(name="W" * 150)
    tender = PublishedTenderFactory(partnership=partnership, title="T" * 200)
    page = window_of(pat)
    page.set_viewport_size({"width": width, "height": 900})
    tender_pages = [tender.get_absolute_url(), tender.url("tender_dates"), tender.url("tender_criteria")]
    wide = {}
    for address in [
        "/",
        "/partnerships/",
        *(f"{partnership.get_absolute_url()}{name and name + '/'}" for name in PAGES),
        *tender_pages,
    ]:
        assert page.goto(address).status == 200, address
        if (found := page.evaluate("document.documentElement.scrollWidth")) > width:
            wide[address] = found
    assert wide == {}
