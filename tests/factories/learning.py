from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from partnerships.models import LearningPoint


class LearningPointFactory(DjangoModelFactory):
    class Meta:
        model = LearningPoint

    partnership = factory.SubFactory("tests.factories.partnerships.PartnershipFactory")
    title = factory.Sequence(lambda n: f"Learning point {n}")
    stage = "design"
    theme = "forming"
    happened = "The grant came and nobody was employed yet."
    learned = "Agree who employs first."
    written_by = factory.SubFactory("tests.factories.people.UserFactory")
    written_at = datetime(2026, 6, 3, 12, tzinfo=UTC)
