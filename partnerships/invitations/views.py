from django.contrib.auth import login
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from partnerships.invitations import operations
from partnerships.invitations.forms import InvitationForm, OpenAccountForm
from partnerships.people.models import Invitation, User
from partnerships.people.views import BACKEND
from psp.core.access import Public
from psp.core.choosing import FindsChoices
from psp.core.forms import NothingToFill
from psp.core.lists import RecordList
from psp.core.problems import Refused
from psp.core.views import OperationView, TransitionView


class Invite(FindsChoices, OperationView):
    permission_required = "partnerships.add_invitation"
    form_class = InvitationForm
    title = _("Invite a person")
    submit_label = _("Send the invitation")
    done = _("The invitation is on its way.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"inviter": self.request.user}

    def get_initial(self):
        again = self.request.GET.get("again", "")
        if again.isdecimal() and len(again) < 19:
            earlier = Invitation.objects.visible_to(self.request.user).filter(pk=int(again)).first()
            if earlier is not None:
                names = ("email", "name", "role", "organisation", "partnership", "partnership_role")
                return {name: getattr(earlier, name) for name in names}
        asked = {name: self.request.GET.get(name, "") for name in ("partnership", "organisation", "partnership_role")}
        return {"role": "development_officer"} | {name: value for name, value in asked.items() if value}

    def get_success_url(self):
        return reverse("invitations")

    def get_cancel_url(self):
        return reverse("invitations")

    def act(self, form):
        return operations.invite(by=self.request.user, at=timezone.now(), **form.cleaned_data)


class InvitationList(RecordList):
    model = Invitation
    template_name = "partnerships/invitations/list.html"
    title = _("Invitations")
    sorts = {"sent": "-created_at", "email": "email"}
    add_label = _("Invite a person")
    empty = {
        "title": _("No invitations yet"),
        "text": _("Invite the people you work with. Each gets a link that works for 14 days."),
    }
    columns = [
        (_("E-mail address"), "email"),
        (_("Role"), "get_role_display"),
        (_("Sent"), "created_at"),
        (_("Open until"), "expires_at"),
        (_("Accepted"), "accepted_at"),
        (_("Withdrawn"), "withdrawn_at"),
    ]

    def get_queryset(self):
        return super().get_queryset().select_related("organisation", "partnership", "invited_by")

    def get_context_data(self, **kwargs):
        return super().get_context_data(now=timezone.now(), **kwargs)

    def get_add_url(self):
        return reverse("invite")


class WithdrawInvitation(TransitionView):
    model = Invitation
    permission_required = "partnerships.withdraw_invitation"
    who_may = _("the person who invited")
    submit_label = _("Withdraw the invitation")
    done = _("The invitation is withdrawn. Its link no longer works.")

    def crumbs(self):
        return [(_("Invitations"), reverse("invitations"))]

    def get_title(self):
        return _("Withdraw the invitation of {email}").format(email=self.object.email)

    def get_success_url(self):
        return reverse("invitations")

    def act(self, form):
        operations.withdraw_invitation(invitation=self.object, by=self.request.user, at=timezone.now())


class AcceptInvitation(Public, FormView):
    """Opened from the mail. Somebody new chooses a password; somebody signed in accepts with one button."""

    template_name = "partnerships/invitations/accept.html"

    def dispatch(self, request, *args, **kwargs):
        self.invitation = operations.find_invitation(kwargs["secret"], at=timezone.now())
        if self.invitation is None:
            return self.render_gone()
        return super().dispatch(request, *args, **kwargs)

    def render_gone(self):
        return self.response_class(
            self.request,
            ["partnerships/invitations/gone.html"],
            {"title": _("This invitation is not open")},
            status=404,
        )

    @property
    def is_for_account(self):
        return User.objects.filter(email__iexact=self.invitation.email).exists()

    def get_form_class(self):
        return NothingToFill if self.is_for_account else OpenAccountForm

    def get_initial(self):
        return {} if self.is_for_account else {"name": self.invitation.name}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title=_("Accept the invitation"), invitation=self.invitation, is_for_account=self.is_for_account, **kwargs
        )

    def form_valid(self, form):
        user = self.request.user
        try:
            if user.is_authenticated:
                operations.accept_invitation(invitation=self.invitation, by=user, at=timezone.now())
            elif self.is_for_account:
                return redirect(f"{reverse('account_login')}?next={self.request.path}")
            else:
                person = operations.open_account(invitation=self.invitation, at=timezone.now(), **form.cleaned_data)
                login(self.request, person, backend=BACKEND)
        except Refused as refusal:
            form.refuse(getattr(refusal, "errors", {"": str(refusal)}))
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return redirect(self.invitation.partnership.get_absolute_url() if self.invitation.partnership else "home")
