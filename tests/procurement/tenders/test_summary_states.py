"""What a tender's page says where there is nothing to do any more, and of an act that came too late."""

from django.utils import timezone

from procurement.publication.operations import publish_tender
from procurement.tenders.operations import cancel_tender
from tests.conftest import NOON


def test_the_page_of_a_cancelled_tender_gives_the_reason(published, signed_in, pat, bo):
    cancel_tender(tender=published, note="The money was withdrawn.", by=pat, at=NOON)
    for person in (pat, bo):
        page = signed_in(person).get(published.get_absolute_url()).content.decode()
        assert ("The money was withdrawn." in page, "Cancelled on 3 June 2026 by Pat Lennox" in page) == (True, True)


def test_a_publication_that_has_come_is_not_offered_for_withdrawal(published, signed_in, pat):
    page = signed_in(pat).get(published.url("withdraw_publication"))
    assert (page.status_code, 'type="submit" class="govuk-button' in page.content.decode()) == (200, False)


def test_one_that_is_ahead_is(complete, signed_in, pat, clock):
    with clock(NOON.replace(month=2, day=1)):
        publish_tender(tender=complete, by=pat, at=timezone.now())
        page = signed_in(pat).get(complete.url("withdraw_publication"))
    assert (page.status_code, 'type="submit" class="govuk-button' in page.content.decode()) == (200, True)
