import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from procurement.models import PriorInvolvement
from procurement.readiness.operations import load_readiness_criteria, submit_readiness
from procurement.thresholds.operations import load_thresholds, load_time_limits
from tests.conftest import NOON
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
