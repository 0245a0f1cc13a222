"""What a study comes to: its summary, its working, and the evaluation section of a partnership."""

from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.charts import queries as charts
from evaluation.findings.queries import advice_on
from evaluation.redesign.models import RedesignDecision
from evaluation.results import queries
from evaluation.runs.queries import Shown, shown
from evaluation.simulation.queries import is_being_made, simulated, why_not_made
from evaluation.sroi.engine.compute import METHOD_VERSION
from evaluation.sroi.engine.layout_settings import written_schedule
from evaluation.sroi.queries import engine_schedule
from evaluation.studies.missing import approver_of
from evaluation.studies.models import Study
from evaluation.studies.queries import method_words, pounds_words, range_words, ratio_words, shown_study, studies_of
from evaluation.studies.views import StudyPage
from evaluation.studies.workflow import State
from evaluation.value_map.queries import incomplete
from partnerships.public import PartnershipPage, gate_findings
from psp.core.lists import Column, csv_response

BEFORE_APPROVAL = (State.DRAFT, State.SUBMITTED)


def settings_columns(found: Shown) -> list[Column]:
    """What the figures of a spreadsheet depend on, as columns of it: a file that leaves says how it was computed."""
    study = found.study
    version = found.headline.result.method_version if found.headline else METHOD_VERSION
    deflators = study.price_index.indices if study.price_index is not None else {}
    rates = [
        _("{rate}% to year {year}").format(rate=band["rate"], year=band["to_year"])
        if band["to_year"]
        else _("{rate}% for every year").format(rate=band["rate"])
        for band in written_schedule(engine_schedule(study.schedule, study.flat_rate))["bands"]
    ]
    values = {
        _("Discount schedule"): str(study.schedule),
        _("Discount rates"): "; ".join(rates),
        _("Value arises"): study.get_timing_display(),
        _("Inputs discounted"): _("Yes") if study.discount_inputs else _("No"),
        _("Prices of year"): study.price_base_year or "",
        _("Price index"): str(study.price_index or ""),
        _("Index by year"): "; ".join(f"{year}: {index}" for year, index in sorted(deflators.items())),
        _("Method version"): version,
    }
    return [(label, partial(_same, value=value)) for label, value in values.items()]


def _same(_row: Any, *, value: Any) -> Any:
    return value


class ResultPage(StudyPage):
    """A page of what a study comes to; the run and the simulation are fetched with the study."""

    relations = (*StudyPage.relations, "run", "run__made_by", "simulation")


class StudySummary(ResultPage):
    """The ratio with all that belongs beside it, where it comes from, and what to check."""

    tab = "study"
    template_name = "evaluation/results/study.html"

    def get_context_data(self, **kwargs):
        found = shown(self.study)
        simulation = simulated(self.study)
        gate = []
        if self.study.state in BEFORE_APPROVAL:
            gate = gate_findings(self.study, "approve_study", at=timezone.now())
        is_withdrawn = self.study.state == State.WITHDRAWN
        return super().get_context_data(
            shown=found,
            copies=self.study.copies.all() if is_withdrawn else [],
            figures=queries.headline_figures(found),
            totals=queries.totals(found),
            gate=gate,
            missing_people=approver_of(self.study, self.study.partnership),
            advice=advice_on(found),
            incomplete=incomplete(found.rows.outcomes),
            simulation=simulation,
            simulation_awaited=is_being_made(self.study),
            simulation_failed=why_not_made(self.study),
            waterfall=charts.waterfall_of(found),
            tornado=charts.tornado_of(found),
            by_stakeholder=charts.by_stakeholder(found),
            by_year=charts.by_year(found),
            histogram=charts.histogram_of(found, simulation),
            **kwargs,
        )


class Working(ResultPage):
    """The working by outcome and year, and every assumption's effect on the ratio."""

    tab = "working"
    template_name = "evaluation/results/working.html"
    title = gettext_lazy("Working")
    columns = [
        (gettext_lazy("Stakeholder"), lambda line: line["stakeholder"]),
        (gettext_lazy("Outcome"), lambda line: line["outcome"]),
        (gettext_lazy("Indicator"), lambda line: line["indicator"]),
        (gettext_lazy("Impact in pounds"), lambda line: line["impact"]),
        (gettext_lazy("Year"), lambda line: line["year"]),
        (gettext_lazy("Value in pounds"), lambda line: line["value"]),
        (gettext_lazy("Discount factor"), lambda line: line["factor"]),
        (gettext_lazy("Present value in pounds"), lambda line: line["present_value"]),
    ]

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") == "csv":
            found = shown(self.study)
            columns = [*self.columns, *settings_columns(found)]
            return csv_response("working", columns, queries.working_lines(found))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        found = shown(self.study)
        years = found.headline.result.years if found.headline else ()
        return super().get_context_data(
            shown=found,
            figures=queries.headline_figures(found),
            totals=queries.totals(found),
            years=years,
            rows=queries.working_rows(found),
            value_by_year=[pounds_words(year.value) for year in years],
            present_value_by_year=[pounds_words(year.present_value) for year in years],
            factors=[f"{year.factor:.4f}" for year in years],
            sensitivity=queries.sensitivity_rows(found),
            **kwargs,
        )


class PartnershipEvaluation(PartnershipPage):
    """The studies of a partnership, and what the gate to the tender asks of them."""

    section = "partnership_evaluation"
    template_name = "evaluation/results/partnership.html"
    title = gettext_lazy("Evaluation")

    def get_context_data(self, **kwargs):
        studies = list(studies_of(self.partnership))
        known = shown_study(studies)
        decisions = list(RedesignDecision.objects.filter(study__in=[study for study in studies if _stands(study)]))
        approved = [study for study in studies if study.state == State.APPROVED]
        return super().get_context_data(
            studies=[
                (study, ratio_words(study.figure("ratio")), range_words(study), method_words(study))
                for study in studies
            ],
            known=known,
            ratio=ratio_words(known.figure("ratio")) if known else "",
            likely=range_words(known) if known else "",
            decisions=decisions,
            asked=[
                (_("An approved evaluation"), bool(approved)),
                (
                    _("Its redesign decisions"),
                    any(row.study_id in {study.pk for study in approved} for row in decisions),
                ),
            ],
            may_start=self.request.user.has_perm("evaluation.add_study", self.partnership),
            **kwargs,
        )


def _stands(study: Study) -> bool:
    return study.state != State.WITHDRAWN
