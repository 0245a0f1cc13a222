"""The partners and people of a partnership on one page; offering roles, taking one on, and ending them."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.lifecycle.views import PartnershipEdit, PartnershipForm, PartnershipPage
from partnerships.partners.models import Member, PartnershipRole, PersonRole
from partnerships.partners.queries import bidders_are_open, partners_of, people_of
from partnerships.partners.views import WHO_MAY, InPartners, OfMember
from partnerships.people.rules import can_name_purchasers, can_take_on
from partnerships.roles import operations
from partnerships.roles.forms import LeaderForm, LeaveForm, RoleForm
from partnerships.roles.queries import offers_in, roles_of_people_of
from psp.core.choosing import FindsChoices
from psp.core.forms import NothingToFill
from psp.core.missing import people_missing
from psp.core.views import TransitionView


class Partners(PartnershipPage):
    section = "partners"
    title = gettext_lazy("Partners")
    template_name = "partnerships/partners/partners.html"

    def get_context_data(self, **kwargs):
        user, members = self.request.user, partners_of(self.partnership)
        may_run = user.has_perm("partnerships.add_member", self.partnership)
        people = people_of(self.partnership, self.request.user)
        may_name_purchasers = may_run and can_name_purchasers.test(user, self.partnership)
        purchases = any(role.person_id == user.pk and role.role == PartnershipRole.PURCHASER for role in people)
        context = {
            "members": [
                (member, user.has_perm("partnerships.change_member", member))
                for member in members
                if not member.left_on
            ],
            "former": [member for member in members if member.left_on],
            "people": [(role, self.may_end(role, may_run, may_name_purchasers)) for role in people],
            "offers": offers_in(self.partnership, user, at=timezone.now()) if may_run else [],
            "missing_people": people_missing(self.partnership, user),
            "may_run": may_run,
            "may_take_on": not purchases and can_take_on.test(user, self.partnership),
            "may_say_nobody_bids": user.has_perm("partnerships.waive_partnership", self.partnership)
            and bidders_are_open(self.partnership, members),
            "invite_url": f"{reverse('invite')}?partnership={self.partnership.pk}" if may_run else "",
        }
        return super().get_context_data(**context | kwargs)

    def may_end(self, role, may_run, may_name_purchasers):
        """As ``operations.may_end_role``, without asking the database for each row."""
        by_purchasers = role.role in operations.NAMED_BY_PURCHASER
        return role.person_id == self.request.user.pk or (may_run and (may_name_purchasers or not by_purchasers))


class RemovePartner(InPartners, OfMember, PartnershipEdit):
    """Lets an organisation leave, with the roles of its people beside it: who goes with it is said there and then."""

    model = Member
    permission_required = "partnerships.remove_member"
    template_name = "generic/confirm.html"
    form_class = LeaveForm
    submit_label = gettext_lazy("Record that it left")
    done = gettext_lazy("The partner has left.")

    def load(self):
        super().load()
        roles = roles_of_people_of(self.object, self.request.user)
        may_end = {role.pk: operations.may_end_role(role, self.request.user) for role in roles}
        self.roles = [role for role in roles if may_end[role.pk]]
        self.for_others = [role for role in roles if not may_end[role.pk]]

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs.pop("instance")
        words = _("{role} – belongs to {organisation}, which leaves")
        told = [(role, words.format(role=role, organisation=self.object)) for role in self.roles]
        return kwargs | {"roles": told}

    def get_initial(self):
        return {"left_on": timezone.localdate()}

    def get_title(self):
        return _("{organisation} leaves the partnership").format(organisation=self.object)

    def get_context_data(self, **kwargs):
        consequences = [
            _("It is listed as a former partner. What it did and agreed stays readable."),
            _("Its people see the partnership no longer, unless they keep a role of their own in it."),
            _("Agreements that need every partner no longer need this one."),
            *(_("{role}: the purchasers end this role").format(role=role) for role in self.for_others),
        ]
        return super().get_context_data(**{"danger": True, "consequences": consequences} | kwargs)

    def act(self, form):
        return operations.let_partner_leave(member=self.object, by=self.request.user, at=timezone.now(), **form.facts)


class OffersRole(InPartners, FindsChoices, PartnershipForm):
    permission_required = "partnerships.add_personrole"
    result = None

    def get_done(self):
        words = _("{person} is invited and sees it on their home page. Nothing changes until they accept.")
        return words.format(person=self.result.person)


class AddPerson(OffersRole):
    form_class = RoleForm
    title = gettext_lazy("Offer somebody a role")
    intro = gettext_lazy(
        "The person accepts or declines; until then nothing changes. Somebody without an account can be invited by e-mail."
    )
    submit_label = gettext_lazy("Offer this role")

    def get_form_kwargs(self):
        may = can_name_purchasers.test(self.request.user, self.partnership)
        return super().get_form_kwargs() | {"may_name_purchasers": may}

    def act(self, form):
        return operations.offer_role(
            partnership=self.partnership, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class NameLeader(OffersRole):
    form_class = LeaderForm
    title = gettext_lazy("Offer the lead to somebody")
    submit_label = gettext_lazy("Offer the lead")

    def get_context_data(self, **kwargs):
        leader = self.partnership.leader
        if leader is None:
            words = ""
        elif leader == self.request.user:
            words = _("You lead until the person accepts. Then you stay on as a partner contact.")
        else:
            words = _("{leader} leads until the person accepts, and is then invited to stay on as a partner contact.")
        return super().get_context_data(**{"intro": words.format(leader=leader)} | kwargs)

    def act(self, form):
        return operations.offer_role(
            partnership=self.partnership,
            role=PartnershipRole.LEADER,
            by=self.request.user,
            at=timezone.now(),
            **form.cleaned_data,
        )


class TakeOn(InPartners, PartnershipForm):
    """For whoever purchases for the council already: one button."""

    permission_required = "partnerships.take_on_partnership"
    template_name = "generic/confirm.html"
    form_class = NothingToFill
    submit_label = gettext_lazy("Purchase for this partnership")
    done = gettext_lazy("You purchase for this partnership.")

    @property
    def who_may(self):
        return _("purchasers of {council}").format(council=self.partnership.purchasing_council)

    def get_title(self):
        return _("Take on {partnership}").format(partnership=self.partnership)

    def get_context_data(self, **kwargs):
        consequences = [
            _("You are named as its purchaser. The project leader and other purchasers are told."),
            _("You approve its evaluation, judge its readiness and run its tender for {council}.").format(
                council=self.partnership.purchasing_council
            ),
            _("You can give the role up on the partners’ page."),
        ]
        return super().get_context_data(**{"consequences": consequences} | kwargs)

    def act(self, form):
        operations.take_on(partnership=self.partnership, by=self.request.user, at=timezone.now())


class EndRole(InPartners, PartnershipForm, TransitionView):
    permission_required = "partnerships.remove_personrole"
    who_may = WHO_MAY
    model = PersonRole
    form_class = NothingToFill
    done = gettext_lazy("The role is ended.")

    @property
    def is_own(self):
        return self.object.person_id == self.request.user.pk

    @property
    def submit_label(self):
        return _("Give up this role") if self.is_own else _("End this role")

    def get_title(self):
        words = _("Give up your role: {role}") if self.is_own else _("End a role: {role}")
        return words.format(role=self.object.get_role_display() if self.is_own else self.object)

    def get_context_data(self, **kwargs):
        alone = _("You may no longer see the partnership, unless another role or your organisation lets you.")
        them = _("They may no longer see the partnership, unless another role or their organisation lets them.")
        consequences = [alone if self.is_own else them]
        return super().get_context_data(**{"danger": True, "consequences": consequences} | kwargs)

    def get_success_url(self):
        still = type(self.partnership).objects.visible_to(self.request.user).filter(pk=self.partnership.pk)
        return super().get_success_url() if still.exists() else reverse("home")

    def act(self, form):
        operations.end_role(role=self.object, by=self.request.user, at=timezone.now())
