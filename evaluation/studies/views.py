"""Pages of studies: the list of all, starting one, and the frame every page of one study stands in."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.sroi.models import DiscountSchedule
from evaluation.studies import operations, queries
from evaluation.studies.forms import StudyFilter, StudyForm
from evaluation.studies.models import Kind, Study
from partnerships.public import PartnershipForm
from psp.core.access import get_visible
from psp.core.lists import RecordList
from psp.core.views import EditView, OperationView, ReasonedTransitionView, RecordPage, TransitionView

TABS = [
    (gettext_lazy("Summary"), "study"),
    (gettext_lazy("Stakeholders and inputs"), "stakeholders"),
    (gettext_lazy("Value map"), "value_map"),
    (gettext_lazy("Working"), "working"),
    (gettext_lazy("Redesign"), "redesign"),
]


class InStudy:
    """A page inside a study, fetched by ``study`` of the address among those the person may see.

    A page that has no record of its own is about the study. ``tab`` is the URL name of the entry of the study's own
    navigation it belongs to; ``relations`` what is fetched with the study.
    """

    tab: str = "study"
    model: Any = Study
    relations: tuple[str, ...] = ("partnership", "schedule", "price_index")
    study: Study
    object: Any

    def load(self):
        rows = Study.objects.select_related(*self.relations)
        self.study = get_visible(rows, self.request.user, pk=self.kwargs["study"])
        if self.model is Study:
            self.object = self.study
        else:
            super().load()

    def get_queryset(self):
        return self.model._default_manager.filter(study=self.study)

    def permission_object(self):
        return getattr(self, "object", None) or self.study

    def crumbs(self):
        crumbs = [(_("Evaluations"), reverse("studies"))]
        if self.request.path != self.study.get_absolute_url():
            crumbs.append((str(self.study), self.study.get_absolute_url()))
        return crumbs

    def get_context_data(self, **kwargs):
        tabs = [{"label": label, "url": self.study.url(name), "current": name == self.tab} for label, name in TABS]
        may_prepare = self.request.user.has_perm("evaluation.change_study", self.study)
        context = {
            "tabs": tabs,
            "method": queries.method_words(self.study),
            "may_edit": may_prepare and self.study.is_editable,
        }
        # The address names the study by its number; the template wants the study.
        return super().get_context_data(**context | kwargs | {"study": self.study})


class ChangesDraft(InStudy):
    """A page that changes something in a study: refused, with the reason, once the study is no draft."""

    permission_required = "evaluation.change_study"
    who_may = operations.PREPARERS

    def check_permission(self):
        super().check_permission()
        if not self.study.is_editable:
            words = _("This study is no longer a draft ({state}). What was submitted or approved is not changed.")
            raise PermissionDenied(words.format(state=str(self.study.get_state_display()).lower()))

    def permission_object(self):
        return self.study


class StudyPage(InStudy, RecordPage):
    """A page about the study, or about a record of it found by ``pk``."""

    permission_required = "evaluation.view_study"


class StudyFormView(ChangesDraft, OperationView):
    """A form that adds something to the study."""


class StudyEditView(ChangesDraft, EditView):
    """Edits the study, or a record of it found by ``pk``."""


class StudyConfirmView(ChangesDraft, TransitionView):
    """Confirms that something is taken out of the study."""


def _figure(study, name):
    figure = study.figure(name)
    return queries.NOT_YET if figure is None else figure


class StudyList(RecordList):
    model = Study
    filterset_class = StudyFilter
    template_name = "evaluation/studies/list.html"
    title = gettext_lazy("Evaluations")
    lead_text = gettext_lazy("What the partnerships change for people, and what each pound put in brings.")
    sorts = {
        "changed": "-figures_at",
        "title": "title",
        "partnership": "partnership__name",
        "ratio": "ratio",
        "due": "due_on",
    }
    columns = [
        (gettext_lazy("Study"), str),
        (gettext_lazy("Partnership"), "partnership.name"),
        (gettext_lazy("Kind"), "get_kind_display"),
        (gettext_lazy("State"), "get_state_display"),
        (gettext_lazy("Ratio"), lambda study: _figure(study, "ratio")),
        (gettext_lazy("Range, one figure varied"), lambda study: queries.range_words(study) or queries.NOT_YET),
        (gettext_lazy("Total present value"), lambda study: _figure(study, "total_present_value")),
        (gettext_lazy("Inputs"), lambda study: _figure(study, "inputs_total")),
        (gettext_lazy("Net present value"), lambda study: _figure(study, "net_present_value")),
        (gettext_lazy("Method"), queries.method_words),
        (gettext_lazy("Method version"), lambda study: study.figures.get("method_version", "")),
        (gettext_lazy("Approval due"), "due_on"),
    ]
    empty = {
        "title": gettext_lazy("No evaluations yet"),
        "text": gettext_lazy(
            "An evaluation shows what a partnership changes and what that is worth. Open a partnership, then its "
            "section “Evaluation”, to start one: as a forecast while you design, or looking back on the pilot."
        ),
    }

    def get_queryset(self):
        return super().get_queryset().select_related("partnership", "schedule", "price_index")

    def in_order(self, rows):
        if self.sort.removeprefix("-") == "ratio":
            ratio = F("ratio").desc(nulls_last=True) if self.sort[0] == "-" else F("ratio").asc(nulls_last=True)
            return rows.order_by(ratio, "pk")
        return super().in_order(rows)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        for study in context["object_list"]:
            study.shown_ratio = queries.ratio_words(study.figure("ratio"))
            study.shown_range = queries.range_words(study)
        return context


class StartStudy(PartnershipForm):
    section = "partnership_evaluation"
    permission_required = "evaluation.add_study"
    who_may = operations.PREPARERS
    form_class = StudyForm
    title = gettext_lazy("Start an evaluation")
    intro = gettext_lazy("Say what it is about. Stakeholders, inputs and outcomes come next.")
    submit_label = gettext_lazy("Save and continue")

    def get_initial(self):
        standard = DiscountSchedule.objects.offered().filter(code__startswith="green-book").order_by("pk").first()
        kind = Kind.EVALUATIVE if self.partnership.state == "evaluation" else Kind.FORECAST
        return {"price_base_year": timezone.localdate().year, "schedule": standard and standard.pk, "kind": kind}

    def act(self, form):
        return operations.start_study(
            partnership=self.partnership, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )

    def get_success_url(self):
        return self.result.url("stakeholders")


class EditStudy(StudyEditView):
    form_class = StudyForm
    title = gettext_lazy("Change what the study is about")
    done = gettext_lazy("The study is saved")

    def act(self, form):
        return operations.edit_study(
            study=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class SubmitStudy(InStudy, TransitionView):
    permission_required = "evaluation.submit_study"
    who_may = operations.LEADER
    title = gettext_lazy("Submit for approval")
    done = gettext_lazy("The study waits for approval")

    def act(self, form):
        return operations.submit_study(study=self.object, by=self.request.user, at=timezone.now())

    def get_context_data(self, **kwargs):
        names = ", ".join(person.name for person in queries.approvers_of(self.study.partnership, self.request.user.pk))
        approve = _("{names} can approve it, which freezes every figure, or return it with the reason.")
        return super().get_context_data(
            consequences=[
                _("Nobody can change the study while it waits."),
                approve.format(names=names) if names else operations.nobody_approves(self.study.partnership),
                _("You can take it back until then."),
            ],
            **kwargs,
        )


class ReturnStudy(InStudy, ReasonedTransitionView):
    permission_required = "evaluation.return_study"
    who_may = gettext_lazy("the partnership’s purchasers and the project leader")
    title = gettext_lazy("Return to draft")
    done = gettext_lazy("The study is a draft again")

    def act(self, form):
        return operations.return_study(
            study=self.object, note=form.cleaned_data["note"], by=self.request.user, at=timezone.now()
        )
