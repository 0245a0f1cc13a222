"""Moderation: all scores side by side, where they differ, and what the evaluators agree."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.public import gate_findings
from procurement.bids.models import Part
from procurement.bids.rules import can_handle_bids
from procurement.bids.views import Confidential
from procurement.moderation import operations
from procurement.moderation.forms import ModerationCell
from procurement.moderation.queries import Compared, compared
from procurement.moderation.rules import can_moderate, can_see_scores
from procurement.reading.operations import read_bids, recused_bids
from procurement.tenders.views import TenderPage, add_tab
from procurement.tenders.workflow import State
from psp.core.access import refusal
from psp.core.problems import Invalid, NotPermitted, WrongState
from psp.core.shows_typed import ShowsTyped

add_tab(gettext_lazy("Moderation"), "moderation", 100, permission="procurement.see_scores", access=can_see_scores)


class WithScores(Confidential):
    """A page with everybody's scores of the live bids the person is not kept from."""

    tab = "moderation"
    access = can_see_scores
    permission_required = "procurement.see_scores"

    def load(self):
        super().load()
        kept_from = recused_bids(self.tender, self.request.user)
        self.bids = list(self.tender.bids.live().exclude(pk__in=kept_from).select_related("tender__partnership"))
        for bid in self.bids:
            bid.tender = self.tender
        self.questions = list(self.tender.questions.all())

    def read(self, part):
        return read_bids(bids=self.bids, part=part, by=self.request.user, at=timezone.now())


class Moderation(WithScores, TenderPage):
    template_name = "procurement/moderation/overview.html"
    title = gettext_lazy("Moderation")

    def get_context_data(self, **kwargs):
        scores, bidders = compared(self.tender), self.read(Part.IDENTITY)
        grid = [
            {
                "bid": bid,
                "bidder": bidders[bid.pk]["name"],
                "cells": [scores.get((bid.pk, question.pk), Compared()) for question in self.questions],
            }
            for bid in self.bids
        ]
        is_moderating = self.tender.state == State.MODERATION
        agreed = sum(1 for row in grid for cell in row["cells"] if cell.moderated)
        return super().get_context_data(
            grid=grid,
            questions=self.questions,
            agreed=agreed,
            owed=len(self.bids) * len(self.questions),
            gate=gate_findings(self.tender, "close_moderation", at=timezone.now()) if is_moderating else [],
            may_close=is_moderating and can_handle_bids.test(self.request.user, self.tender),
            is_moderating=is_moderating,
            **kwargs,
        )


class ModerateQuestion(WithScores, TenderPage, ShowsTyped):
    """One question across the bids: what each evaluator gave, and what they agree."""

    template_name = "procurement/moderation/question.html"

    def load(self):
        super().load()
        self.question = get_object_or_404(self.tender.questions, pk=self.kwargs["question"])

    def crumbs(self):
        return [*super().crumbs(), *self.tab_crumb("moderation")]

    def get_title(self):
        number = [question.pk for question in self.questions].index(self.question.pk) + 1
        return _("Moderate question {number} of {count}").format(number=number, count=len(self.questions))

    def cells(self, data=None, only=None):
        scores = compared(self.tender)
        bidders, quality = self.read(Part.IDENTITY), self.read(Part.QUALITY)
        is_open = self.tender.state == State.MODERATION
        made = []
        for bid in self.bids:
            cell = ModerationCell(
                bid,
                self.question,
                bidders[bid.pk]["name"],
                quality[bid.pk]["answers"].get(str(self.question.pk), ""),
                scores.get((bid.pk, self.question.pk), Compared()),
                [file for file in quality[bid.pk]["files"] if file["question"] == self.question.pk],
            )
            if is_open and can_moderate.test(self.request.user, bid):
                cell.bind(data, only)
            made.append(cell)
        return made

    def show_typed(self):
        cells = self.cells(self.request.POST)
        if not any(cell.is_touched for cell in cells):
            # Closed since: there is no field for it any more, so it is shown as it stands.
            return redirect("unsaved_forms")
        return self.show(cells, "")

    def post(self, request, *args, **kwargs):
        asked = request.POST.get("cell", "")[:60]
        cells = self.cells(request.POST, asked if request.htmx else None)
        if not any(cell.form for cell in cells):
            raise PermissionDenied(refusal(operations.CHAIR))
        touched = [cell for cell in cells if cell.is_touched]
        wrong = [cell for cell in touched if not cell.form.is_valid()]
        if not wrong and self.save(touched):
            if request.htmx and asked:
                return self.show(self.cells(), asked, was_saved=True)
            messages.success(request, _("Saved"))
            return redirect(f"{request.path}#{asked}" if asked.startswith("cell-") else request.path)
        return self.show(cells, asked, status=422)

    def save(self, cells):
        """Call the operation; False where somebody was quicker or it refused."""
        agreed = {cell.key: cell.form.agreed(cell.version) for cell in cells}
        try:
            stale = operations.moderate_scores(
                tender=self.tender, agreed=agreed, by=self.request.user, at=timezone.now()
            )
        except (Invalid, WrongState) as problem:
            messages.error(self.request, str(problem))
            return False
        except NotPermitted as problem:
            raise PermissionDenied(str(problem)) from problem
        fresh = compared(self.tender) if stale else {}
        for cell in cells:
            # The others are saved: nothing typed in them waits any more.
            cell.is_touched = cell.is_stale = cell.key in stale
            if cell.is_stale:
                cell.compared = fresh[cell.key]
                cell.version = cell.compared.moderated.get("version", 0)
        return not stale

    def show(self, cells, asked, status=200, was_saved=False):
        if self.request.htmx and asked:
            self.template_name = "procurement/moderation/saved_cell.html"
            cells = [cell for cell in cells if cell.code == asked]
            status = 200  # htmx swaps in nothing else
        return self.render_to_response(self.get_context_data(cells=cells, was_saved=was_saved), status=status)

    def get_context_data(self, **kwargs):
        cells = kwargs.pop("cells", None)
        cells = self.cells() if cells is None else cells
        places = [question.pk for question in self.questions]
        here = places.index(self.question.pk)
        # The address hands its own "question" in, a number: the record comes last.
        given = {
            "cells": cells,
            "question": self.question,
            "may_moderate": any(cell.form for cell in cells),
            "has_errors": any(cell.form and cell.form.errors for cell in cells),
            "before": self.tender.url("moderate_question", places[here - 1]) if here else "",
            "after": self.tender.url("moderate_question", places[here + 1]) if here + 1 < len(places) else "",
        }
        return super().get_context_data(**kwargs | given)
