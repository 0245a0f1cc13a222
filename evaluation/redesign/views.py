"""Pages of the redesign decisions of a study."""

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.redesign import operations
from evaluation.redesign.forms import DecisionForm
from evaluation.redesign.models import RedesignDecision
from evaluation.studies.views import InStudy, StudyPage
from evaluation.studies.workflow import State
from partnerships.public import evidence_for
from psp.core.lists import csv_response
from psp.core.views import EditView, OperationView, TransitionView


class Redesign(StudyPage):
    """What changes in the contract, and from which finding."""

    tab = "redesign"
    template_name = "evaluation/redesign/list.html"
    title = gettext_lazy("Redesign decisions")
    columns = [
        (gettext_lazy("Decided"), "decided_on"),
        (gettext_lazy("What the study found"), "finding"),
        (gettext_lazy("What changes in the contract"), "change"),
        (gettext_lazy("Why"), "reason"),
        (gettext_lazy("Decided by"), "decided_by"),
    ]

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") == "csv":
            return csv_response("redesign-decisions", self.columns, self.study.redesign_decisions.all())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        may = self.request.user.has_perm("evaluation.add_redesigndecision", self.study)
        decisions = list(self.study.redesign_decisions.all())
        evidence = evidence_for(decisions, self.request.user)
        return super().get_context_data(
            decisions=[(decision, evidence[decision.pk]) for decision in decisions],
            may_decide=may and self.study.state != State.WITHDRAWN,
            **kwargs,
        )


class Decides(InStudy):
    """A page that changes the decisions of a study, which is closed once its approval was withdrawn."""

    tab = "redesign"
    who_may = operations.DECIDERS

    def check_permission(self):
        super().check_permission()
        if self.study.state == State.WITHDRAWN:
            raise PermissionDenied(
                _("The approval of this study was withdrawn: its decisions go on in the next edition.")
            )

    def permission_object(self):
        return self.study

    def crumbs(self):
        return [*super().crumbs(), (_("Redesign decisions"), self.study.url("redesign"))]


class AddDecision(Decides, OperationView):
    permission_required = "evaluation.add_redesigndecision"
    form_class = DecisionForm
    title = gettext_lazy("Record a redesign decision")
    done = gettext_lazy("The decision is recorded")

    def act(self, form):
        return operations.add_decision(study=self.study, by=self.request.user, at=timezone.now(), **form.cleaned_data)


class EditDecision(Decides, EditView):
    model = RedesignDecision
    permission_required = "evaluation.change_redesigndecision"
    form_class = DecisionForm
    title = gettext_lazy("Change a redesign decision")
    done = gettext_lazy("The decision is saved")

    def get_queryset(self):
        return super().get_queryset().select_related("study__partnership")

    def act(self, form):
        return operations.edit_decision(
            decision=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class RemoveDecision(Decides, TransitionView):
    model = RedesignDecision
    permission_required = "evaluation.delete_redesigndecision"
    title = gettext_lazy("Remove this decision")
    done = gettext_lazy("The decision is removed")
    extra_context = {"danger": True}

    def get_queryset(self):
        return super().get_queryset().select_related("study__partnership")

    def act(self, form):
        operations.remove_decision(decision=self.object, by=self.request.user, at=timezone.now())

    def get_context_data(self, **kwargs):
        consequences = [self.object.change, _("The history keeps what it said.")]
        return super().get_context_data(consequences=consequences, **kwargs)
