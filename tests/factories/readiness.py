from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from procurement.models import ReadinessAnswer, ReadinessCriterion, ReadinessReview


class ReadinessCriterionFactory(DjangoModelFactory):
    class Meta:
        model = ReadinessCriterion

    code = factory.Sequence(lambda n: f"criterion-{n}")
    group = "need"
    title = factory.Sequence(lambda n: f"Criterion {n} holds")
    show = "What there is to show."
    position = factory.Sequence(int)


class ReadinessReviewFactory(DjangoModelFactory):
    """A first round being answered."""

    class Meta:
        model = ReadinessReview

    partnership = factory.SubFactory("tests.factories.partnerships.PartnershipFactory", state="evaluation")
    number = 1
    requested_by = factory.SubFactory("tests.factories.people.UserFactory")
    requested_at = datetime(2026, 5, 4, 9, tzinfo=UTC)


class ReadinessAnswerFactory(DjangoModelFactory):
    class Meta:
        model = ReadinessAnswer

    review = factory.SubFactory(ReadinessReviewFactory)
    criterion = factory.SubFactory(ReadinessCriterionFactory)
    group = factory.SelfAttribute("criterion.group")
    title = factory.SelfAttribute("criterion.title")
    show = factory.SelfAttribute("criterion.show")
    position = factory.SelfAttribute("criterion.position")
    text = "300 people wait for a visit, most of them in the north of the town."
