"""Scoring: how far everybody is, one's own score sheet by question or by bid, locking it, and closing scoring."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import retarget

from partnerships.models import User
from partnerships.public import gate_findings
from procurement.bids.models import Part
from procurement.bids.operations import HANDLERS
from procurement.bids.queries import handlers_of
from procurement.bids.rules import can_handle_bids
from procurement.bids.views import Confidential
from procurement.evaluators.queries import scored_bids_of
from procurement.evaluators.rules import can_handle_or_evaluate, evaluator_of, must_declare
from procurement.reading.operations import read_bids
from procurement.reading.rules import can_read_bidders
from procurement.scoring import operations, queries
from procurement.scoring.forms import Cell, sheet_of
from procurement.scoring.rules import can_score
from procurement.tenders.views import TenderConfirmView, TenderPage, add_tab
from procurement.tenders.workflow import State
from psp.core.problems import Invalid, NotPermitted, WrongState
from psp.core.shows_typed import ShowsTyped

add_tab(
    gettext_lazy("Scoring"),
    "scoring",
    90,
    permission="procurement.handle_or_evaluate_bids",
    access=can_handle_or_evaluate & can_read_bidders,
)


class Scoring(Confidential, TenderPage):
    """How far scoring is. Progress alone: whose scores say what, this page does not know."""

    tab = "scoring"
    access = can_read_bidders
    template_name = "procurement/scoring/overview.html"
    title = gettext_lazy("Scoring")

    def get_context_data(self, **kwargs):
        user, tender = self.request.user, self.tender
        evaluator, may_score = evaluator_of(user, tender), can_score.test(user, tender)
        is_scoring = tender.state == State.OPENED
        questions = list(tender.questions.all())
        return super().get_context_data(
            evaluator=evaluator,
            may_score=may_score,
            must_declare=is_scoring and must_declare(user, tender),
            progress=queries.progress_of(tender),
            gate=gate_findings(tender, "close_scoring", at=timezone.now()) if is_scoring else [],
            may_close=is_scoring and can_handle_bids.test(user, tender),
            closers=list(User.objects.filter(pk__in=handlers_of(tender)).order_by("name")) if is_scoring else [],
            questions=questions,
            grid=self.own_grid(evaluator, questions) if may_score else [],
            **kwargs,
        )

    def own_grid(self, evaluator, questions):
        """The person's own bids by question: what is complete."""
        evaluator.tender = self.tender
        bids = list(scored_bids_of(evaluator).select_related("tender__partnership"))
        bidders = read_bids(bids=bids, part=Part.IDENTITY, by=self.request.user, at=timezone.now())
        done = set(evaluator.scores.filter(is_complete=True).values_list("bid", "question"))
        return [
            {
                "bid": bid,
                "bidder": bidders[bid.pk]["name"],
                "cells": [(bid.pk, question.pk) in done for question in questions],
            }
            for bid in bids
        ]


class ScoreSheet(Confidential, TenderPage, ShowsTyped):
    """One's own scores: of one question across bids, or of one bid across questions. Nobody else's are anywhere near."""

    tab = "scoring"
    access = can_score
    permission_required = "procurement.score_bids"
    template_name = "procurement/scoring/sheet.html"

    def load(self):
        super().load()
        self.evaluator = evaluator_of(self.request.user, self.tender)
        self.evaluator.tender = self.tender
        self.bids = list(scored_bids_of(self.evaluator).select_related("tender__partnership"))
        self.questions = list(self.tender.questions.all())
        if "bid" in self.kwargs:
            self.bids_shown = [bid for bid in self.bids if bid.pk == self.kwargs["bid"]]
            self.questions_shown = self.questions
        else:
            self.bids_shown = self.bids
            self.questions_shown = [get_object_or_404(self.tender.questions, pk=self.kwargs["question"])]
        if "bid" in self.kwargs and not self.bids_shown:
            raise Http404

    @cached_property
    def sheet(self):
        return sheet_of(self.request.POST)

    @property
    def is_open(self):
        return self.evaluator.locked_at is None and self.tender.state == State.OPENED

    def crumbs(self):
        return [*super().crumbs(), *self.tab_crumb("scoring")]

    def cells(self, data=None, only=None):
        """Make the cells of the sheet, with the bid's answer beside one's own score."""
        asked = {"bids": self.bids_shown, "by": self.request.user, "at": timezone.now()}
        bidders, answers = read_bids(part=Part.IDENTITY, **asked), read_bids(part=Part.QUALITY, **asked)
        own = queries.own_scores(self.evaluator)
        made = []
        for question in self.questions_shown:
            for bid in self.bids_shown:
                quality = answers[bid.pk]
                cell = Cell(
                    bid,
                    question,
                    bidders[bid.pk]["name"],
                    quality["answers"].get(str(question.pk), ""),
                    [file for file in quality["files"] if file["question"] == question.pk],
                    own.get((bid.pk, question.pk), {}),
                )
                made.append(cell.bind(data, only) if self.is_open else cell)
        return made

    def show_typed(self):
        cells = self.cells(self.request.POST)
        if not any(cell.is_touched for cell in cells):
            # Locked since: there is no field for it any more, so it is shown as it stands.
            return redirect("unsaved_forms")
        return self.show(cells, "")

    def post(self, request, *args, **kwargs):
        if not self.is_open:
            raise PermissionDenied(_("Your scores are locked and can no longer be changed."))
        asked = request.POST.get("cell", "")[:60]
        # A script saves the one cell; without it everything typed is saved, so that nothing is lost.
        cells = self.cells(request.POST, asked if request.htmx else None)
        touched = [cell for cell in cells if cell.is_touched]
        wrong = [cell for cell in touched if not cell.form.is_valid()]
        if not wrong and self.save(touched):
            return self.saved(asked)
        return self.show(cells, asked, status=422)

    def save(self, cells):
        """Call the operation; False where a cell was saved in another window in between."""
        given = {cell.key: cell.form.given(cell.version, self.sheet) for cell in cells}
        try:
            stale = operations.save_scores(
                evaluator=self.evaluator, given=given, by=self.request.user, at=timezone.now()
            )
        except (Invalid, WrongState) as problem:
            messages.error(self.request, str(problem))
            return False
        except NotPermitted as problem:
            raise PermissionDenied(str(problem)) from problem
        fresh = queries.own_scores(self.evaluator) if stale else {}
        for cell in cells:
            cell.is_stale = cell.key in stale
            if cell.is_stale:
                cell.saved = fresh.get(cell.key, {})
                cell.version = cell.saved.get("version", 0)
        return not stale

    def saved(self, asked):
        if self.request.htmx and asked:
            return self.show(self.cells(), asked, was_saved=True)
        messages.success(self.request, _("Saved"))
        return redirect(f"{self.request.path}#{asked}" if asked.startswith("cell-") else self.request.path)

    def show(self, cells, asked, status=200, was_saved=False):
        as_one_goes = self.request.htmx and "as_one_goes" in self.request.POST
        if self.request.htmx and asked:
            name = "saved_as_one_goes" if as_one_goes and was_saved else "saved_cell"
            self.template_name = f"procurement/scoring/{name}.html"
            cells = [cell for cell in cells if cell.code == asked]
            status = 200  # htmx swaps in nothing else
        response = self.render_to_response(self.get_context_data(cells=cells, was_saved=was_saved), status=status)
        # What could not be saved as one goes shows in the whole cell, its fields included.
        return retarget(response, f"#{cells[0].code}") if as_one_goes and cells and not was_saved else response

    def get_title(self):
        if "bid" in self.kwargs:
            return _("Score one bid")
        number = [question.pk for question in self.questions].index(self.kwargs["question"]) + 1
        return _("Score question {number} of {count}").format(number=number, count=len(self.questions))

    def get_context_data(self, **kwargs):
        cells = kwargs.pop("cells", None)
        cells = self.cells() if cells is None else cells
        places = [bid.pk for bid in self.bids] if "bid" in self.kwargs else [question.pk for question in self.questions]
        name = "score_bid" if "bid" in self.kwargs else "score_question"
        here = places.index(self.kwargs.get("bid") or self.kwargs.get("question"))
        around = {
            "before": self.tender.url(name, places[here - 1]) if here else "",
            "after": self.tender.url(name, places[here + 1]) if here + 1 < len(places) else "",
        }
        [progress] = [one for one in queries.progress_of(self.tender) if one.evaluator.pk == self.evaluator.pk]
        # The address hands its own "question" and "bid" in, numbers: the records come last.
        given = {
            "cells": cells,
            "by_bid": "bid" in self.kwargs,
            "question": None if "bid" in self.kwargs else self.questions_shown[0],
            "is_open": self.is_open,
            "progress": progress,
            "sheet": self.sheet,
            "has_errors": any(cell.form and cell.form.errors for cell in cells),
        }
        return super().get_context_data(**kwargs | given | around)


class UnderScoring(Confidential):
    tab = "scoring"

    def crumbs(self):
        return [*super().crumbs(), *self.tab_crumb("scoring")]

    def get_success_url(self):
        return self.tender.url("scoring")


class LockScores(UnderScoring, TenderConfirmView):
    access = can_score
    permission_required = "procurement.score_bids"
    who_may = operations.SCORERS
    title = gettext_lazy("Lock your scores")
    done = gettext_lazy("Your scores are locked")
    extra_context = {
        "consequences": [
            gettext_lazy("You can no longer change a score or a comment."),
            gettext_lazy("Once everybody has locked, the scores lie side by side for moderation."),
        ]
    }

    def act(self, form):
        evaluator = evaluator_of(self.request.user, self.tender)
        return operations.lock_scores(evaluator=evaluator, by=self.request.user, at=timezone.now())


class CloseScoring(UnderScoring, TenderConfirmView):
    permission_required = "procurement.close_scoring"
    who_may = HANDLERS
    title = gettext_lazy("Close scoring")
    done = gettext_lazy("Scoring is closed: the moderation can begin")
    extra_context = {
        "consequences": [
            gettext_lazy("Evaluators can no longer be appointed or removed."),
            gettext_lazy("The evaluators and the purchasers see all scores side by side."),
        ]
    }

    def get_success_url(self):
        # Who purchases and has not declared their interests closes scoring, and reads no score.
        way = self.tab_crumb("moderation")
        return way[0][1] if way else self.tender.url("bids")

    def act(self, form):
        return operations.close_scoring(tender=self.tender, by=self.request.user, at=timezone.now())
