from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from partnerships.models import Role
from procurement.models import PriorInvolvement
from procurement.readiness.operations import load_readiness_criteria, submit_readiness
from procurement.thresholds.operations import load_thresholds, load_time_limits
from tests.conftest import NOON
from tests.factories import bids
from tests.factories.partnerships import PersonRoleFactory
from tests.factories.people import MembershipFactory, UserFactory
from tests.factories.readiness import ReadinessAnswerFactory, ReadinessReviewFactory
from tests.factories.tenders import PublishedTenderFactory, QuestionFactory, TenderDocumentFactory, TenderFactory


@pytest.fixture
def figures(db):
    """The thresholds and time limits as they are delivered."""
    load_thresholds()
    load_time_limits()


@pytest.fixture
def criteria(db):
    """The readiness criteria as they are delivered."""
    load_readiness_criteria()


@pytest.fixture
def tender_stage(partnership):
    """The partnership in the tender stage."""
    partnership.state = "tender"
    partnership.save()
    return partnership


@pytest.fixture
def tender(tender_stage):
    """A tender being prepared: lawful dates, one question of weight 100, no documents."""
    found = TenderFactory(partnership=tender_stage)
    QuestionFactory(tender=found)
    return found


@pytest.fixture
def published(tender_stage):
    """A tender open for bids since the morning of 2 March 2026, until 14 April at noon."""
    return PublishedTenderFactory(partnership=tender_stage)


@pytest.fixture
def complete(tender, figures):
    """The same tender with nothing missing before publication."""
    for kind in ("invitation", "specification", "terms", "pricing"):
        TenderDocumentFactory(tender=tender, kind=kind)
    for member in tender.partnership.members.filter(may_bid=True):
        PriorInvolvement.objects.create(
            partnership=tender.partnership, organisation=member.organisation, helped_design=False
        )
    return tender


@pytest.fixture
def in_evaluation(partnership):
    """The partnership in evaluation and redesign, where readiness is reviewed."""
    partnership.state = "evaluation"
    partnership.save()
    return partnership


@pytest.fixture
def review(in_evaluation, olivia):
    """A first round of three criteria, being answered; Olivia answered the first two."""
    found = ReadinessReviewFactory(partnership=in_evaluation, requested_by=olivia)
    for text in ("300 people wait.", "They told us.", ""):
        ReadinessAnswerFactory(review=found, text=text, answered_by=olivia if text else None)
    return found


@pytest.fixture
def submitted(review, olivia):
    """The same round, all answered and handed over on 3 June 2026."""
    review.answers.filter(text="").update(text="Partners agreed on 4 May.", answered_by=olivia)
    return submit_readiness(review=review, by=olivia, at=NOON)


@pytest.fixture
def queries_of():
    """Count the queries of a page at its second call, when what is asked once a process has been asked."""

    def count(client, url):
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    return count


@pytest.fixture
def una(partnership, council):
    """Una purchases too: she opens bids with Pat."""
    person = UserFactory(name="Una Bell", email="una@example.org", role=Role.COUNCIL_PURCHASER)
    MembershipFactory(person=person, organisation=council)
    PersonRoleFactory(partnership=partnership, person=person, role="purchaser")
    return person


@pytest.fixture
def evan(partnership):
    """Evan evaluates too: Edie chairs, he scores."""
    person = UserFactory(name="Evan Moss", email="evan@example.org")
    PersonRoleFactory(partnership=partnership, person=person, role="evaluator")
    return person


@pytest.fixture
def with_bids(published, figures, pat):
    """The published tender with one question and two bids: Sunrise Care for £100,000, Moray Friends for £105,000."""
    QuestionFactory(tender=published)
    sunrise = bids.record_a_bid(published, pat)
    moray = bids.record_a_bid(published, pat, name="Moray Friends", price="105000.00")
    published.receipts = {"sunrise": sunrise.receipt, "moray": moray.receipt}
    return published


@pytest.fixture
def opened(with_bids, pat, una):
    return bids.open_bids(with_bids, pat, una)


@pytest.fixture
def scorers(opened, pat, edie, evan):
    """Edie, who chairs, and Evan, both without an interest."""
    return [bids.declare_none(one) for one in bids.appoint(opened, pat, edie, evan)]


@pytest.fixture
def in_moderation(opened, pat, scorers):
    return bids.to_moderation(opened, pat, scorers)


@pytest.fixture
def ranked(opened, pat, scorers):
    return bids.to_ranked(opened, pat, scorers)


@pytest.fixture
def scorers_of(pat, una, edie, evan):
    """Rank a tender of two bids with these prices and the same quality."""

    def rank(tender, prices):
        QuestionFactory(tender=tender)
        for name, price in zip(("Sunrise Care", "Moray Friends"), prices, strict=True):
            bids.record_a_bid(tender, pat, name=name, price=price)
        bids.open_bids(tender, pat, una)
        scorers = [bids.declare_none(one) for one in bids.appoint(tender, pat, edie, evan)]
        return bids.to_ranked(tender, pat, scorers)

    return rank


@pytest.fixture
def tied(published, figures, scorers_of):
    """A ranked tender whose two bids are equal in all that was announced."""
    return scorers_of(published, prices=("100000", "100000"))


@pytest.fixture
def award(ranked, pat):
    """Awarded on 1 June 2026, every bidder told electronically on the day."""
    return bids.to_standstill(ranked, pat)


@pytest.fixture
def clock(monkeypatch):
    """Set the clock that pages read: ``with clock(moment): …``."""

    @contextmanager
    def set_to(moment):
        with monkeypatch.context() as patch:
            patch.setattr(timezone, "now", lambda: moment)
            yield

    return set_to
