"""Inviting people, the list of invitations, answering one, and the page the link in the mail leads to."""

from django.contrib import messages
from django.contrib.auth import login
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from partnerships.invitations import operations, queries
from partnerships.invitations.forms import InvitationFilter, InvitationForm, OpenAccountForm, ResendForm
from partnerships.offers.operations import (
    SENDERS,
    confirm_invitation,
    refuse_invitation,
    resend_invitation,
    who_agrees,
    withdraw_invitation,
)
from partnerships.people.models import Invitation
from partnerships.people.rules import speaks_for_inviting_organisation
from partnerships.people.views import BACKEND
from psp.core.access import Public
from psp.core.cautions import cautions_for
from psp.core.choosing import FindsChoices
from psp.core.dates import moment_in_words
from psp.core.forms import NothingToFill
from psp.core.fresh import note_typed_password
from psp.core.lists import RecordList
from psp.core.problems import Refused
from psp.core.views import OperationView, RecordPage, TransitionView


class Invite(FindsChoices, OperationView):
    permission_required = "partnerships.add_invitation"
    form_class = InvitationForm
    title = gettext_lazy("Invite a person")
    intro = gettext_lazy("The person accepts or declines. Nothing changes for anybody until then.")
    submit_label = gettext_lazy("Send the invitation")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"inviter": self.request.user}

    def get_initial(self):
        names = ("partnership", "organisation", "partnership_role", "role", "email", "name")
        asked = {name: self.request.GET.get(name, "")[:254] for name in names}
        given = {name: value for name, value in asked.items() if value}
        usual = {"partnership_role": "contact"} if "partnership" in given else {}
        return {"role": "development_officer"} | usual | given

    def get_success_url(self):
        return self.result.get_absolute_url()

    def get_cancel_url(self):
        return reverse("invitations")

    def get_done(self):
        if self.result.waits_for_yes and self.result.needs_purchaser:
            return _(
                "The purchasers of {organisation} are asked first. Once one agrees, the invitation goes out."
            ).format(organisation=self.result.organisation)
        if self.result.waits_for_yes:
            return _("The people of {organisation} are asked first. Once one agrees, the invitation goes out.").format(
                organisation=self.result.organisation
            )
        return _("The invitation is on its way.")

    def act(self, form):
        return operations.invite(by=self.request.user, at=timezone.now(), **form.cleaned_data)


class InvitationList(RecordList):
    """What a person sent, what is to them, and what their organisations have to agree to; administrators see all."""

    model = Invitation
    filterset_class = InvitationFilter
    template_name = "partnerships/invitations/list.html"
    title = gettext_lazy("Invitations")
    lead_text = gettext_lazy("Those you sent, those to you, and those your organisation is asked about.")
    sorts = {"sent": "-expires_at", "email": "email"}
    add_label = gettext_lazy("Invite a person")
    empty = {
        "title": gettext_lazy("No invitations yet"),
        "text": gettext_lazy("Invite the people you work with. Each gets a link that works for 14 days."),
    }
    columns = [
        (gettext_lazy("Name"), "name"),
        (gettext_lazy("E-mail address"), "email"),
        (gettext_lazy("Invited to"), "what_shown"),
        (gettext_lazy("Invited by"), "invited_by.name"),
        (gettext_lazy("Sent"), "sent_on"),
        (gettext_lazy("Open until"), "expires_at"),
        (gettext_lazy("State"), lambda row: queries.standing_words(row, timezone.now())),
    ]

    def get_queryset(self):
        rows = super().get_queryset().filter(replaced_by=None)
        return rows.select_related("organisation", "partnership", "invited_by", "person", "mail")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        now, user = timezone.now(), self.request.user
        for row in context["object_list"]:
            row.what_shown = row.what_for(user)
            row.standing = queries.standing(row, now)
            row.standing_words = queries.standing_words(row, now)
            row.colour = queries.STATE_COLOURS.get(row.standing, "grey")
            row.is_mine = row.invited_by_id == user.pk or user.is_administrator
            row.may_resend = row.is_mine and row.standing in {"open", "undelivered", "unconfirmed", "expired"}
        return context

    def in_file(self, rows):
        for row in rows.iterator(chunk_size=500):
            row.what_shown = row.what_for(self.request.user)
            yield row

    def get_add_url(self):
        return reverse("invite")


class OneInvitation:
    """A page about one invitation, found among those the person may see."""

    model = Invitation

    def get_queryset(self):
        relations = ("organisation", "partnership", "invited_by", "person", "mail", "confirmed_by", "refused_by")
        return super().get_queryset().select_related(*relations, "replaced_by")

    def crumbs(self):
        return [(_("Invitations"), reverse("invitations"))]


class InvitationPage(OneInvitation, RecordPage):
    """One invitation: what it is to, how it stands, and what the reader can do about it."""

    permission_required = "partnerships.view_invitation"
    template_name = "partnerships/invitations/invitation.html"

    def get_title(self):
        if self.object.is_to(self.request.user):
            return _("{person} invites you").format(person=self.object.invited_by)
        return _("Invitation of {name}").format(name=self.object.name or self.object.email)

    def get_context_data(self, **kwargs):
        user, row, now = self.request.user, self.object, timezone.now()
        standing = queries.standing(row, now)
        is_open = standing in {"open", "undelivered"}
        may_answer = is_open and row.is_to(user)
        sends = row.invited_by_id == user.pk or user.is_administrator
        return super().get_context_data(
            rows=facts_of(row, shows_role=row.shows_role_to(user)),
            what=row.what_for(user),
            standing=standing,
            standing_words=queries.standing_words(row, now),
            colour=queries.STATE_COLOURS.get(standing, "grey"),
            may_answer=may_answer,
            consequences=queries.consequences_of(row) if may_answer else [],
            cautions=cautions_for(user, row) if may_answer else [],
            may_confirm=standing == "unconfirmed" and speaks_for_inviting_organisation.test(user, row),
            may_withdraw=sends and (is_open or standing == "unconfirmed"),
            may_resend=sends and (is_open or standing in {"unconfirmed", "expired"}),
            **kwargs,
        )


def facts_of(row, *, shows_role=True):
    """List what everybody concerned reads of an invitation: who invites, to what, until when."""
    partnership, role = (row.partnership, row.partnership_role_label) if shows_role else (None, "")
    facts = [
        (_("Invited"), f"{row.name}\n{row.email}" if row.name else row.email),
        (_("Invited by"), row.invited_by),
        (_("Organisation"), row.organisation),
        (_("Job title"), row.job_title),
        (_("Partnership"), partnership),
        (_("Role in the partnership"), role),
        (_("Role here"), row.get_role_display() if row.changes_role or row.person is None else ""),
        (_("Takes over from"), row.takes_over_from),
        (_("Agreed by"), row.confirmed_by),
        (_("Refused by"), row.refused_by),
        (_("Open until"), moment_in_words(row.expires_at)),
    ]
    return [{"label": label, "value": str(value)} for label, value in facts if value]


class ChangesInvitation(OneInvitation, TransitionView):
    """Answers, sends again or withdraws an invitation."""

    def crumbs(self):
        return [*super().crumbs(), (_("Invitation"), self.object.get_absolute_url())]


class Accept(ChangesInvitation):
    permission_required = "partnerships.answer_invitation"
    who_may = gettext_lazy("the person who is invited")
    title = gettext_lazy("Accept the invitation")
    submit_label = gettext_lazy("Accept")
    done = gettext_lazy("You accepted the invitation.")

    def get_context_data(self, **kwargs):
        consequences = [*queries.consequences_of(self.object), *cautions_for(self.request.user, self.object)]
        return super().get_context_data(consequences=consequences, **kwargs)

    def get_success_url(self):
        return onward_of(self.object)

    def act(self, form):
        operations.accept_invitation(invitation=self.object, by=self.request.user, at=timezone.now())


def onward_of(invitation):
    """Return where somebody goes who has accepted: what they were invited to."""
    place = invitation.partnership or invitation.organisation
    return place.get_absolute_url() if place else reverse("home")


class Decline(ChangesInvitation):
    permission_required = "partnerships.answer_invitation"
    who_may = gettext_lazy("the person who is invited")
    title = gettext_lazy("Decline the invitation")
    submit_label = gettext_lazy("Decline")
    done = gettext_lazy("You declined the invitation. The person who sent it is notified.")

    def get_success_url(self):
        return reverse("home")

    def get_context_data(self, **kwargs):
        words = _("{person} is notified. Nothing changes for you.").format(person=self.object.invited_by)
        return super().get_context_data(consequences=[words], **kwargs)

    def act(self, form):
        operations.decline_invitation(invitation=self.object, by=self.request.user, at=timezone.now())


class AnswersForOrganisation(ChangesInvitation):
    permission_required = "partnerships.confirm_invitation"

    @property
    def who_may(self):
        return who_agrees(self.object)

    def said(self, words):
        return words.format(name=self.object.name or self.object.email, organisation=self.object.organisation)


class Agree(AnswersForOrganisation):
    submit_label = gettext_lazy("Agree and send the invitation")
    done = gettext_lazy("You agreed. The invitation is on its way.")

    def get_title(self):
        return self.said(_("Agree that {name} is invited to {organisation}"))

    def get_context_data(self, **kwargs):
        consequences = [
            self.said(_("The invitation goes to {name}, who accepts or declines.")),
            self.said(_("Once they accept, they see the partnerships of {organisation} and can agree texts for it.")),
            self.said(_("They read no contingency plan of {organisation} unless one of you names them as a reader.")),
        ]
        return super().get_context_data(consequences=consequences, **kwargs)

    def act(self, form):
        confirm_invitation(invitation=self.object, by=self.request.user, at=timezone.now())


class Refuse(AnswersForOrganisation):
    submit_label = gettext_lazy("Refuse")
    done = gettext_lazy("You refused. The person who invited is notified.")

    def get_title(self):
        return self.said(_("Refuse that {name} is invited to {organisation}"))

    def act(self, form):
        refuse_invitation(invitation=self.object, by=self.request.user, at=timezone.now())


class Resend(ChangesInvitation):
    permission_required = "partnerships.resend_invitation"
    who_may = SENDERS
    template_name = "generic/form.html"
    form_class = ResendForm
    title = gettext_lazy("Send the invitation again")
    submit_label = gettext_lazy("Send again")
    done = gettext_lazy("The invitation is sent again. The earlier link no longer works.")

    @property
    def intro(self):
        mail = self.object.mail
        if queries.standing(self.object, timezone.now()) == "undelivered":
            return _("The mail was not delivered: {reason}").format(reason=mail.error or _("no reason was given"))
        return ""

    def get_initial(self):
        return {"email": self.object.email}

    def get_success_url(self):
        return self.result.get_absolute_url()

    def act(self, form):
        return resend_invitation(invitation=self.object, by=self.request.user, at=timezone.now(), **form.cleaned_data)


class WithdrawInvitation(ChangesInvitation):
    permission_required = "partnerships.withdraw_invitation"
    who_may = SENDERS
    submit_label = gettext_lazy("Withdraw the invitation")
    done = gettext_lazy("The invitation is withdrawn. Its link no longer works.")

    def get_title(self):
        return _("Withdraw the invitation of {email}").format(email=self.object.email)

    def get_success_url(self):
        return reverse("invitations")

    def act(self, form):
        withdraw_invitation(invitation=self.object, by=self.request.user, at=timezone.now())


class AcceptInvitation(Public, FormView):
    """Opened from the mail. Somebody new chooses a password; somebody signed in accepts with one button.

    Whatever keeps the reader from answering is said with the way on: another person's session, a closed account, a link
    that was used, withdrawn, sent again or has expired.
    """

    template_name = "partnerships/invitations/accept.html"

    def dispatch(self, request, *args, **kwargs):
        self.invitation = operations.find_invitation(kwargs["secret"])
        if self.invitation is None:
            return self.render_closed("unknown")
        standing = self.invitation.state_at(timezone.now())
        if standing != "open":
            return self.render_closed(standing)
        self.account = operations.account_for(self.invitation)
        if self.account is not None and not self.account.is_active:
            return self.render_closed("closed_account")
        if request.user.is_authenticated and not self.invitation.is_to(request.user):
            return self.render_closed("own" if self.invitation.invited_by_id == request.user.pk else "somebody_else")
        return super().dispatch(request, *args, **kwargs)

    def render_closed(self, why):
        """Say why the link opens nothing for this reader. A link of somebody else is there, only not theirs to answer."""
        titles = {
            "somebody_else": _("This invitation is for somebody else"),
            "own": _("You sent this invitation"),
            "closed_account": _("The account of this invitation is closed"),
            "accepted": _("This invitation has been accepted"),
            "declined": _("This invitation has been declined"),
            "expired": _("This invitation has expired"),
            "replaced": _("A newer invitation has been sent"),
        }
        title = titles.get(why, _("This invitation is not open"))
        user = self.request.user
        is_own = user.is_authenticated and self.invitation is not None and self.invitation.accepted_by_id == user.pk
        context = {"title": title, "why": why, "invitation": self.invitation, "is_own": is_own}
        status = 403 if why in {"somebody_else", "own"} else 404
        return self.response_class(self.request, ["partnerships/invitations/closed.html"], context, status=status)

    @property
    def is_for_account(self):
        return self.account is not None

    def get_form_class(self):
        return NothingToFill if self.is_for_account else OpenAccountForm

    def get_initial(self):
        return {} if self.is_for_account else {"name": self.invitation.name}

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            title=_("{person} invites you").format(person=self.invitation.invited_by),
            invitation=self.invitation,
            rows=facts_of(self.invitation),
            consequences=queries.consequences_of(self.invitation),
            cautions=cautions_for(user, self.invitation) if user.is_authenticated else [],
            is_for_account=self.is_for_account,
            **kwargs,
        )

    def form_valid(self, form):
        user, now = self.request.user, timezone.now()
        declines = "decline" in self.request.POST
        try:
            if user.is_authenticated and not declines:
                operations.accept_invitation(invitation=self.invitation, by=user, at=now)
            elif user.is_authenticated:
                operations.decline_invitation(invitation=self.invitation, by=user, at=now)
                messages.success(self.request, _("You declined the invitation."))
                return redirect("home")
            elif self.is_for_account:
                return redirect(f"{reverse('account_login')}?next={self.request.path}")
            else:
                person = operations.open_account(invitation=self.invitation, at=now, **form.cleaned_data)
                login(self.request, person, backend=BACKEND)
                note_typed_password(self.request, person)
        except Refused as refusal:
            form.refuse(getattr(refusal, "errors", {"": str(refusal)}))
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return redirect(onward_of(self.invitation))
