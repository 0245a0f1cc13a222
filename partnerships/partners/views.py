"""Forms of the organisations in a partnership. Their page, with its people: ``roles``."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.lifecycle.views import PartnershipEdit, PartnershipForm
from partnerships.partners import operations
from partnerships.partners.forms import AddPartnerForm, EditPartnerForm
from partnerships.partners.models import Member
from psp.core.choosing import FindsChoices

WHO_MAY = _("the project leader, the purchaser and administrators")


class InPartners:
    """A form of this section: it leads back to the partners' page."""

    section = "partners"
    who_may = WHO_MAY

    def get_success_url(self):
        return self.partnership.url("partners")


class AddPartner(InPartners, FindsChoices, PartnershipForm):
    permission_required = "partnerships.add_member"
    form_class = AddPartnerForm
    title = _("Add a partner")
    submit_label = _("Add this partner")
    done = _("The partner is added.")

    def get_initial(self):
        return {"joined_on": timezone.localdate(), "organisation": self.request.GET.get("organisation", "")}

    def act(self, form):
        return operations.add_partner(
            partnership=self.partnership, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class OfMember:
    """Finds a partner among those that have not left."""

    def get_queryset(self):
        return super().get_queryset().filter(left_on=None).select_related("organisation")


class EditPartner(InPartners, OfMember, PartnershipEdit):
    model = Member
    permission_required = "partnerships.change_member"
    who_may = _("the project leader, the purchaser, administrators and people of the organisation")
    form_class = EditPartnerForm
    done = _("The partner is saved.")

    def get_title(self):
        return str(self.object)

    def get_form_kwargs(self):
        may_change_role = self.request.user.has_perm("partnerships.add_member", self.partnership)
        return super().get_form_kwargs() | {"may_change_role": may_change_role}

    def act(self, form):
        return operations.edit_partner(
            member=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )
