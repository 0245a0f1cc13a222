"""Reads: the success criteria of a partnership with their results, and the finding they add up to."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnerships.lifecycle.models import Partnership
from partnerships.pilot.engine import Direction
from partnerships.pilot.models import Amendment, CriteriaFreeze, CriterionResult, SuccessCriterion
from partnerships.timeline.models import Milestone
from psp.core.charts.bars import Bar, Bars, bars
from psp.core.charts.chart import Chart
from psp.core.charts.words import Unit

# The milestone of the gate whose criterion ``results_recorded`` asks for a result of each.
GATE_OF_RESULTS = "evaluation_starts"


@dataclass(frozen=True, slots=True)
class Criteria:
    """The criteria in force and those withdrawn, with their results on a day; ``freeze`` None until they are frozen.

    ``gate_on`` is the day of the gate that asks for their results, None without a plan.
    """

    in_force: list[SuccessCriterion]
    withdrawn: list[SuccessCriterion]
    freeze: CriteriaFreeze | None
    today: date
    gate_on: date | None = None

    @property
    def after_gate(self) -> list[SuccessCriterion]:
        """Those measured after the gate that asks for their result, as long as they have none."""
        return [criterion for criterion in self.in_force if criterion.is_unmeasured_at(self.gate_on)]

    @property
    def after_gate_words(self) -> str:
        """Say how many are measured after their gate; "" where none is."""
        count = len(self.after_gate)
        words = ngettext(
            "{n} success criterion is measured after its gate: it has no result when evaluation is to start.",
            "{n} success criteria are measured after their gate: they have no result when evaluation is to start.",
            count,
        )
        return words.format(n=count) if count else ""

    @property
    def measured(self) -> list[SuccessCriterion]:
        """Those with a result."""
        return [criterion for criterion in self.in_force if criterion.latest_result is not None]

    @property
    def due(self) -> list[SuccessCriterion]:
        """Those whose day has come."""
        return [criterion for criterion in self.in_force if criterion.due_on <= self.today]

    @property
    def met(self) -> list[SuccessCriterion]:
        """Those that are due and whose latest result meets the target."""
        results = ((criterion, criterion.latest_result) for criterion in self.due)
        return [criterion for criterion, result in results if result is not None and result.verdict.is_met]

    @property
    def met_early(self) -> list[SuccessCriterion]:
        """Those whose latest result meets the target before they are due."""
        results = ((row, row.latest_result) for row in self.in_force if row.due_on > self.today)
        return [criterion for criterion, result in results if result is not None and result.verdict.is_met]

    @property
    def headline(self) -> str:
        """Say the finding in one sentence."""
        total = len(self.in_force)
        if self.measured:
            early = len(self.met_early)
            words = ngettext("{n} is already met", "{n} are already met", early).format(n=early)
            return f"{self._finding(len(self.due), total)}{f'; {words}' if early else ''}"
        if self.freeze is None:
            words = ngettext("{all} success criterion, not frozen yet", "{all} success criteria, not frozen yet", total)
        else:
            words = ngettext("{all} success criterion, no result yet", "{all} success criteria, no results yet", total)
        return words.format(all=total)

    def _finding(self, due: int, total: int) -> str:
        if not due:
            words = ngettext("{all} success criterion, not due yet", "{all} success criteria, none due yet", total)
        elif due < total:
            words = ngettext(
                "{met} of {due} success criterion due so far is met",
                "{met} of {due} success criteria due so far are met",
                due,
            )
        else:
            words = ngettext("{met} of {due} success criterion is met", "{met} of {due} success criteria are met", due)
        return words.format(met=len(self.met), due=due, all=total)


def criteria_of(partnership: Partnership, *, today: date) -> Criteria:
    """Fetch a partnership's success criteria with results and amendments, and the day of their gate. Five queries."""
    rows = list(with_results(SuccessCriterion.objects.filter(partnership=partnership)).order_by("pk"))
    freeze = CriteriaFreeze.objects.filter(partnership=partnership).select_related("frozen_by").first()
    in_force = [row for row in rows if row.withdrawn_at is None]
    withdrawn = [row for row in rows if row.withdrawn_at is not None]
    return Criteria(in_force, withdrawn, freeze, today, gate_day_of(partnership))


def gate_day_of(partnership: Partnership) -> date | None:
    """Return the day evaluation started or is planned to, before which each criterion needs a result; None without a plan.

    One query. A criterion that is due later is measured after its own gate.
    """
    gate = Milestone.objects.filter(partnership=partnership, key=GATE_OF_RESULTS)
    done_on, planned_on = gate.values_list("done_on", "planned_on").first() or (None, None)
    return done_on or planned_on


def with_results(criteria: Any) -> Any:
    """Fetch each criterion's partnership, results and amendments. Two queries more."""
    results = CriterionResult.objects.select_related("recorded_by").order_by("-measured_on", "-pk")
    amendments = Amendment.objects.select_related("amended_by").order_by("amended_at", "pk")
    return criteria.select_related("partnership").prefetch_related(
        Prefetch("results", results), Prefetch("amendments", amendments)
    )


def chart_of(criteria: Criteria, *, name: str) -> Chart:
    """Draw the latest result of each criterion against its target, each on a scale of its own."""
    rows = tuple(
        Bar(_label(criterion), _value(criterion), criterion.target, Unit(criterion.unit))
        for criterion in criteria.in_force
    )
    return bars(Bars(name, _("Results against targets"), rows))


def _label(criterion: SuccessCriterion) -> str:
    at_most = criterion.direction == Direction.AT_MOST
    return _("{indicator} (at most)").format(indicator=criterion.indicator) if at_most else criterion.indicator


def _value(criterion: SuccessCriterion) -> Any:
    return criterion.latest_result.value if criterion.latest_result else None
