"""The page of a readiness round: answers and evidence on the left, judgements on the right, saved row by row."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import Document
from partnerships.public import InPartnership
from procurement.answers import operations
from procurement.answers.forms import AnswerRow, EvidenceForm, JudgementRow, bind_rows
from procurement.readiness.models import ReadinessAnswer, ReadinessReview
from procurement.readiness.operations import JUDGES, OFFICERS
from procurement.readiness.queries import conditions_of, earlier_judgements, rows_of, with_progress
from procurement.readiness.views import SECTION, Readiness
from procurement.readiness.workflow import State
from psp.core.access import refusal
from psp.core.problems import Invalid, NotPermitted, WrongState
from psp.core.shows_typed import ShowsTyped
from psp.core.views import RecordPage, TransitionView

# The steps on from the page: the field that every row must have filled in before one can be taken, if any.
STEPS = {"submit_readiness": "text", "decide_readiness": "judgement", "return_readiness": ""}


def name_needed(rows, field, *, except_for=()):
    """Put an error on each row that a step needs filled in; return whether there is one."""
    needed = [row for row in rows if field and row not in except_for and not type(row.form).shown(row.answer)[field]]
    needed = [row for row in needed if not (row.is_touched and row.form.is_valid() and row.form.cleaned_data[field])]
    for row in needed:
        row.form = type(row.form)({}, prefix=row.form.prefix)
        row.form.add_error(field, row.form.needed)
    return bool(needed)


class ReviewPage(InPartnership, RecordPage, ShowsTyped):
    section = SECTION
    model = ReadinessReview
    permission_required = "procurement.view_readinessreview"
    template_name = "procurement/answers/review.html"

    def get_queryset(self):
        return with_progress(super().get_queryset().select_related("partnership", "decided_by", "requested_by"))

    def crumbs(self):
        return [*super().crumbs(), (Readiness.title, self.partnership.url("readiness"))]

    @property
    def row_form(self):
        """The form of a row for this person in this state of the round; None where there is nothing to fill in."""
        user, review = self.request.user, self.object
        if review.state == State.DRAFT and user.has_perm("procurement.answer_readinessreview", review):
            return AnswerRow
        if review.state == State.SUBMITTED and user.has_perm("procurement.judge_readinessreview", review):
            return JudgementRow
        return None

    def show_typed(self):
        rows = bind_rows(rows_of(self.object, self.request.user), self.row_form, self.request.POST)
        if not any(row.is_touched for row in rows):
            # The round has moved on: there is no field for it any more, so it is shown as it stands.
            return redirect("unsaved_forms")
        return self.show(rows, None)

    def post(self, request, *args, **kwargs):
        form_class = self.row_form
        if form_class is None:
            who = JUDGES if self.object.state == State.SUBMITTED else OFFICERS
            raise PermissionDenied(refusal(who))
        asked = request.POST.get("row", "")
        pk = int(asked) if asked.isdecimal() and len(asked) < 19 else None
        # A script saves the one row; without it everything typed is saved, so that nothing is lost.
        rows = bind_rows(
            rows_of(self.object, self.request.user), form_class, request.POST, pk if request.htmx else None
        )
        touched = [row for row in rows if row.is_touched]
        wrong = [row for row in touched if not row.form.is_valid()]
        if not wrong and self.save(form_class, touched):
            return self.saved(pk)
        if wrong and (step := self.step):
            # All that the step needs is said at once.
            name_needed(rows, STEPS[step], except_for=wrong)
        return self.show(rows, pk, status=422)

    def save(self, form_class, rows):
        """Call the operation; False where somebody was quicker or it refused."""
        given = {row.answer.pk: row.form.given(row.version) for row in rows}
        operation = operations.answer_readiness if form_class is AnswerRow else operations.judge_readiness
        try:
            stale = operation(review=self.object, given=given, by=self.request.user, at=timezone.now())
        except (Invalid, WrongState) as problem:
            messages.error(self.request, str(problem))
            return False
        except NotPermitted as problem:
            raise PermissionDenied(str(problem)) from problem
        fresh = {answer.pk: answer for answer in rows_of(self.object, self.request.user)} if stale else {}
        for row in rows:
            # The others are saved: nothing typed in them waits any more.
            row.is_touched = row.is_stale = row.answer.pk in stale
            if row.is_stale:
                row.answer = fresh[row.answer.pk]
                row.version = row.answer.version
                saver = row.answer.answered_by_id if form_class is AnswerRow else row.answer.judged_by_id
                row.is_own = saver == self.request.user.pk
        return not stale

    def saved(self, pk):
        """Answer after a save: the one row to a script, else the page at that row."""
        if self.request.htmx and pk is not None:
            self.load()
            return self.show(bind_rows(rows_of(self.object, self.request.user), self.row_form), pk, was_saved=True)
        if step := self.step:
            rows = self.left_open(step)
            return self.show(rows, None, status=422) if rows else redirect(self.object.transition_url(step))
        evidence = self.request.POST.get("evidence", "")
        if evidence.isdecimal() and len(evidence) < 19:
            return redirect(self.partnership.url("readiness_evidence", int(evidence)))
        messages.success(self.request, _("Saved"))
        anchor = f"#row-{pk}" if pk is not None else ""
        return redirect(f"{self.object.get_absolute_url()}{anchor}")

    @property
    def step(self):
        """The step to take after saving, "" for none. Of a round that has moved on meanwhile, it is not of these rows."""
        step = self.request.POST.get("then", "")
        return step if self.row_form and STEPS.get(step) in ("", *self.row_form.base_fields) else ""

    def left_open(self, step):
        """Return the page's rows with an error on each that the step still needs; [] where it needs none."""
        self.load()
        rows = bind_rows(rows_of(self.object, self.request.user), self.row_form)
        return rows if name_needed(rows, STEPS[step]) else []

    def show(self, rows, pk, status=200, was_saved=False):
        if self.request.htmx and pk is not None:
            self.template_name = "procurement/answers/saved_row.html"
            rows = [row for row in rows if row.answer.pk == pk]
            status = 200  # htmx swaps in nothing else
        return self.render_to_response(self.get_context_data(rows=rows, was_saved=was_saved), status=status)

    def get_context_data(self, **kwargs):
        review, user = self.object, self.request.user
        rows = kwargs.pop("rows", None)
        if rows is None:
            rows = bind_rows(rows_of(review, user), self.row_form)
        before = earlier_judgements(review)
        for row in rows:
            row.before = before.get(row.answer.criterion_id)
        return super().get_context_data(
            rows=rows,
            row_form=self.row_form,
            may_answer=self.row_form is AnswerRow,
            may_judge=self.row_form is JudgementRow,
            may_meet=user.has_perm("procurement.judge_readinessreview", review),
            conditions=conditions_of(review) if review.decision else [],
            has_errors=any(row.form and row.form.errors for row in rows),
            **kwargs,
        )


class AnswerEvidence(InPartnership, TransitionView):
    section = SECTION
    model = ReadinessAnswer
    permission_required = "procurement.answer_readinessreview"
    who_may = OFFICERS
    template_name = "procurement/answers/evidence.html"
    form_class = EvidenceForm
    submit_label = gettext_lazy("Save the evidence")

    def get_title(self):
        return _("Evidence: {criterion}").format(criterion=self.object)

    def get_queryset(self):
        rows = ReadinessAnswer.objects.filter(review__partnership=self.partnership)
        return rows.select_related("review__partnership")

    def permission_object(self):
        return self.object.review

    def crumbs(self):
        review = self.object.review
        return [
            *super().crumbs(),
            (Readiness.title, self.partnership.url("readiness")),
            (str(review), review.get_absolute_url()),
        ]

    def get_form_kwargs(self):
        chosen = Q(pk__in=self.object.evidence.values("document"))
        documents = Document.objects.visible_to(self.request.user).filter(partnership=self.partnership)
        return super().get_form_kwargs() | {"documents": documents.filter(Q(archived_at=None) | chosen)}

    def get_initial(self):
        return {"documents": list(self.object.evidence.values_list("document", flat=True))}

    def get_success_url(self):
        return f"{self.object.review.get_absolute_url()}#row-{self.object.pk}"

    def act(self, form):
        return operations.set_evidence(
            answer=self.object, documents=list(form.cleaned_data["documents"]), by=self.request.user, at=timezone.now()
        )
