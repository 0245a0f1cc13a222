"""What the pilot contributes: its latest figures to the overview, its criteria and results to the partnership report."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.lifecycle.models import Partnership
from partnerships.pilot.engine import Standing
from partnerships.pilot.models import SuccessCriterion
from partnerships.pilot.queries import Criteria, chart_of, criteria_of, with_results
from psp.core import reports
from psp.core.dates import in_words, london_date
from psp.core.figures import Figure, source
from psp.core.reports import Table

SHOWN = 3


@source
def pilot_so_far(partnership: Any, user: Any) -> Iterable[Figure]:
    """List the first criteria that have a result, each with its target. Three queries, one where there is none."""
    rows = SuccessCriterion.objects.in_force().filter(partnership=partnership, results__isnull=False).distinct()
    for criterion in with_results(rows).order_by("pk")[:SHOWN]:
        yield Figure(
            criterion.indicator, criterion.latest_result.said, criterion.target_words, criterion.get_absolute_url()
        )


@reports.chapter("partnership", key="pilot", title=gettext_lazy("Success criteria and results"), position=60)
def success_criteria(partnership: Partnership, at: datetime) -> dict[str, Any]:
    """Read the criteria with their latest results, and what was changed since they were frozen. Four queries."""
    criteria = criteria_of(partnership, today=london_date(at))
    return {
        "criteria": criteria,
        "chart": chart_of(criteria, name="report-criteria") if criteria.measured else None,
        "results": _results(criteria) if criteria.in_force else None,
        "amended": [criterion for criterion in criteria.in_force if criterion.amendments.all()],
    }


def _results(criteria: Criteria) -> Table:
    rows = tuple(
        (
            f"{criterion}\n{criterion.indicator}",
            criterion.baseline_words,
            _target(criterion, criteria),
            _found(criterion),
            criterion.source,
        )
        for criterion in criteria.in_force
    )
    headings = (_("Success criterion"), _("Baseline"), _("Target"), _("Result"), _("Source"))
    return Table(_("Success criteria and results"), headings, rows)


def _target(criterion: SuccessCriterion, criteria: Criteria) -> str:
    target = _("{target} by {day}").format(target=criterion.target_words, day=in_words(criterion.due_on))
    if criteria.gate_on is None or criterion not in criteria.after_gate:
        return target
    return _("{target}\nafter the gate of {day}").format(target=target, day=in_words(criteria.gate_on))


def _found(criterion: SuccessCriterion) -> str:
    result = criterion.latest_result
    if result is None:
        return _("None yet")
    verdict = {Standing.MET: _("met"), Standing.NOT_YET: _("not yet met"), Standing.NOT_MET: _("not met")}[
        result.standing
    ]
    return _("{figure} on {day}: {verdict}").format(
        figure=result.said, day=in_words(result.measured_on), verdict=verdict
    )
