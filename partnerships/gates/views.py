"""Passing a gate, stopping, and doing without a criterion."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.gates.forms import ContingencyForm, StopForm, TransitionForm, WaiverForm
from partnerships.gates.operations import move_on
from partnerships.gates.queries import foreseen_passage, foreseen_waiver, foreseen_withdrawal, period_cut_short
from partnerships.lifecycle import operations
from partnerships.lifecycle.models import GateCriterion
from partnerships.lifecycle.queries import is_waivable
from partnerships.lifecycle.views import OnPartnership
from partnerships.lifecycle.workflow import State
from partnerships.overview.queries import gate_of
from psp.core.forms import NothingToFill
from psp.core.views import OperationView

CONSEQUENCES = {
    "start_pilot": [
        _("The partnership moves from the design stage to the pilot stage, for everyone in it."),
        _("The pilot begins on the day you enter, and the dates after it move to follow."),
        _("The success criteria stay as they are frozen now: the pilot is measured against them."),
    ],
    "start_evaluation": [
        _("The pilot ends, and evaluation and the redesign of the contract begin."),
        _("The dates after it move to follow."),
        _(
            "The bridge to the tender is where partnerships stop most often: agree who pays for the service until the contract."
        ),
    ],
    "start_tender": [
        _("The partnership moves to the tender stage: the tender is prepared and published, and bids are written."),
        _("Evaluation and redesign last until the contract notice is published."),
    ],
    "start_contract": [
        _("The partnership has reached its contract, and its stages are over."),
        _("What was learned stays here for others to read."),
    ],
}


class MoveOn(OnPartnership, OperationView):
    """Confirms a transition of the partnership; where the gate is not met, says everything that is missing instead."""

    transition = ""
    template_name = "partnerships/gates/move_on.html"
    form_class: type[Any] = TransitionForm

    @property
    def permission_required(self):
        return f"partnerships.{self.transition}"

    def get(self, request, *args, **kwargs):
        if self.partnership.workflow.find(self.transition, self.partnership.state) is None:
            words = _("This cannot be done now: {partnership} {state}.")
            sentence = State(self.partnership.state).sentence
            messages.info(request, words.format(partnership=self.partnership, state=sentence))
            return redirect(self.partnership)
        return super().get(request, *args, **kwargs)

    def get_title(self):
        return self.partnership.workflow.label_of(self.transition)

    def get_initial(self):
        return {"on": timezone.localdate()}

    def act(self, form):
        return move_on(
            partnership=self.partnership,
            transition=self.transition,
            by=self.request.user,
            at=timezone.now(),
            **form.cleaned_data,
        )

    def get_done(self):
        return f"{self.partnership} {State(self.partnership.state).sentence}."

    def get_context_data(self, **kwargs):
        context = {"consequences": CONSEQUENCES.get(self.transition), "submit_label": self.get_title()}
        # Refused or only looked at: what is missing is said with the days it is due.
        if kwargs.pop("missing", None) or self.request.method == "GET":
            context["missing"] = gate_of(self.partnership, self.transition, at=timezone.now()).missing
        context = super().get_context_data(**context | kwargs)
        form, today = context["form"], timezone.localdate()
        # Asked and shown for today, or for the day that was sent.
        on = (getattr(form, "cleaned_data", None) or {}).get("on") or today
        self.ask_why_short(form, on)
        return context | {"foreseen": self.foresee(on, today), "foreseen_on": on}

    def foresee(self, on, today):
        """Return the dates that move, and what then decides the start of the service; None for nothing to show."""
        return foreseen_passage(self.partnership, self.transition, on=on, today=today)

    def ask_why_short(self, form, on):
        """Ask why a period is short only where it would be. Asked for, it is needed: the operation refuses the day without it."""
        if "why_short" not in form.fields:
            return
        if "why_short" not in form.errors and period_cut_short(self.partnership, self.transition, on=on) is None:
            del form.fields["why_short"]
        else:
            form.fields["why_short"].required = True


class RunContingency(MoveOn):
    transition = "run_contingency"
    form_class = ContingencyForm


class Stop(MoveOn):
    transition = "stop_partnership"
    form_class = StopForm

    def get_initial(self):
        return {}

    def act(self, form):
        return operations.stop_partnership(
            partnership=self.partnership, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )

    def foresee(self, on, today):
        # The plan of a stopped partnership stays as it was, and no service starts.
        return None

    def get_context_data(self, **kwargs):
        consequences = [
            _("The partnership stops for everyone in it, and its reminders end. It cannot be started again."),
            _(
                "A tender whose publication is scheduled becomes a draft again. Cancel a published tender before you stop."
            ),
            _("What bidders are still owed after an award, a notice or a debrief, is still reminded of."),
            _("Everything recorded stays readable, and the reason is shown wherever the partnership is."),
        ]
        return super().get_context_data(**{"danger": True, "consequences": consequences} | kwargs)


class Waive(OnPartnership, OperationView):
    template_name = "partnerships/gates/waive.html"
    permission_required = "partnerships.waive_partnership"
    form_class = WaiverForm
    submit_label = _("Waive this criterion")
    done = _("The criterion is waived.")

    def load(self):
        super().load()
        self.criterion = GateCriterion.objects.filter(code=self.kwargs["code"]).first()
        if self.criterion is None:
            raise Http404

    def check_permission(self):
        super().check_permission()
        # What was typed before an administrator changed this comes back with the operation's refusal.
        if self.request.method != "POST" and not is_waivable(self.criterion):
            raise PermissionDenied(_("This criterion cannot be waived"))

    def get_title(self):
        return _("Waive this criterion: {criterion}").format(criterion=self.criterion)

    def act(self, form):
        return operations.waive_criterion(
            partnership=self.partnership,
            code=self.criterion.code,
            by=self.request.user,
            at=timezone.now(),
            **form.cleaned_data,
        )

    def get_context_data(self, **kwargs):
        foreseen = foreseen_waiver(self.partnership, self.criterion.code, today=timezone.localdate())
        return super().get_context_data(**{"intro": self.criterion.why, "foreseen": foreseen} | kwargs)


class WithdrawWaiver(OnPartnership, OperationView):
    permission_required = "partnerships.waive_partnership"
    template_name = "partnerships/gates/withdraw_waiver.html"
    form_class = NothingToFill
    submit_label = _("Withdraw the waiver")
    done = _("The waiver is withdrawn.")

    def load(self):
        super().load()
        self.waiver = self.partnership.waivers.in_force().filter(pk=self.kwargs["pk"]).first()
        if self.waiver is None:
            raise Http404
        self.criterion = GateCriterion.objects.filter(code=self.waiver.code).first()

    def get_title(self):
        return _("Withdraw the waiver of: {criterion}").format(criterion=self.criterion or self.waiver.code)

    def act(self, form):
        operations.withdraw_waiver(waiver=self.waiver, by=self.request.user, at=timezone.now())

    def get_context_data(self, **kwargs):
        consequences = [
            _("The criterion is needed again before the gate."),
            _("The waiver and its reason stay in the history: {reason}").format(reason=self.waiver.reason),
        ]
        foreseen = foreseen_withdrawal(self.waiver, at=timezone.now())
        return super().get_context_data(**{"consequences": consequences, "foreseen": foreseen} | kwargs)
