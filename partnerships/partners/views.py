"""The partners and people of a partnership."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.lifecycle.views import PartnershipEdit, PartnershipForm, PartnershipPage
from partnerships.partners import operations
from partnerships.partners.forms import AddPartnerForm, EditPartnerForm, LeaderForm, LeaveForm, RoleForm
from partnerships.partners.models import Member, PartnershipRole, PersonRole
from partnerships.partners.queries import bidders_are_open, partners_of, people_of
from psp.core.choosing import FindsChoices
from psp.core.forms import NothingToFill
from psp.core.views import TransitionView

WHO_MAY = _("the project leader, the purchaser and administrators")


class Partners(PartnershipPage):
    section = "partners"
    title = _("Partners")
    template_name = "partnerships/partners/partners.html"

    def get_context_data(self, **kwargs):
        user, members = self.request.user, partners_of(self.partnership)
        may_run = user.has_perm("partnerships.add_member", self.partnership)
        context = {
            "members": [
                (member, user.has_perm("partnerships.change_member", member))
                for member in members
                if not member.left_on
            ],
            "former": [member for member in members if member.left_on],
            "people": people_of(self.partnership, user),
            "may_run": may_run,
            "may_say_nobody_bids": user.has_perm("partnerships.waive_partnership", self.partnership)
            and bidders_are_open(self.partnership, members),
            "invite_url": f"{reverse('invite')}?partnership={self.partnership.pk}" if may_run else "",
        }
        return super().get_context_data(**context | kwargs)


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


class RemovePartner(InPartners, OfMember, PartnershipEdit):
    model = Member
    permission_required = "partnerships.remove_member"
    template_name = "generic/confirm.html"
    form_class = LeaveForm
    submit_label = _("Record that it left")
    done = _("The partner has left.")

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs.pop("instance")
        return kwargs

    def get_initial(self):
        return {"left_on": timezone.localdate()}

    def get_title(self):
        return _("{organisation} leaves the partnership").format(organisation=self.object)

    def get_context_data(self, **kwargs):
        consequences = [
            _("It is listed as a former partner. What it did and agreed stays readable."),
            _("Its people keep their roles until you end them on the partners’ page."),
            _("Agreements that need every partner no longer need this one."),
        ]
        return super().get_context_data(**{"danger": True, "consequences": consequences} | kwargs)

    def act(self, form):
        return operations.remove_partner(
            member=self.object, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class AddPerson(InPartners, FindsChoices, PartnershipForm):
    permission_required = "partnerships.add_personrole"
    form_class = RoleForm
    title = _("Add a person")
    intro = _("Somebody without an account can be invited by e-mail instead.")
    submit_label = _("Give this role")
    done = _("The role is given.")

    def get_form_kwargs(self):
        may = self.request.user.has_perm("partnerships.add_purchaser", self.partnership)
        return super().get_form_kwargs() | {"may_name_purchasers": may}

    def act(self, form):
        operations.give_role(partnership=self.partnership, by=self.request.user, at=timezone.now(), **form.cleaned_data)


class NameLeader(InPartners, FindsChoices, PartnershipForm):
    permission_required = "partnerships.add_personrole"
    form_class = LeaderForm
    title = _("Name the project leader")
    submit_label = _("Name this leader")
    done = _("The project leader is named.")

    def get_context_data(self, **kwargs):
        leader = self.partnership.leader
        words = _("{leader} leads now and will stay on as a partner contact.").format(leader=leader) if leader else ""
        return super().get_context_data(**{"intro": words} | kwargs)

    def act(self, form):
        operations.give_role(
            partnership=self.partnership,
            role=PartnershipRole.LEADER,
            by=self.request.user,
            at=timezone.now(),
            **form.cleaned_data,
        )


class EndRole(InPartners, PartnershipForm, TransitionView):
    permission_required = "partnerships.remove_personrole"
    model = PersonRole
    form_class = NothingToFill
    submit_label = _("End this role")
    done = _("The role is ended.")

    def get_title(self):
        return _("End a role: {role}").format(role=self.object)

    def get_context_data(self, **kwargs):
        consequences = [
            _("They may no longer see the partnership, unless another role or their organisation lets them.")
        ]
        return super().get_context_data(**{"danger": True, "consequences": consequences} | kwargs)

    def act(self, form):
        operations.end_role(role=self.object, by=self.request.user, at=timezone.now())
