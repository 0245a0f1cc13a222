from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from partnerships.models import Notice, OutgoingMail

NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)


class OutgoingMailFactory(DjangoModelFactory):
    class Meta:
        model = OutgoingMail

    address = factory.Sequence(lambda n: f"person{n}@example.org")
    kind = "progress"
    subject = "The pilot has started"
    text = "The pilot has started.\n"
    message_id = factory.Sequence(lambda n: f"<{n}@example.org>")
    queued_at = NOON
    next_attempt_at = NOON


class NoticeFactory(DjangoModelFactory):
    class Meta:
        model = Notice

    person = factory.SubFactory("tests.factories.people.UserFactory")
    kind = "progress"
    item_key = factory.Sequence(lambda n: f"partnership:{n}:started")
    title = "The pilot has started"
    url = "/"
    created_at = NOON
    mailed_at = NOON
