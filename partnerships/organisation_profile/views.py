"""The page of an organisation: what a purchaser reads to know it."""

from django.urls import reverse
from django.utils import timezone

from partnerships.offers.queries import offers_of
from partnerships.organisation_profile.queries import (
    REGISTERS,
    changes_of,
    income_chart,
    partnerships_of,
    purchases_of,
    with_lists,
)
from partnerships.organisations.models import Organisation
from partnerships.organisations.views import DIRECTORY
from partnerships.proposals.models import Proposal
from partnerships.register_preview.queries import kept_words
from psp.core.views import RecordPage


class OrganisationPage(RecordPage):
    model = Organisation
    permission_required = "partnerships.view_organisation"
    template_name = "partnerships/organisations/page.html"

    def crumbs(self):
        return [(DIRECTORY, reverse("organisations"))]

    def get_queryset(self):
        return with_lists(super().get_queryset())

    def get_context_data(self, **kwargs):
        organisation, user = self.object, self.request.user
        may_change = user.has_perm("partnerships.change_organisation", organisation)
        may_add_people = user.has_perm("partnerships.add_membership", organisation)
        years = list(organisation.income_years.all())
        return super().get_context_data(
            may_change=may_change,
            may_add_people=may_add_people,
            may_invite=user.has_perm("partnerships.invite_to_organisation", organisation),
            proposals=Proposal.objects.visible_to(user).waiting().filter(organisation=organisation).count(),
            offers=offers_of(organisation, at=timezone.now()) if may_add_people else [],
            says_more=any(getattr(organisation, name) for name in ("about", "strengths", "identity_statement"))
            or any(getattr(organisation, name).all() for name in ("services", "client_groups", "areas")),
            can_be_owned=not organisation.is_public_body,
            registers={
                name: address.format(getattr(organisation, name))
                for name, address in REGISTERS.items()
                if getattr(organisation, name)
            },
            years=years,
            latest=years[0] if years else None,
            income_chart=income_chart(years),
            partnerships=partnerships_of(organisation, user),
            purchases=purchases_of(organisation, user),
            kept=kept_words(organisation) if may_change else [],
            changes=changes_of(organisation) if may_change else [],
            **kwargs,
        )
