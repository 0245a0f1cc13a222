"""What reports are about, with something in every chapter, and reports themselves."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from partnerships.models import Commitment, LearningPoint, Report
from tests.factories.design import a_cost, a_criterion, ready_for_pilot
from tests.factories.timeline import a_plan

NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)


class ReportFactory(DjangoModelFactory):
    """A partnership report that waits to be made."""

    class Meta:
        model = Report

    partnership = factory.SubFactory("tests.factories.partnerships.PartnershipFactory")
    kind = "partnership"
    subject_id = factory.LazyAttribute(lambda report: report.partnership.pk)
    subject_label = factory.LazyAttribute(lambda report: report.partnership.name)
    asked_by = factory.SubFactory("tests.factories.people.UserFactory")
    asked_at = NOON
    next_attempt_at = NOON


def a_full_partnership(partnership, leader, *, at=NOON):
    """Give a partnership in its design stage something in every chapter of its report."""
    a_plan(partnership, on=date(2026, 1, 5), funding_ends_on=date(2029, 6, 30))
    member = partnership.members.get(role="lead_third_sector")
    member.brings, member.identity_statement = "40 volunteers and a van", "Its own board, staff and fundraising"
    member.save()
    a_criterion(
        partnership,
        leader,
        at=at,
        statement="Visits happen when they should",
        indicator="Visits that were missed",
        direction="at_most",
        baseline=None,
        target=Decimal(5),
    )
    ready_for_pilot(partnership, leader, at=at)
    for criterion, value in zip(partnership.success_criteria.order_by("pk"), (3, 41), strict=True):
        criterion.results.create(value=Decimal(value), measured_on=date(2026, 6, 1), recorded_by=leader)
    for head, what in (("development", "Development officer"), ("administration", "Administrator, two days a week")):
        a_cost(partnership, leader, at=at, head=head, what=what)
    Commitment.objects.create(
        partnership=partnership,
        organisation=partnership.purchasing_council,
        monthly=Decimal(4500),
        starts_on=date(2029, 4, 1),
        until=date(2029, 10, 1),
        conditions="The council’s budget is agreed",
    )
    LearningPoint.objects.create(
        partnership=partnership,
        title="Meet where the people are",
        stage="design",
        theme="users",
        happened="Nobody came to the town hall; fourteen came to the lunch club.",
        learned="People talk where they feel at home.",
        advice="Go to them, and bring cake.",
        written_by=leader,
        written_at=at,
    )
    return partnership
