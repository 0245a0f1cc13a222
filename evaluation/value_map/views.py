"""Pages of the rows of a study: its stakeholders, inputs and outputs, and each outcome with its sources and reasons."""

from typing import Any

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.studies.views import StudyConfirmView, StudyEditView, StudyFormView, StudyPage
from evaluation.value_map import operations
from evaluation.value_map.engine import Kind, shown
from evaluation.value_map.forms import InputForm, OutcomeForm, OutputForm, StakeholderForm
from evaluation.value_map.models import Input, Outcome, Output, Stakeholder
from evaluation.value_map.queries import figure_lines, inputs_total
from partnerships.public import evidence_of

FORMS = {Stakeholder: StakeholderForm, Input: InputForm, Output: OutputForm, Outcome: OutcomeForm}


class Stakeholders(StudyPage):
    """Who is affected, what they put in and what was delivered."""

    tab = "stakeholders"
    template_name = "evaluation/value_map/stakeholders.html"
    title = gettext_lazy("Stakeholders and inputs")

    def get_context_data(self, **kwargs):
        inputs = list(self.study.inputs.select_related("stakeholder"))
        return super().get_context_data(
            stakeholders=list(self.study.stakeholders.all()),
            inputs=inputs,
            inputs_total=inputs_total(inputs),
            outputs=[
                (row, shown(Kind.NUMBER, row.quantity)) for row in self.study.outputs.select_related("stakeholder")
            ],
            **kwargs,
        )


class OutcomePage(StudyPage):
    """One outcome with the source and the reason of each of its figures."""

    tab = "value_map"
    model = Outcome
    template_name = "evaluation/value_map/outcome.html"

    def get_queryset(self):
        return super().get_queryset().select_related("stakeholder")

    def crumbs(self):
        return [*super().crumbs(), (_("Value map"), self.study.url("value_map"))]

    def get_context_data(self, **kwargs):
        evidence = evidence_of(self.object, self.request.user)
        return super().get_context_data(figures=figure_lines(self.object), evidence=evidence, **kwargs)


class RowPlace:
    """Where a row's forms come from and go back to: outcomes to the value map, the rest to the stakeholders' page."""

    tab = "stakeholders"

    def crumbs(self):
        label = _("Value map") if self.tab == "value_map" else _("Stakeholders and inputs")
        return [*super().crumbs(), (label, self.study.url(self.tab))]


class RowFormPlace(RowPlace):
    """The form of a row offers the stakeholders of its study."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"study": self.study}


class AddRow(RowFormPlace, StudyFormView):
    """Adds a row of ``row_model`` to the study."""

    row_model: Any = Stakeholder
    title: Any = ""

    def get_form_class(self):
        return FORMS[self.row_model]

    def get_initial(self):
        asked = self.request.GET.get("stakeholder", "")
        return {"stakeholder": asked} if asked.isdecimal() and len(asked) < 19 else {}

    def act(self, form):
        return operations.add_row(
            model=self.row_model, study=self.study, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class AddStakeholder(AddRow):
    title = gettext_lazy("Add a stakeholder")
    done = gettext_lazy("The stakeholder is added")


class NeedsStakeholder(AddRow):
    """A row of somebody: without a stakeholder in the study, the first step is to add one."""

    def get(self, request, *args, **kwargs):
        if not self.study.stakeholders.exists():
            onward = f"{self.study.url('add_stakeholder')}?next={request.path}"
            return redirect(onward)
        return super().get(request, *args, **kwargs)


class AddInput(NeedsStakeholder):
    row_model = Input
    title = gettext_lazy("Add an input")
    done = gettext_lazy("The input is added")


class AddOutput(NeedsStakeholder):
    row_model = Output
    title = gettext_lazy("Add an output")
    done = gettext_lazy("The output is added")


class AddOutcome(NeedsStakeholder):
    row_model = Outcome
    tab = "value_map"
    title = gettext_lazy("Add an outcome")
    intro = gettext_lazy(
        "You can leave figures open: the row counts once all of them are filled in. Where you know how low or high a "
        "figure could be, enter it; otherwise it has an automatic range."
    )
    done = gettext_lazy("The outcome is added")


class EditRow(RowFormPlace, StudyEditView):
    """Edits a row of ``model``."""

    template_name = "evaluation/value_map/row_form.html"
    done = gettext_lazy("The row is saved")

    def get_queryset(self):
        return super().get_queryset().select_related("study")

    def get_title(self):
        return str(self.object)

    def act(self, form):
        return operations.edit_row(
            row=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )

    def get_context_data(self, **kwargs):
        name = self.model._meta.model_name
        return super().get_context_data(
            move_url=reverse(f"move_{name}", args=[self.study.pk, self.object.pk]),
            remove_url=reverse(f"remove_{name}", args=[self.study.pk, self.object.pk]),
            **kwargs,
        )


class RemoveRow(RowPlace, StudyConfirmView):
    """Confirms that a row is taken out."""

    extra_context = {"danger": True}
    submit_label = gettext_lazy("Remove it")
    done = gettext_lazy("The row is removed")

    def get_queryset(self):
        return super().get_queryset().select_related("study")

    def get_title(self):
        return _("Remove “{row}”").format(row=self.object)

    def act(self, form):
        operations.remove_row(row=self.object, by=self.request.user, at=timezone.now())

    def get_context_data(self, **kwargs):
        consequences = [_("The figures are worked out again without it."), _("The history keeps what it said.")]
        return super().get_context_data(consequences=consequences, **kwargs)


class MoveRow(RowPlace, StudyConfirmView):
    """Moves a row one place up or down its list."""

    title = gettext_lazy("Move the row")

    def get_queryset(self):
        return super().get_queryset().select_related("study")

    def act(self, form):
        up = self.request.POST.get("direction") != "down"
        operations.move_row(row=self.object, up=up, by=self.request.user, at=timezone.now())
