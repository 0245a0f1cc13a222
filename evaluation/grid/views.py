"""The value map: the grid of outcomes, saved as a form, or figure by figure as a person types."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from evaluation.charts import queries as charts
from evaluation.findings.queries import advice_on
from evaluation.grid import queries
from evaluation.grid.forms import HEADINGS, TERMS, row_as_saved, row_as_typed, rows_as_typed, rows_gone, with_typed
from evaluation.results.queries import headline_figures
from evaluation.results.views import ResultPage, settings_columns
from evaluation.runs.queries import Shown, shown
from evaluation.simulation.queries import is_being_made, simulated, why_not_made
from evaluation.sroi.engine.layout_fields import MOST_OUTCOMES
from evaluation.studies.views import ChangesDraft
from evaluation.value_map.operations import StaleRows, save_figures
from evaluation.value_map.queries import compute_rows, rows_of
from psp.core.access import Permitted, get_visible
from psp.core.dates import in_words, london_date, time_words
from psp.core.lists import Column, csv_response
from psp.core.problems import WrongState
from psp.core.shows_typed import ShowsTyped


def saved_words(study):
    """Say when the figures were saved last."""
    at = study.figures_at
    if at is None:
        return ""
    if london_date(at) == timezone.localdate():
        return _("All changes saved at {time}").format(time=time_words(at))
    return _("All changes saved, last on {day} at {time}").format(day=in_words(london_date(at)), time=time_words(at))


def limits_of(name: str) -> list[Column]:
    """The columns of the range people stated for a figure."""
    return [(gettext_lazy("At the lowest"), f"{name}_low"), (gettext_lazy("At the highest"), f"{name}_high")]


def beside(found: Shown) -> dict:
    """Give what stands beneath the grid: what moves the ratio, its range, and what to check."""
    simulation = simulated(found.study)
    return {
        "study": found.study,
        "tornado": charts.tornado_of(found, 6),
        "histogram": charts.histogram_of(found, simulation),
        "simulation": simulation,
        "simulation_awaited": is_being_made(found.study),
        "simulation_failed": why_not_made(found.study),
        "advice": advice_on(found)[:6],
    }


class ValueMap(ResultPage):
    """One row for each outcome. Without a script it is a form; with one, each figure is saved by itself."""

    tab = "value_map"
    template_name = "evaluation/grid/value_map.html"
    title = gettext_lazy("Value map")
    columns: list[Column] = [
        (gettext_lazy("Who changes"), "stakeholder.name"),
        (gettext_lazy("What changes"), "description"),
        (gettext_lazy("Indicator"), "indicator"),
        (gettext_lazy("Quantity"), "quantity"),
        *limits_of("quantity"),
        (gettext_lazy("Of what"), "unit"),
        (gettext_lazy("Source of the quantity"), "quantity_source"),
        (gettext_lazy("Years"), "duration_years"),
        *limits_of("duration_years"),
        (gettext_lazy("Why that long"), "duration_reason"),
        (gettext_lazy("Starts"), "get_starts_display"),
        (gettext_lazy("Financial proxy"), "proxy_description"),
        (gettext_lazy("Worth each in pounds"), "proxy"),
        *limits_of("proxy"),
        (gettext_lazy("Source of the proxy"), "proxy_source"),
        (gettext_lazy("Licence of the proxy"), "proxy_licence"),
        (gettext_lazy("Prices of"), "price_year"),
        *(
            column
            for name, label in (
                ("deadweight", gettext_lazy("Deadweight")),
                ("displacement", gettext_lazy("Displacement")),
                ("attribution", gettext_lazy("Attribution")),
                ("drop_off", gettext_lazy("Drop-off")),
            )
            for column in (
                (label, name),
                *limits_of(name),
                (gettext_lazy("Reason"), f"{name}_reason"),
                (gettext_lazy("Source"), f"{name}_source"),
            )
        ),
        (gettext_lazy("In the account"), "get_materiality_display"),
        (gettext_lazy("Reason for not valuing it"), "materiality_reason"),
    ]

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") == "csv":
            columns = [*self.columns, *settings_columns(self.found)]
            return csv_response("value-map", columns, self.study.outcomes.select_related("stakeholder"))
        return self.show([row_as_saved(outcome) for outcome in self.found.rows.outcomes])

    def load(self):
        super().load()
        self.found = shown(self.study)

    def show(self, rows, *, status=HTTPStatus.OK, refused="", is_typed=False):
        """Show the grid with rows as saved or as typed."""
        found = queries.impacts(self.found)
        context = self.get_context_data(
            shown=self.found,
            lines=[(row, found[row.outcome.pk], queries.source_words(row.outcome)) for row in rows],
            headings=[(words, TERMS.get(name, "")) for name, words in HEADINGS.items()],
            figures=headline_figures(self.found),
            saved=_("Not saved yet") if is_typed or status != HTTPStatus.OK else saved_words(self.study),
            may_add=len(rows) < MOST_OUTCOMES,
            refused=refused,
            problems=[(row, cell) for row in rows for cell in row.cells if cell.error],
            conflicts=[row for row in rows if row.conflict],
            **beside(self.found),
        )
        return self.render_to_response(context, status=status)


class SaveValueMap(ChangesDraft, ValueMap, ShowsTyped):
    """The grid sent as a whole: everything typed is saved, or nothing, and then everything typed is still there."""

    def get(self, request, *args, **kwargs):
        return redirect(self.study.url("value_map"))

    def show_typed(self):
        return self.show(rows_as_typed(self.found.rows.outcomes, self.request.POST), is_typed=True)

    def post(self, request, *args, **kwargs):
        rows = rows_as_typed(self.found.rows.outcomes, request.POST)
        if gone := rows_gone(self.found.rows.outcomes, request.POST):
            words = ngettext(
                "Somebody else removed {count} row that was on your page.",
                "Somebody else removed {count} rows that were on your page.",
                gone,
            )
            messages.warning(request, words.format(count=gone))
        if any(row.errors for row in rows):
            return self.show(rows, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            edits = [row.edit for row in rows if row.is_changed]
            if edits:
                save_figures(study=self.study, edits=edits, by=request.user, at=timezone.now())
        except StaleRows as problem:
            # What they were saved as stands in rows read before the lock; read them anew.
            self.found = shown(self.study)
            rows = rows_as_typed(self.found.rows.outcomes, request.POST)
            for row in rows:
                if row.outcome.pk in problem.outcome_ids:
                    row.show_conflict(to=request.user)
            return self.show(rows, status=HTTPStatus.CONFLICT)
        except WrongState as problem:
            return self.show(rows, status=HTTPStatus.CONFLICT, refused=str(problem))
        return redirect(self.study.url("value_map"))


class SaveRow(ChangesDraft, Permitted, View):
    """One row as it is being typed: with ``preview`` it is only worked out, else saved. Answers with JSON."""

    relations = ResultPage.relations
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args, **kwargs) -> JsonResponse:
        outcome = get_visible(
            self.study.outcomes.select_related("stakeholder", "edited_by"), request.user, pk=self.kwargs["pk"]
        )
        row = row_as_typed(outcome, request.POST)
        if "preview" in request.POST:
            return self.previewed(row)
        if row.errors:
            answer = {"errors": row.errors, "readings": row.readings}
            return JsonResponse(answer, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            if row.is_changed:
                save_figures(study=self.study, edits=[row.edit], by=request.user, at=timezone.now())
        except StaleRows:
            outcome.refresh_from_db()
            row.show_conflict(to=request.user)
            values = {cell.name: cell.typed for cell in row.cells}
            now = {cell.name: cell.was for cell in row.cells}
            answer = {"errors": {}, "conflict": row.conflict, "read": row.read, "values": values, "now": now}
            return JsonResponse(answer, status=HTTPStatus.CONFLICT)
        except WrongState as problem:
            return JsonResponse({"errors": {}, "refused": str(problem)}, status=HTTPStatus.CONFLICT)
        return self.saved()

    def previewed(self, row) -> JsonResponse:
        rows = rows_of(self.study)
        for outcome in rows.outcomes:
            if outcome.pk == row.outcome.pk:
                with_typed(outcome, row)
        found = Shown(self.study, rows, compute_rows(self.study, rows))
        return JsonResponse({"errors": {}, **self.answer(found)})

    def saved(self) -> JsonResponse:
        self.load()
        found = shown(self.study)
        row = row_as_saved(next(outcome for outcome in found.rows.outcomes if outcome.pk == self.kwargs["pk"]))
        return JsonResponse(
            {
                "errors": {},
                "read": row.read,
                "values": {cell.name: cell.typed for cell in row.cells},
                "saved": saved_words(self.study),
                "beside": render_to_string("evaluation/grid/beside.html", beside(found), self.request),
                **self.answer(found),
            }
        )

    def answer(self, found) -> dict:
        impact = queries.impacts(found)[self.kwargs["pk"]]
        card = {"figures": headline_figures(found), "shown": found, "study": self.study}
        return {
            "impact": impact.words,
            "tone": impact.tone,
            "card": render_to_string("evaluation/results/headline.html", card, self.request),
        }


class Range(ResultPage):
    """The range of the ratio by itself, asked for until the simulation is there."""

    template_name = "evaluation/results/range.html"

    def get_context_data(self, **kwargs):
        found = shown(self.study)
        simulation = simulated(self.study)
        return super().get_context_data(
            histogram=charts.histogram_of(found, simulation),
            simulation=simulation,
            simulation_awaited=is_being_made(self.study),
            simulation_failed=why_not_made(self.study),
            **kwargs,
        )
