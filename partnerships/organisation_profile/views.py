"""The page of an organisation: what a purchaser reads to know it."""

from django.urls import reverse

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
        years = list(organisation.income_years.all())
        return super().get_context_data(
            may_change=may_change,
            may_add_people=user.has_perm("partnerships.add_membership", organisation),
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
