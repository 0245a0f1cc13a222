"""What a study comes to: its summary, its working, and the evaluation section of a partnership."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.charts import queries as charts
from evaluation.findings.queries import advice_on
from evaluation.redesign.models import RedesignDecision
from evaluation.results import queries
from evaluation.runs.queries import shown
from evaluation.simulation.queries import is_being_made, simulated
from evaluation.studies.missing import approver_of
from evaluation.studies.models import Study
from evaluation.studies.queries import method_words, range_words, ratio_words, shown_study, studies_of
from evaluation.studies.views import StudyPage
from evaluation.studies.workflow import State
from evaluation.value_map.queries import incomplete
from partnerships.public import PartnershipPage, gate_findings
from psp.core.lists import csv_response

BEFORE_APPROVAL = (State.DRAFT, State.SUBMITTED)


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
            return csv_response("working", self.columns, queries.working_lines(shown(self.study)))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        found = shown(self.study)
        years = found.headline.result.years if found.headline else ()
        return super().get_context_data(
            shown=found,
            totals=queries.totals(found),
            years=years,
            rows=queries.working_rows(found),
            value_by_year=[queries.in_pennies(year.value) for year in years],
            present_value_by_year=[queries.in_pennies(year.present_value) for year in years],
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
            studies=[(study, ratio_words(study.ratio), range_words(study), method_words(study)) for study in studies],
            known=known,
            ratio=ratio_words(known.ratio) if known else "",
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
