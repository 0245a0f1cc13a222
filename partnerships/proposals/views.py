"""Proposing a change of an organisation's entry, the list of proposals, and answering one."""

import copy

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.organisations.forms import VehicleMemberForm
from partnerships.organisations.views import InOrganisation
from partnerships.proposals import forms, operations
from partnerships.proposals.models import Act, Proposal, Subject
from partnerships.proposals.queries import MODELS, target_of
from partnerships.proposals.rules import can_answer
from psp.core.access import get_visible
from psp.core.choosing import FindsChoices
from psp.core.forms import NothingToFill
from psp.core.lists import RecordList
from psp.core.views import OperationView, RecordPage, TransitionView, version_sent

COLOURS = {"waiting": "blue", "accepted": "green", "declined": "red", "withdrawn": "grey"}


class Proposes(InOrganisation, OperationView):
    """A form as its own people fill it in, with the reason; nothing changes before somebody accepts."""

    permission_required = "partnerships.add_proposal"
    intro = gettext_lazy("The organisation’s people or an administrator accept or decline. Nothing changes until then.")
    submit_label = gettext_lazy("Propose the change")
    done = gettext_lazy("Your proposal is sent. You are told what becomes of it.")
    subject = Subject.ORGANISATION
    target = None
    change = Act.CHANGE

    def load(self):
        super().load()
        self.subject = self.kwargs.get("subject", self.subject)
        if self.subject not in forms.FORMS or (self.subject == Subject.ORGANISATION) != ("subject" not in self.kwargs):
            raise Http404
        if self.subject == Subject.ORGANISATION:
            self.target = self.organisation
        elif "pk" in self.kwargs:
            rows = MODELS[self.subject]._default_manager.filter(organisation=self.organisation)
            self.target = get_visible(rows, self.request.user, pk=self.kwargs["pk"])

    def permission_object(self):
        return self.organisation

    def get_form_class(self):
        return forms.FORMS[self.subject]

    def get_form_kwargs(self):
        more = {} if self.subject == Subject.ORGANISATION else {"organisation": self.organisation}
        if self.target is not None:
            # A model form writes into its instance while it validates.
            more["instance"] = copy.copy(self.target)
        return super().get_form_kwargs() | more

    def get_success_url(self):
        return self.result.get_absolute_url()

    def act(self, form):
        values, rows = forms.changed_in(form, self.target)
        return operations.propose_change(
            organisation=self.organisation,
            subject=self.subject,
            act=self.change,
            target=self.target,
            values=values,
            rows=rows,
            why=form.cleaned_data["why"],
            by=self.request.user,
            at=timezone.now(),
        )


class ProposeEntry(Proposes):
    def get_title(self):
        return _("Propose a change to {organisation}").format(organisation=self.organisation)


class ProposeNew(Proposes):
    change = Act.ADD

    def get_title(self):
        subject = str(Subject(self.subject).label).lower()
        return _("Propose to add: {subject}").format(subject=subject)


class ProposeEdit(Proposes):
    def get_title(self):
        return _("Propose a change: {what}").format(what=self.target)


class ProposeDelete(Proposes):
    change = Act.DELETE
    submit_label = gettext_lazy("Propose to delete it")

    def get_title(self):
        return _("Propose to delete: {what}").format(what=self.target)

    def get_form_class(self):
        return forms.ReasonOnlyForm

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        return {name: value for name, value in kwargs.items() if name not in {"instance", "organisation"}}

    def act(self, form):
        return operations.propose_change(
            organisation=self.organisation,
            subject=self.subject,
            act=Act.DELETE,
            target=self.target,
            rows=[(str(Subject(self.subject).label), str(self.target), "")],
            why=form.cleaned_data["why"],
            by=self.request.user,
            at=timezone.now(),
        )


class AddVehicleMember(InOrganisation, FindsChoices, OperationView):
    permission_required = "partnerships.change_organisation"
    form_class = VehicleMemberForm
    title = gettext_lazy("Add an owner")
    intro = gettext_lazy("Where the organisation has people here, one of them has to agree that it owns the vehicle.")
    submit_label = gettext_lazy("Add the owner")

    def get_done(self):
        return _("The organisation is asked to agree.") if self.result else _("The owner is added.")

    def get_success_url(self):
        return self.organisation.get_absolute_url()

    def act(self, form):
        return operations.own_vehicle(
            vehicle=self.organisation, member=form.cleaned_data["member"], by=self.request.user, at=timezone.now()
        )


class ProposalList(RecordList):
    model = Proposal
    filterset_class = forms.ProposalFilter
    template_name = "partnerships/proposals/list.html"
    title = gettext_lazy("Proposed changes")
    lead_text = gettext_lazy("To the directory: those you proposed, and those for your organisations to answer.")
    sorts = {"proposed": "-proposed_at", "organisation": "organisation__name", "state": "state"}
    columns = [
        (gettext_lazy("Organisation"), "organisation.name"),
        (gettext_lazy("Change"), str),
        (gettext_lazy("What"), lambda row: "; ".join(f"{label}: {after}" for label, _before, after in row.rows)),
        (gettext_lazy("Why"), "why"),
        (gettext_lazy("Proposed by"), "proposed_by.name"),
        (gettext_lazy("Proposed"), lambda row: f"{timezone.localtime(row.proposed_at):%Y-%m-%d %H:%M}"),
        (gettext_lazy("State"), "get_state_display"),
        (gettext_lazy("Answered by"), "answered_by.name"),
        (gettext_lazy("Answer"), "answer"),
    ]
    empty = {
        "title": gettext_lazy("No proposed changes"),
        "text": gettext_lazy(
            "An organisation keeps its own entry. When something in another’s entry is wrong or missing, propose the change on "
            "its page."
        ),
    }

    @property
    def sort(self):
        return super().sort if self.request.GET.get("sort") else "proposed"

    def get_queryset(self):
        return super().get_queryset().select_related("organisation", "proposed_by", "answered_by")

    def get_context_data(self, **kwargs):
        return super().get_context_data(colours=COLOURS, **kwargs)


class OneProposal:
    model = Proposal

    def get_queryset(self):
        return super().get_queryset().select_related("organisation", "proposed_by", "answered_by")

    def crumbs(self):
        return [(_("Proposed changes"), reverse("proposals"))]


class ProposalPage(OneProposal, RecordPage):
    permission_required = "partnerships.view_proposal"
    template_name = "partnerships/proposals/proposal.html"

    def get_context_data(self, **kwargs):
        row, user = self.object, self.request.user
        may_answer = row.is_waiting and can_answer.test(user, row)
        target = target_of(row)
        is_gone = row.subject in MODELS and row.act != Act.ADD and target is None
        rows = forms.rows_today(row, target if may_answer else None)
        return super().get_context_data(
            colour=COLOURS[row.state],
            may_answer=may_answer,
            may_withdraw=row.is_waiting and row.proposed_by_id == user.pk,
            is_gone=row.is_waiting and is_gone,
            rows=rows,
            has_changed=any(row.has_changed for row in rows),
            **kwargs,
        )


class ChangesProposal(OneProposal, TransitionView):
    def get(self, request, *args, **kwargs):
        if self.object.is_waiting:
            return super().get(request, *args, **kwargs)
        messages.info(request, _("This proposal has been answered already."))
        return redirect(self.object)

    def crumbs(self):
        return [*super().crumbs(), (str(self.object), self.object.get_absolute_url())]

    def get_success_url(self):
        return self.object.get_absolute_url()


class Accept(ChangesProposal):
    permission_required = "partnerships.answer_proposal"
    who_may = operations.ANSWERERS
    title = gettext_lazy("Accept the proposed change")
    submit_label = gettext_lazy("Accept and change the entry")
    done = gettext_lazy("The entry is changed, and the person who proposed it is notified.")
    # The form about the entry as it says now, where it changed after the page was opened.
    form_now = None

    def load(self):
        super().load()
        self.target = target_of(self.object)
        self.rows = forms.rows_today(self.object, self.target)

    def get_form_class(self):
        return forms.ReplaceForm if any(row.has_changed for row in self.rows) else NothingToFill

    def show_conflict(self, form):
        super().show_conflict(form)
        # The box may be needed only now, and a tick was about what the entry said before.
        fresh = self.get_form_class()(**{**self.get_form_kwargs(), "data": {}})
        fresh.errors.clear()
        fresh.refuse(
            {"": _("The entry was changed after you opened this page. Check what it says now, then accept again.")}
        )
        self.form_now = fresh

    def form_invalid(self, form):
        # What is missing in the form can also come from a change the page did not show yet.
        if self.form_now is None and self.target and version_sent(self.request) not in {0, self.target.version}:
            self.show_conflict(form)
        return super().form_invalid(self.form_now or form)

    def shown_record(self):
        return self.target

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"consequences": [row.words for row in self.rows]} | kwargs)

    def act(self, form):
        version = version_sent(self.request) if self.target else None
        return operations.accept_proposal(
            proposal=self.object, expected_version=version, by=self.request.user, at=timezone.now()
        )


class Decline(ChangesProposal):
    permission_required = "partnerships.answer_proposal"
    who_may = operations.ANSWERERS
    form_class = forms.DeclineForm
    title = gettext_lazy("Decline the proposed change")
    submit_label = gettext_lazy("Decline")
    done = gettext_lazy("The proposal is declined, and the person who proposed it is notified.")

    def act(self, form):
        return operations.decline_proposal(
            proposal=self.object, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class Withdraw(ChangesProposal):
    permission_required = "partnerships.withdraw_proposal"
    who_may = gettext_lazy("the person who proposed it")
    title = gettext_lazy("Withdraw your proposal")
    submit_label = gettext_lazy("Withdraw")
    done = gettext_lazy("Your proposal is withdrawn.")

    def act(self, form):
        return operations.withdraw_proposal(proposal=self.object, by=self.request.user, at=timezone.now())
