"""Reads: how far service users have been involved."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum

from partnerships.involvement.models import TAKES_PART, Involvement, Level
from partnerships.lifecycle.models import Partnership
from psp.core.charts.bars import Bar, Bars, bars
from psp.core.charts.chart import Chart

LATEST = 3


@dataclass(frozen=True, slots=True)
class Summary:
    """Occasions and people by level, in the order of the levels, and the latest entries."""

    levels: list[tuple[Level, int, int]]
    latest: list[Involvement]
    without_answer: int

    @property
    def occasions(self) -> int:
        return sum(occasions for _level, occasions, _people in self.levels)

    @property
    def people(self) -> int:
        """People over all occasions; who came twice counts twice."""
        return sum(people for _level, _occasions, people in self.levels)

    @property
    def takes_part(self) -> bool:
        """Service users have taken part in the design at least once."""
        return any(occasions for level, occasions, _people in self.levels if level in TAKES_PART)


def involvement_summary(partnership: Partnership) -> Summary:
    """Count a partnership's log by level and fetch its latest entries. Three queries."""
    rows = Involvement.objects.filter(partnership=partnership).order_by()
    counted: dict[Any, tuple[int, int]] = {
        row["level"]: (row["occasions"], row["people"])
        for row in rows.values("level").annotate(occasions=Count("pk"), people=Sum("number"))
    }
    return Summary(
        levels=[(level, *counted.get(level, (0, 0))) for level in Level],
        latest=list(rows.select_related("partnership").order_by("-held_on", "-pk")[:LATEST]),
        without_answer=rows.filter(done="").count(),
    )


def chart_of(summary: Summary, *, name: str, title: str) -> Chart:
    """Draw the people involved at each level as bars."""
    rows = tuple(Bar(str(level.label), people) for level, _occasions, people in summary.levels)
    return bars(Bars(name, title, rows))
