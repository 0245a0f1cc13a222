"""Pages of what a tender is judged by: weights and quality questions."""

from django.db.models import Model
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from procurement.criteria import operations
from procurement.criteria.forms import QuestionForm, QuestionWeightsForm, WeightsForm
from procurement.criteria.queries import said_of_weights, sections_of, split_of
from procurement.scoring.queries import announced_rules, announcement_of
from procurement.tenders.models import Question
from procurement.tenders.queries import questions_shown
from procurement.tenders.views import (
    ChangesDraft,
    TenderConfirmView,
    TenderEditView,
    TenderFormView,
    TenderPage,
    add_tab,
)

add_tab(gettext_lazy("Weights and questions"), "tender_criteria", 25)


class UnderCriteria:
    """Forms that lead back to the weights and questions."""

    tab = "tender_criteria"

    def crumbs(self):
        return [*super().crumbs(), *self.tab_crumb("tender_criteria")]

    def get_success_url(self):
        return self.tender.url("tender_criteria")


class TenderCriteria(TenderPage):
    tab = "tender_criteria"
    template_name = "procurement/criteria/criteria.html"
    title = gettext_lazy("Weights and questions")

    def get_context_data(self, **kwargs):
        questions = list(questions_shown(self.tender, self.request.user))
        may_see = self.may_see_papers
        is_applied = may_see and self.tender.is_unranked and self.tender.announces_earlier_order
        return super().get_context_data(
            questions=questions,
            sections=sections_of(questions),
            split=split_of(self.tender),
            total=sum(question.weight for question in questions),
            findings=said_of_weights(self.tender, questions) if self.tender.is_draft and may_see else [],
            rules=announced_rules(self.tender) if may_see else [],
            applied=announcement_of(self.tender) if is_applied else [],
            **kwargs,
        )


class RankingRules(TenderPage):
    """How bids are scored and ranked, as plain text to paste into an invitation or a notice."""

    permission_required = "procurement.view_tender"

    def get(self, request, *args, **kwargs):
        if not self.may_see_papers:
            raise Http404
        parts = [f"{heading}\n{words}" for heading, words in announced_rules(self.tender)]
        return HttpResponse("\n\n".join(parts) + "\n", content_type="text/plain; charset=utf-8")


class EditWeights(ChangesDraft, UnderCriteria, TenderEditView):
    form_class = WeightsForm
    title = gettext_lazy("Weights of quality and price")
    done = gettext_lazy("The weights are saved")

    def act(self, form):
        return operations.edit_weights(
            tender=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class WeighQuestions(ChangesDraft, UnderCriteria, TenderEditView):
    form_class = QuestionWeightsForm
    template_name = "procurement/criteria/weigh.html"
    title = gettext_lazy("Weights and order of the questions")
    done = gettext_lazy("The weights and the order are saved")

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs.pop("instance")
        return kwargs | {"questions": list(self.tender.questions.all())}

    def act(self, form):
        return operations.weigh_questions(
            tender=self.object,
            weights=form.weights(),
            positions=form.positions(),
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )

    def show_conflict(self, form):
        # What was typed stands beside each question; the version the page carries on is the new one.
        self.object.refresh_from_db()
        self.conflict = {"rows": [], "saved_at": self.object.updated_at, **self.own_save()}


class AddQuestion(ChangesDraft, UnderCriteria, TenderFormView):
    form_class = QuestionForm
    title = gettext_lazy("Add a quality question")
    submit_label = gettext_lazy("Add the question")
    done = gettext_lazy("The question is added")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": Question(tender=self.tender)}

    def act(self, form):
        return operations.add_question(tender=self.tender, by=self.request.user, at=timezone.now(), **form.cleaned_data)


class OneQuestion(UnderCriteria):
    model: type[Model] = Question

    def get_queryset(self):
        return super().get_queryset().select_related("tender__partnership")


class EditQuestion(ChangesDraft, OneQuestion, TenderEditView):
    permission_required = "procurement.change_question"
    form_class = QuestionForm
    title = gettext_lazy("Change a quality question")
    done = gettext_lazy("The question is saved")

    def act(self, form):
        return operations.edit_question(
            question=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class RemoveQuestion(ChangesDraft, OneQuestion, TenderConfirmView):
    permission_required = "procurement.delete_question"
    title = gettext_lazy("Take this question out of the tender")
    submit_label = gettext_lazy("Take it out")

    def get_context_data(self, **kwargs):
        return super().get_context_data(consequences=[self.object.text], danger=True, **kwargs)

    def act(self, form):
        return operations.remove_question(question=self.object, by=self.request.user, at=timezone.now())
