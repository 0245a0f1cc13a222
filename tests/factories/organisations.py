from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from partnerships.models import Area, ClientGroup, Contact, Department, IncomeYear, Organisation, Service
from partnerships.organisations.operations import keep_words


class OrganisationFactory(DjangoModelFactory):
    """An organisation, found by its words as one added on a page is."""

    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Organisation {n}")
    kind = "third_sector"

    @factory.post_generation
    def words_kept(self, create, extracted, **kwargs):
        if create:
            keep_words([self])


class ServiceFactory(DjangoModelFactory):
    class Meta:
        model = Service

    name = factory.Sequence(lambda n: f"Service {n}")


class ClientGroupFactory(DjangoModelFactory):
    class Meta:
        model = ClientGroup

    name = factory.Sequence(lambda n: f"Client group {n}")


class AreaFactory(DjangoModelFactory):
    class Meta:
        model = Area

    name = factory.Sequence(lambda n: f"Area {n}")


class DepartmentFactory(DjangoModelFactory):
    class Meta:
        model = Department

    organisation = factory.SubFactory(OrganisationFactory, kind="council")
    name = factory.Sequence(lambda n: f"Department {n}")


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = Contact

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Contact {n}")
    phone = "01632 960001"


class IncomeYearFactory(DjangoModelFactory):
    class Meta:
        model = IncomeYear

    organisation = factory.SubFactory(OrganisationFactory)
    year_end = date(2026, 3, 31)
    grants = Decimal(30_000)
    contracts = Decimal(70_000)
