"""Reads: many partnerships at once, for those who look after a programme of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnerships.funding.queries import dips_ahead, dips_words, ends_early, with_money_end
from partnerships.learning.models import LearningPoint
from partnerships.lifecycle.models import Partnership, StopReason
from partnerships.lifecycle.queries import with_open_criteria
from partnerships.lifecycle.workflow import RUNNING, State
from partnerships.strip.queries import strip_of
from partnerships.timeline.models import Milestone
from partnerships.timeline.queries import is_service_ahead, service_start_of
from psp.core import figures
from psp.core.charts.bars import Bar, Bars, bars
from psp.core.charts.chart import Chart
from psp.core.charts.strips import Strips, strips
from psp.core.dates import london_date

# As many strips as one picture stays legible with; of more, it shows those of the page.
MOST_STRIPS = 60


def overdue_gates(today: date) -> "QuerySet[Milestone]":
    """List the gates of the partnership of the outer query that the plan says were to be passed before today.

    Once the tender stage has started, the notice is no gate any more.
    """
    gates = Milestone.objects.filter(
        partnership=OuterRef("pk"), partnership__state__in=RUNNING, is_gate=True, done_on=None, planned_on__lt=today
    )
    return gates.exclude(key="notice_published", partnership__state=State.TENDER).order_by("planned_on")


def with_outlook(partnerships: "QuerySet[Partnership]", user: Any, *, at: datetime) -> "QuerySet[Partnership]":
    """Fetch what a row shows: plan, periods, end of the money, open criteria, since when its gate is late, learning points.

    One query more for the periods, one for the dips of the money and one for the words of the gates.
    """
    points = (
        LearningPoint.objects.visible_to(user)
        .filter(partnership=OuterRef("pk"))
        .order_by()
        .values("partnership")
        .annotate(n=Count("pk", distinct=True))
    )
    rows = with_money_end(with_open_criteria(partnerships, at=at), today=london_date(at)).annotate(
        learning_count=Coalesce(Subquery(points.values("n"), output_field=IntegerField()), 0),
        late_at_gate_since=Subquery(overdue_gates(london_date(at)).values("planned_on")[:1]),
    )
    related = ("purchasing_council", "area", "timeline", "funding_plan")
    return rows.select_related(*related).prefetch_related("periods", "funding_plan__dips")


def add_figures(partnerships: Iterable[Any], user: Any) -> None:
    """Give each of some partnerships the ``figures`` that the spokes show of it. As many queries as there are sources."""
    rows = {row.pk: row for row in partnerships}
    for pk, found in figures.of_each(rows, user).items():
        rows[pk].figures = found


def is_short(partnership: Any) -> bool:
    """Tell whether the money ends before the service is planned to start, where that is still ahead. Needs ``money_ends``."""
    starts_on = service_start_of(partnership)
    return bool(partnership.money_ends and starts_on and partnership.money_ends < starts_on)


def dips_of(partnership: Any, *, today: date) -> str:
    """Say when the money of a partnership is short for a while before its service starts; "" where it is not."""
    plan = getattr(partnership, "funding_plan", None)
    if plan is None or not is_service_ahead(partnership, today):
        return ""
    dips = dips_ahead(plan.dips.all(), today=today, service_starts_on=service_start_of(partnership))
    return dips_words(dips)


@dataclass(frozen=True, slots=True)
class Programme:
    """What a set of partnerships adds up to."""

    states: dict[str, int]
    late: int
    stuck: int
    money_ends_early: int
    reasons: dict[str, int]
    learning: int

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def running(self) -> int:
        return sum(self.states.get(state, 0) for state in RUNNING)

    @property
    def headline(self) -> str:
        """Say the one finding: how many of those that run are later than agreed."""
        if not self.running:
            return _("No partnership is running")
        if not self.late:
            words = ngettext(
                "{n} partnership is running, as agreed",
                "{n} partnerships are running, none later than agreed",
                self.running,
            )
            return words.format(n=self.running)
        words = ngettext(
            "{late} of {n} running partnerships is later than agreed",
            "{late} of {n} running partnerships are later than agreed",
            self.late,
        )
        return words.format(late=self.late, n=self.running)


def programme_of(partnerships: "QuerySet[Partnership]", user: Any, *, today: date) -> Programme:
    """Add up a set of partnerships. Five queries, however many they are."""
    some = Partnership.objects.filter(pk__in=partnerships.order_by().values("pk")).order_by()
    running = some.filter(state__in=RUNNING)
    counted = running.aggregate(
        late=Count("pk", filter=Q(timeline__service_starts_on__gt=F("timeline__baseline_service_starts_on"))),
        stuck=Count("pk", filter=Exists(overdue_gates(today))),
    )
    short = with_money_end(some, today=today).filter(ends_early()).count()
    points = LearningPoint.objects.visible_to(user).filter(partnership__in=some.values("pk"))
    return Programme(
        states=dict(some.values_list("state").annotate(n=Count("pk"))),
        late=counted["late"],
        stuck=counted["stuck"],
        money_ends_early=short,
        reasons=dict(some.filter(state=State.STOPPED).values_list("stop_reason").annotate(n=Count("pk"))),
        learning=points.distinct().count(),
    )


def chart_of(partnerships: list[Partnership], *, today: date) -> Chart | None:
    """Draw the partnerships that have a plan on one time axis; None where none has."""
    drawn = [strip for row in partnerships if (strip := strip_of(row, today=today, name="programme")) is not None]
    named = {f"programme-{row.pk}": row.name for row in partnerships}
    rows = tuple(_titled(strip, named[strip.id]) for strip in drawn)
    return (
        strips(Strips("programme", _("Partnerships on one time axis"), rows, today, _("Partnership"))) if rows else None
    )


def _titled(strip: Any, name: str) -> Any:
    return replace(strip, title=name)


def reasons_chart(programme: Programme) -> Chart | None:
    """Draw why partnerships stopped, the most frequent reason first; None where none did."""
    counted = sorted(programme.reasons.items(), key=lambda row: (-row[1], row[0]))
    rows = tuple(Bar(str(StopReason(reason).label) if reason else _("Not recorded"), n) for reason, n in counted)
    return bars(Bars("reasons", _("Why partnerships stopped"), rows, what=_("Reason"))) if rows else None
