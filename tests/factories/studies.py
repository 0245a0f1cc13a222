"""Studies and their rows. ``wheels_study`` is the Guide's worked example, as a draft of a partnership."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from evaluation.models import DiscountSchedule, Input, Outcome, Output, RedesignDecision, Stakeholder, Study


class ScheduleFactory(DjangoModelFactory):
    class Meta:
        model = DiscountSchedule
        django_get_or_create = ("code",)

    code = "green-book-2022"
    name = "HM Treasury Green Book, standard"
    edition = "2022"
    in_force_from = date(2022, 11, 18)
    source = "HM Treasury"
    bands = [{"to_year": 30, "rate": "3.5"}, {"to_year": 75, "rate": "3.0"}, {"to_year": 125, "rate": "2.5"}]


class StudyFactory(DjangoModelFactory):
    class Meta:
        model = Study

    partnership = factory.SubFactory("tests.factories.partnerships.PartnershipFactory")
    title = factory.Sequence(lambda n: f"Lunch club, forecast {2027 + n}")
    schedule = factory.SubFactory(ScheduleFactory)
    price_base_year = 2026
    comparison = "A company would deliver the meals, not the company."
    figures_at = datetime(2026, 6, 1, 9, tzinfo=UTC)


class StakeholderFactory(DjangoModelFactory):
    class Meta:
        model = Stakeholder

    study = factory.SubFactory(StudyFactory)
    name = factory.Sequence(lambda n: f"Older people {n}")
    decision = "included"
    involvement = "Two group interviews"
    position = factory.Sequence(int)


class InputFactory(DjangoModelFactory):
    class Meta:
        model = Input

    stakeholder = factory.SubFactory(StakeholderFactory)
    study = factory.SelfAttribute("stakeholder.study")
    description = "Grant"
    value = Decimal("1000.00")
    position = factory.Sequence(int)


class OutputFactory(DjangoModelFactory):
    class Meta:
        model = Output

    stakeholder = factory.SubFactory(StakeholderFactory)
    study = factory.SelfAttribute("stakeholder.study")
    description = "Meals"
    quantity = Decimal(7500)
    unit = "meals"


class OutcomeFactory(DjangoModelFactory):
    """Ten changes worth £200 each for a year, nothing taken off: £2,000 a year."""

    class Meta:
        model = Outcome

    stakeholder = factory.SubFactory(StakeholderFactory)
    study = factory.SelfAttribute("stakeholder.study")
    description = factory.Sequence(lambda n: f"Fewer falls {n}")
    quantity = Decimal(10)
    quantity_source = "Case notes"
    unit = "admissions"
    duration_years = 1
    proxy = Decimal(200)
    proxy_source = "Unit costs"
    deadweight = Decimal(0)
    displacement = Decimal(0)
    attribution = Decimal(0)
    drop_off = Decimal(0)
    position = factory.Sequence(int)


class DecisionFactory(DjangoModelFactory):
    class Meta:
        model = RedesignDecision

    study = factory.SubFactory(StudyFactory)
    finding = "Falls drop with two visits a week"
    change = "The specification asks for two visits a week"
    decided_on = date(2026, 6, 1)
