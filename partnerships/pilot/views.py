"""The pilot stage: its success criteria, frozen before it starts, and their results."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.documents.views import ChoosesDocument
from partnerships.evidence.queries import evidence_for
from partnerships.lifecycle.views import InPartnership, PartnershipEdit, PartnershipForm, PartnershipPage
from partnerships.pilot import operations
from partnerships.pilot.engine import Standing
from partnerships.pilot.forms import CriterionForm, EditResultForm, ResultForm, WithdrawForm
from partnerships.pilot.models import CriterionResult, SuccessCriterion
from partnerships.pilot.queries import chart_of, criteria_of, gate_day_of, with_results
from psp.core.lists import csv_response
from psp.core.views import RecordPage, TransitionView

WHO_SETS = _("the project leader, the partners’ contacts and administrators")
WHO_MEASURES = _("the project leader, the partners’ contacts, evaluators and administrators")
MET_WORDS = {Standing.MET: _("Yes"), Standing.NOT_YET: _("Not yet"), Standing.NOT_MET: _("No")}
COLUMNS = [
    (_("Success criterion"), "statement"),
    (_("Indicator"), "indicator"),
    (_("Counted as"), "get_unit_display"),
    (_("Baseline"), "baseline"),
    (_("Direction"), "get_direction_display"),
    (_("Target"), "target"),
    (_("By when"), "due_on"),
    (_("Source"), "source"),
    (_("Result"), "latest_result.value"),
    (_("Measured"), "latest_result.measured_on"),
    (
        _("Met"),
        lambda row: "" if row.latest_result is None else MET_WORDS[row.latest_result.standing],
    ),
]


class Pilot(PartnershipPage):
    section = "pilot"
    title = _("Pilot")
    template_name = "partnerships/pilot/pilot.html"

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") == "csv":
            criteria = self._criteria()
            after_gate = (_("After its gate"), lambda row: _("Yes") if row in criteria.after_gate else _("No"))
            columns = [*COLUMNS, after_gate]
            return csv_response(f"success-criteria-{self.partnership.pk}", columns, criteria.in_force)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        user, criteria = self.request.user, self._criteria()
        measured_now = self.partnership.state in operations.MEASURED_IN
        name = f"results-{self.partnership.pk}"
        context = {
            "criteria": criteria,
            "chart": chart_of(criteria, name=name) if criteria.measured else None,
            "may_set": user.has_perm("partnerships.add_successcriterion", self.partnership),
            "may_freeze": user.has_perm("partnerships.freeze_criteria", self.partnership)
            and self.partnership.state == "design",
            "may_measure": measured_now
            and user.has_perm("partnerships.record_result_of_successcriterion", self.partnership),
        }
        return super().get_context_data(**context | kwargs)

    def _criteria(self):
        return criteria_of(self.partnership, today=timezone.localdate())


class InPilot:
    """A form of the pilot page."""

    section = "pilot"
    permission_required = "partnerships.add_successcriterion"
    who_may = WHO_SETS

    def get_success_url(self):
        return self.partnership.url("pilot")


class AsksForReason(InPilot):
    """A form that asks for a reason once the criteria are frozen."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"is_frozen": operations.is_frozen(self.partnership)}


class WritesCriterion(AsksForReason):
    """A form of a criterion, which says when it would be measured after its gate."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"gate_on": gate_day_of(self.partnership)}


class AddCriterion(WritesCriterion, PartnershipForm):
    form_class = CriterionForm
    title = _("Add a success criterion")
    submit_label = _("Add this criterion")
    done = _("The criterion is added.")

    def act(self, form):
        return operations.add_criterion(
            partnership=self.partnership, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class Freeze(InPilot, PartnershipForm):
    permission_required = "partnerships.freeze_criteria"
    who_may = _("the project leader and administrators")
    template_name = "generic/confirm.html"
    title = _("Freeze the success criteria")
    submit_label = _("Freeze them")
    done = _("The success criteria are frozen.")
    consequences = [
        _("The pilot is measured against them as they stand now."),
        _("They can be changed afterwards only with a reason; what was there before stays visible."),
        _("This cannot be undone."),
    ]

    def get_context_data(self, **kwargs):
        after_gate = criteria_of(self.partnership, today=timezone.localdate()).after_gate_words
        consequences = [*([after_gate] if after_gate else []), *self.consequences]
        return super().get_context_data(**{"consequences": consequences} | kwargs)

    def act(self, form):
        operations.freeze_criteria(partnership=self.partnership, by=self.request.user, at=timezone.now())


class OfCriterion(InPilot):
    """A page about one criterion."""

    model = SuccessCriterion
    object: SuccessCriterion

    def get_queryset(self):
        return with_results(super().get_queryset())

    def crumbs(self):
        crumbs = super().crumbs()
        if self.request.path != self.object.get_absolute_url():
            crumbs.append((str(self.object), self.object.get_absolute_url()))
        return crumbs

    def gate_missed(self):
        """The day of the gate after which the criterion is measured; None where it is not, has a result or counts no more."""
        gate_on = gate_day_of(self.partnership)
        return gate_on if self.object.withdrawn_at is None and self.object.is_unmeasured_at(gate_on) else None

    def get_success_url(self):
        return self.object.get_absolute_url()


class CriterionPage(OfCriterion, InPartnership, RecordPage):
    permission_required = "partnerships.view_successcriterion"
    template_name = "partnerships/pilot/criterion.html"

    def get_context_data(self, **kwargs):
        user, criterion = self.request.user, self.object
        open_now = self.partnership.state in operations.MEASURED_IN and criterion.withdrawn_at is None
        evidence = evidence_for(criterion.results.all(), user)
        context = {
            "gate_on": self.gate_missed(),
            "results": [(result, evidence[result.pk]) for result in criterion.results.all()],
            "may_set": user.has_perm("partnerships.change_successcriterion", criterion),
            "may_measure": open_now and user.has_perm("partnerships.record_result_of_successcriterion", criterion),
        }
        return super().get_context_data(**context | kwargs)


class EditCriterion(OfCriterion, WritesCriterion, PartnershipEdit):
    form_class = CriterionForm
    permission_required = "partnerships.change_successcriterion"
    template_name = "partnerships/pilot/edit_criterion.html"
    title = _("Change this success criterion")
    done = _("The criterion is saved.")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"gate_on": self.gate_missed()} | kwargs)

    def act(self, form):
        reason = form.cleaned_data.pop("reason", "")
        return operations.edit_criterion(
            criterion=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
            reason=reason,
        )


class WithdrawCriterion(OfCriterion, AsksForReason, PartnershipForm, TransitionView):
    permission_required = "partnerships.withdraw_successcriterion"
    form_class = WithdrawForm
    title = _("Withdraw this success criterion")
    submit_label = _("Withdraw it")
    done = _("The criterion is withdrawn.")

    def get_success_url(self):
        return self.partnership.url("pilot")

    def act(self, form):
        operations.withdraw_criterion(
            criterion=self.object, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class RecordResult(OfCriterion, ChoosesDocument, PartnershipForm, TransitionView):
    permission_required = "partnerships.record_result_of_successcriterion"
    who_may = WHO_MEASURES
    template_name = "generic/form.html"
    form_class = ResultForm
    title = _("Record a result")
    submit_label = _("Record this result")
    done = _("The result is recorded.")

    def get_initial(self):
        return {"measured_on": timezone.localdate()}

    def get_context_data(self, **kwargs):
        words = _("{indicator}: {target}").format(indicator=self.object.indicator, target=self.object.target_words)
        return super().get_context_data(**{"intro": words} | kwargs)

    def act(self, form):
        return operations.record_result(
            criterion=self.object, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class EditResult(InPilot, PartnershipEdit):
    model = CriterionResult
    permission_required = "partnerships.change_criterionresult"
    who_may = WHO_MEASURES
    form_class = EditResultForm
    title = _("Correct this result")
    done = _("The result is corrected.")

    def get_queryset(self):
        rows = CriterionResult.objects.filter(criterion__partnership=self.partnership)
        return rows.select_related("criterion__partnership")

    def get_success_url(self):
        return self.object.get_absolute_url()

    def act(self, form):
        return operations.edit_result(
            result=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )
