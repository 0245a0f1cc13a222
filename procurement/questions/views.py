"""Pages of bidders' questions."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.bids.operations import HANDLERS
from procurement.bids.rules import can_handle_bids
from procurement.bids.views import Confidential
from procurement.questions import operations
from procurement.questions.forms import AnswerForm, ClarificationFilter, QuestionTextForm, RecordQuestionForm
from procurement.questions.models import Clarification
from procurement.questions.queries import deadline_after_answer, last_answer_on
from procurement.tenders.operations import PURCHASERS
from procurement.tenders.views import InTender, TenderEditView, TenderFormView, TenderPage, add_tab
from psp.core.lists import RecordList
from psp.core.views import ReasonedTransitionView

add_tab(gettext_lazy("Questions from bidders"), "clarifications", 60)


class Clarifications(InTender, RecordList):
    model = Clarification
    tab = "clarifications"
    permission_required = "procurement.view_tender"
    filterset_class = ClarificationFilter
    template_name = "procurement/questions/list.html"
    title = gettext_lazy("Questions from bidders")
    add_label = gettext_lazy("Record a question")
    sorts = {"number": "number", "asked": "asked_on", "answered": "answered_at"}
    columns = [
        (gettext_lazy("Number"), "number"),
        (gettext_lazy("Received"), "asked_on"),
        (gettext_lazy("Question"), "text"),
        (gettext_lazy("Answer"), "answer"),
        (gettext_lazy("Why it was left unanswered"), "left_reason"),
        (gettext_lazy("Answered"), "answered_at"),
    ]

    def get_queryset(self):
        return super().get_queryset().visible_to(self.request.user)

    @property
    def empty(self):
        text = _("What one bidder asks, all read with its answer, and nobody learns who asked.")
        if not self.tender.is_out:
            return {
                "title": _("No questions yet"),
                "text": text + " " + _("Questions come once the tender is published."),
            }
        return {"title": _("No questions yet"), "text": text}

    def may_record(self):
        return self.tender.state == "published" and self.request.user.has_perm(
            "procurement.add_clarification", self.tender
        )

    def get_add_url(self):
        return self.tender.url("record_question") if self.may_record() else ""

    def get_context_data(self, **kwargs):
        last = last_answer_on(self.tender)
        return super().get_context_data(
            last_answer_on=last,
            may_answer=self.may_record() and not self.tender.deadline_has_passed(timezone.now()),
            may_leave=self.may_record() and last is not None and timezone.localdate() > last,
            may_open_askers=can_handle_bids.test(self.request.user, self.tender)
            and self.tender.deadline_has_passed(timezone.now()),
            waiting=self.tender.clarifications.visible_to(self.request.user).unanswered().count(),
            **kwargs,
        )


class UnderQuestions:
    """Forms that lead back to the list of questions."""

    tab = "clarifications"

    def crumbs(self):
        return [*super().crumbs(), *self.tab_crumb("clarifications")]

    def get_success_url(self):
        return self.tender.url("clarifications")


class RecordQuestion(UnderQuestions, TenderFormView):
    # Who asked is sealed as it is saved.
    hides_typed = True
    permission_required = "procurement.add_clarification"
    form_class = RecordQuestionForm
    title = gettext_lazy("Record a question from a bidder")
    submit_label = gettext_lazy("Record the question")
    done = gettext_lazy("The question is recorded")

    def get_initial(self):
        return {"asked_on": timezone.localdate()}

    def act(self, form):
        return operations.record_question(
            tender=self.tender, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class OneQuestion(UnderQuestions, TenderEditView):
    model = Clarification
    permission_required = "procurement.change_clarification"

    def get_queryset(self):
        return super().get_queryset().select_related("tender__partnership")


class EditQuestionText(OneQuestion):
    form_class = QuestionTextForm
    title = gettext_lazy("Reword the question")
    done = gettext_lazy("The question is saved")

    def act(self, form):
        return operations.edit_question_text(
            clarification=self.object,
            text=form.cleaned_data["text"],
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class LeaveQuestion(UnderQuestions, InTender, ReasonedTransitionView):
    model = Clarification
    permission_required = "procurement.change_clarification"
    who_may = PURCHASERS
    intro = gettext_lazy("All bidders read the reason. Answering it and moving the deadline is the rule.")
    submit_label = gettext_lazy("Leave it unanswered")
    done = gettext_lazy("The reason is published to all bidders")

    def get_queryset(self):
        return super().get_queryset().visible_to(self.request.user).select_related("tender__partnership")

    def get_title(self):
        return _("Leave question {number} unanswered").format(number=self.object.number)

    def act(self, form):
        return operations.leave_question(
            clarification=self.object,
            reason=form.cleaned_data["note"],
            by=self.request.user,
            at=timezone.now(),
        )


class AnswerQuestion(OneQuestion):
    form_class = AnswerForm
    template_name = "procurement/questions/answer.html"
    submit_label = gettext_lazy("Answer to all bidders")
    done = gettext_lazy("The answer is published to all bidders")

    def get_title(self):
        return _("Answer question {number}").format(number=self.object.number)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"late_deadline": deadline_after_answer(self.tender, timezone.localdate())}

    def act(self, form):
        return operations.answer_question(
            clarification=self.object,
            answer=form.cleaned_data["answer"],
            extend=form.cleaned_data.get("extend", False),
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class Asker(UnderQuestions, Confidential, TenderPage):
    """Who asked a question, opened for a purchaser after the deadline. Each time is kept, so a button asks for it."""

    model = Clarification
    permission_required = "procurement.handle_bids"
    who_may = HANDLERS
    template_name = "procurement/questions/asker.html"

    def load(self):
        super().load()
        if not self.tender.deadline_has_passed(timezone.now()):
            raise Http404

    def get_queryset(self):
        return super().get_queryset().visible_to(self.request.user).select_related("tender__partnership")

    def get_title(self):
        return _("Who asked question {number}").format(number=self.object.number)

    def post(self, request, *args, **kwargs):
        """Open who asked and show it."""
        asker = operations.open_asker(clarification=self.object, by=request.user, at=timezone.now())
        return self.render_to_response(self.get_context_data(asker=asker, is_open=True))
