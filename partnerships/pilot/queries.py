"""Reads: the success criteria of a partnership with their results, and the finding they add up to."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnerships.lifecycle.models import Partnership
from partnerships.pilot.engine import Direction
from partnerships.pilot.models import Amendment, CriteriaFreeze, CriterionResult, SuccessCriterion
from psp.core.charts.bars import Bar, Bars, bars
from psp.core.charts.chart import Chart
from psp.core.charts.words import Unit


@dataclass(frozen=True, slots=True)
class Criteria:
    """The criteria in force and those withdrawn, with their results; ``freeze`` None until they are frozen."""

    in_force: list[SuccessCriterion]
    withdrawn: list[SuccessCriterion]
    freeze: CriteriaFreeze | None

    @property
    def measured(self) -> list[SuccessCriterion]:
        """Those with a result."""
        return [criterion for criterion in self.in_force if criterion.latest_result is not None]

    @property
    def met(self) -> list[SuccessCriterion]:
        """Those whose latest result meets the target."""
        return [criterion for criterion in self.measured if criterion.latest_result.verdict.is_met]

    @property
    def headline(self) -> str:
        """Say the finding in one sentence."""
        total = len(self.in_force)
        if self.measured:
            words = ngettext(
                "{met} of {all} success criterion is met", "{met} of {all} success criteria are met", total
            )
            return words.format(met=len(self.met), all=total)
        if self.freeze is None:
            words = ngettext("{all} success criterion, not frozen yet", "{all} success criteria, not frozen yet", total)
        else:
            words = ngettext("{all} success criterion, no result yet", "{all} success criteria, no results yet", total)
        return words.format(all=total)


def criteria_of(partnership: Partnership) -> Criteria:
    """Fetch a partnership's success criteria with results and amendments. Four queries."""
    rows = list(with_results(SuccessCriterion.objects.filter(partnership=partnership)).order_by("pk"))
    freeze = CriteriaFreeze.objects.filter(partnership=partnership).select_related("frozen_by").first()
    in_force = [row for row in rows if row.withdrawn_at is None]
    return Criteria(in_force, [row for row in rows if row.withdrawn_at is not None], freeze)


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
