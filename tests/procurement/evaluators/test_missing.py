"""How many evaluators a tender still needs: the overview and the page of the evaluators count the same."""

import pytest

from psp.core.missing import people_missing
from tests.factories import bids
from tests.reading import MAIN, text_of


@pytest.mark.parametrize("appointed", [0, 1, 2])
def test_the_overview_says_what_the_page_of_the_evaluators_says(published, pat, edie, una, signed_in, appointed):
    for person in (edie, una)[:appointed]:
        bids.appoint(published, pat, person)
    words = {0: "2 more evaluators of quality are needed", 1: "1 more evaluator of quality is needed"}.get(appointed)
    said = [row.sentence for row in people_missing(published.partnership, pat) if "evaluat" in row.sentence]
    assert said == ([words] if words else [])
    client = signed_in(pat)
    for address in (published.url("evaluators"), published.partnership.get_absolute_url()):
        text = text_of(client.get(address), MAIN)
        assert ("of quality are needed" in text or "of quality is needed" in text) is bool(words)
        assert words is None or words in text
