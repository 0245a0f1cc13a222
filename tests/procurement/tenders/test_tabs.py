"""The navigation of a tender leads nowhere that does not answer, in any state, for anyone."""

import pytest

from tests.factories.links import refused_links

pytestmark = pytest.mark.once

STAGES = ("tender", "published", "with_bids", "opened", "in_moderation", "ranked", "award")


@pytest.mark.parametrize("stage", STAGES)
def test_no_link_of_a_tender_leads_to_a_page_that_is_refused(stage, request, signed_in, tender_stage, una, evan):
    found = request.getfixturevalue(stage)
    tender = getattr(found, "tender", found)
    page = tender.get_absolute_url()
    people = [request.getfixturevalue(name) for name in ("olivia", "pat", "edie", "bo", "ada")]
    refused = {
        person.name: links
        for person in [*people, una, evan]
        if (links := refused_links(signed_in(person), [("", [page])], within=page))
    }
    assert refused == {}
