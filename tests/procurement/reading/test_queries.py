"""An organisation that was excluded for its prior involvement and bids all the same is pointed out."""

from procurement.models import PriorInvolvement
from procurement.reading.operations import exclude_bid
from tests.conftest import TODAY
from tests.factories import bids
from tests.factories.organisations import OrganisationFactory


def test_the_bid_of_an_excluded_organisation_is_flagged_until_it_is_excluded(opened, signed_in, pat, partnership):
    PriorInvolvement.objects.create(
        partnership=partnership,
        organisation=OrganisationFactory(name="MORAY Friends"),
        helped_design=True,
        outcome="excluded",
        decided_on=TODAY,
    )
    sunrise, moray = opened.bids.all()
    client, words = signed_in(pat), "excluded for its prior involvement"

    def flags():
        pages = (opened.url("bids"), opened.url("bid", sunrise.pk), opened.url("bid", moray.pk))
        return [words in client.get(page).content.decode() for page in pages]

    assert flags() == [True, False, True]
    exclude_bid(bid=moray, reason="It helped to write the specification.", by=pat, at=bids.AFTER)
    assert flags() == [False, False, False]
