"""What administrators do with other people's accounts: details, role, closing and opening again."""

from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.accounts import operations
from partnerships.accounts.forms import DeactivateForm, PersonForm, RoleForm
from partnerships.people.models import User
from partnerships.people.operations import deactivate_person, edit_person, reactivate_person
from partnerships.roles.queries import roles_of_person
from psp.core.handover import Handover, hand_over
from psp.core.views import EditView, OperationView, ReasonedTransitionView, RecordMixin, TransitionView


class PersonOperation(RecordMixin, OperationView):
    model = User
    permission_required = "partnerships.deactivate_user"
    who_may = gettext_lazy("another administrator")

    def crumbs(self):
        return [(_("People"), reverse("people")), (str(self.object), self.object.get_absolute_url())]

    def roles(self, reason):
        """List the person's roles in partnerships in words, each with the reason it would end: those the reader may learn of."""
        words = _("{role} of {partnership} – {reason}")
        return [
            (role, words.format(role=role.get_role_display(), partnership=role.partnership, reason=reason))
            for role in roles_of_person(self.object, self.request.user)
        ]


class EditPerson(PersonOperation, EditView):
    form_class = PersonForm
    title = gettext_lazy("Change a person’s details")

    def act(self, form):
        return edit_person(
            person=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class ChangeRole(PersonOperation):
    """Offers another role here, with the person's roles in partnerships beside it."""

    form_class = RoleForm
    submit_label = gettext_lazy("Change the role")

    def get_title(self):
        return _("Change the role of {name}").format(name=self.object)

    def get_form_kwargs(self):
        reason = _("held as {role}").format(role=str(self.object.get_role_display()).lower())
        return super().get_form_kwargs() | {"roles": self.roles(reason)}

    def get_initial(self):
        return {"role": self.object.role}

    def get_success_url(self):
        return self.object.get_absolute_url()

    def get_done(self):
        if self.result is None:
            return _("The role is changed.")
        return _("{name} is invited to the new role. It changes once they accept.").format(name=self.object)

    def act(self, form):
        return operations.change_role(person=self.object, by=self.request.user, at=timezone.now(), **form.facts)


class DeactivatePerson(PersonOperation):
    template_name = "generic/confirm.html"
    form_class = DeactivateForm
    submit_label = gettext_lazy("Close the account")
    left_open: Any = ()

    def get_title(self):
        return _("Close the account of {name}").format(name=self.object)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"person": self.object, "roles": self.roles(_("the account is closed"))}

    def get_context_data(self, **kwargs):
        ahead = Handover(self.object, by=self.request.user)
        work = [f"{label}: {count}" for label, count in hand_over(ahead).items() if count]
        ends = [
            _("Ends, and nobody takes it over: {what}").format(what=what)
            for what in (*ahead.left_open, *ahead.confidential)
        ]
        return super().get_context_data(
            danger=True,
            consequences=[_("The person is signed out everywhere and cannot sign in."), *work, *ends],
            object=self.object,
            **kwargs,
        )

    def act(self, form):
        handover = deactivate_person(person=self.object, by=self.request.user, at=timezone.now(), **form.facts)
        self.left_open = [*handover.left_open, *handover.confidential]
        return self.object

    def get_done(self):
        if not self.left_open:
            return _(
                "The account is closed and its work handed over. Roles wait for the person who takes over to accept."
            )
        return _("The account is closed. Left open, for somebody to be named: {what}.").format(
            what=", ".join(self.left_open)
        )


class ResetSecondFactor(PersonOperation, ReasonedTransitionView):
    """Lets somebody who lost a second factor set up a new one. Who resets it confirms their own sign-in first."""

    permission_required = "partnerships.reset_second_factor_of_user"
    submit_label = gettext_lazy("Reset the second factor")
    done = gettext_lazy("The second factor is reset. The next sign-in sets up a new one.")

    def check_permission(self):
        super().check_permission()
        raise_if_reauthentication_required(self.request, app="partnerships")

    def get_title(self):
        return _("Reset the second factor of {name}").format(name=self.object)

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.fields["note"].label = _("How you know that this person asks for it")
        form.fields["note"].help_text = _("Such as a call back on a number you knew before. It is kept in the history.")
        return form

    def get_context_data(self, **kwargs):
        consequences = [
            _("Passkeys, the authenticator app and recovery codes of this person stop working."),
            _(
                "The person is signed out everywhere. The next sign-in takes their password and sets up a new second factor."
            ),
            _("The person gets a mail, the other administrators are notified, and the history says why."),
        ]
        return super().get_context_data(danger=True, consequences=consequences, **kwargs)

    def act(self, form):
        note = form.cleaned_data["note"]
        operations.reset_second_factor(person=self.object, reason=note, by=self.request.user, at=timezone.now())
        return self.object


class ReactivatePerson(PersonOperation, TransitionView):
    submit_label = gettext_lazy("Open the account again")
    done = gettext_lazy("The account is open again.")

    def get_title(self):
        return _("Open the account of {name} again").format(name=self.object)

    def act(self, form):
        reactivate_person(person=self.object, by=self.request.user, at=timezone.now())
        return self.object
