from datetime import date

import factory
from factory.django import DjangoModelFactory

from partnerships.models import Chain, Member, Partnership, PersonRole


class PartnershipFactory(DjangoModelFactory):
    class Meta:
        model = Partnership
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Partnership {n}")
    need = "Older people in Kirkton are lonely."
    purchasing_council = factory.SubFactory("tests.factories.organisations.OrganisationFactory", kind="council")

    @factory.post_generation
    def spell(self, create, extracted, **kwargs):
        if create:
            self.spells.create(state=self.state, began_on=extracted or date(2026, 1, 5))
            # Every partnership has a history from the day it was started.
            Chain.objects.get_or_create(name=f"partnership:{self.pk}")


class MemberFactory(DjangoModelFactory):
    class Meta:
        model = Member

    partnership = factory.SubFactory(PartnershipFactory)
    organisation = factory.SubFactory("tests.factories.organisations.OrganisationFactory")
    role = "partner"
    joined_on = date(2026, 1, 5)


class PersonRoleFactory(DjangoModelFactory):
    class Meta:
        model = PersonRole

    partnership = factory.SubFactory(PartnershipFactory)
    person = factory.SubFactory("tests.factories.people.UserFactory")
    role = "contact"
