from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from partnerships.models import Document
from procurement.models import Award, Bid, Question, Result, Tender, TenderDocument
from psp.core.dates import start_of_day

PUBLISHED_AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


class TenderFactory(DjangoModelFactory):
    """A tender being prepared, with lawful dates: notice on 2 March 2026, bids due on 14 April at noon in London."""

    class Meta:
        model = Tender

    partnership = factory.SubFactory("tests.factories.partnerships.PartnershipFactory", state="tender")
    title = "Befriending for older people in Kirkton"
    description = "Visits and telephone calls for 300 people a year."
    notice_on = date(2026, 3, 2)
    questions_close_on = date(2026, 3, 27)
    submission_deadline = datetime(2026, 4, 14, 11, tzinfo=UTC)
    decision_on = date(2026, 5, 26)
    standstill_ends_on = date(2026, 6, 5)
    contract_starts_on = date(2026, 10, 1)
    contract_ends_on = date(2029, 9, 30)
    service_kind = "social"
    estimated_value = Decimal("240000.00")
    considered_value = Decimal("240000.00")
    thresholds_note = "A regulated contract; below the light-touch threshold."
    date_errors = 0
    disclose_by = date(2026, 3, 13)


class PublishedTenderFactory(TenderFactory):
    """The same tender, open for bids since the morning of its notice."""

    state = "published"
    published_at = PUBLISHED_AT


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = Question

    tender = factory.SubFactory(TenderFactory)
    section = "Quality of the service"
    text = factory.Sequence(lambda n: f"How will you reach lonely people? ({n})")
    weight = Decimal(100)
    position = factory.Sequence(int)


class TenderDocumentFactory(DjangoModelFactory):
    """A document of the tender's partnership, as part of the tender."""

    class Meta:
        model = TenderDocument

    tender = factory.SubFactory(TenderFactory)
    kind = "invitation"
    document = factory.SubFactory(
        "tests.factories.tenders.PlainDocumentFactory", partnership=factory.SelfAttribute("..tender.partnership")
    )


class PlainDocumentFactory(DjangoModelFactory):
    """A document without a file, where only that it is there matters."""

    class Meta:
        model = Document

    partnership = factory.SubFactory("tests.factories.partnerships.PartnershipFactory")
    title = factory.Sequence(lambda n: f"Document {n}")
    kind = "tender"
    owner = factory.SubFactory("tests.factories.people.UserFactory")


def an_award(tender, by, *, supplier=None, told_on=date(2026, 5, 26), **more):
    """An award as if every bidder had been told on a day; without what led to it."""
    return Award.objects.create(
        tender=tender,
        bid=Bid.objects.create(tender=tender, received_at=PUBLISHED_AT, recorded_at=PUBLISHED_AT, recorded_by=by),
        result=Result.objects.create(tender=tender, number=1, made_at=PUBLISHED_AT, made_by=by),
        supplier=supplier,
        supplier_name=str(supplier or "Sunrise Care"),
        value=Decimal("230000.00"),
        decided_at=PUBLISHED_AT,
        decided_by=by,
        last_notice_on=told_on,
        standstill_days=10,
        standstill_ends_on=told_on + timedelta(days=10),
        standstill_ends_at=start_of_day(told_on + timedelta(days=11)),
        **more,
    )
