"""Reads: a partnership's funding plan as the engine takes it, how long its money lasts, and who pays after that."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from partnerships.funding.engine.in_hand import in_hand
from partnerships.funding.engine.instalments import Every, instalments
from partnerships.funding.engine.runway import Runway, runway
from partnerships.funding.engine.sources import Certainty, Head, MonthCost
from partnerships.funding.engine.sources import FundingLine as Line
from partnerships.funding.engine.sources import Payment as Paid
from partnerships.funding.models import Direction, FundingLine, FundingPlan, MonthlyCost, Payment, Spending
from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.workflow import RUNNING
from partnerships.timeline.queries import service_start_of
from psp.core import dates, deadlines
from psp.core.charts.chart import Chart
from psp.core.charts.periods import Span
from psp.core.charts.runway import Balance, Event
from psp.core.charts.runway import Runway as Picture
from psp.core.charts.runway import runway as draw_runway
from psp.core.dates import add_months, first_day_of_month
from psp.core.money import in_words, pounds

MOST_EVENTS = 6


@dataclass(frozen=True, slots=True)
class Money:
    """The rows of a funding plan, and the same as the engine takes them."""

    rows: list[FundingLine]
    cost_rows: list[MonthlyCost]
    spending_rows: list[Spending]
    lines: tuple[Line, ...]
    costs: tuple[MonthCost, ...]

    @property
    def is_empty(self) -> bool:
        """Nothing is recorded yet."""
        return not (self.rows or self.cost_rows or self.spending_rows)

    def runway(self, service_starts_on: date | None = None, *, with_promised: bool = False) -> Runway:
        """Work out how long the money lasts. Raises ValueError where the days lie more than 50 years apart."""
        counting = (Certainty.SECURED, Certainty.PROMISED) if with_promised else (Certainty.SECURED,)
        return runway(self.lines, self.costs, service_starts_on=service_starts_on, counting=counting)

    def ends_on(self) -> date | None:
        """Return the first day secured money does not pay for; without any costs, the day after the last source ends."""
        if self.costs:
            return self.runway().money_ends_on
        ends = [row.ends_on for row in self.rows if row.status == Certainty.SECURED]
        return max(ends) + timedelta(days=1) if ends else None

    def paid_until(self) -> date | None:
        """Return the first day that is not paid for, or whose cost is not known; None where nothing is known."""
        known_until = self.runway().costs_known_until if self.costs else None
        return self.ends_on() or (known_until + timedelta(days=1) if known_until else None)


def money_of(partnership: Partnership) -> Money:
    """Fetch a partnership's funding plan. Four queries."""
    payments = Prefetch("payments", Payment.objects.order_by("on", "pk"))
    rows = _by_head(
        FundingLine.objects.filter(partnership=partnership)
        .select_related("organisation", "partnership")
        .prefetch_related(payments)
        .order_by("starts_on", "pk")
    )
    costs = MonthlyCost.objects.filter(partnership=partnership).select_related("partnership")
    cost_rows = _by_head(costs.order_by("first_month", "pk"))
    spendings = list(Spending.objects.filter(partnership=partnership))
    return Money(rows, cost_rows, spendings, tuple(map(line_of, rows)), costs_of(cost_rows, spendings))


def _by_head(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: list(Head).index(Head(row.head)))


def line_of(row: FundingLine) -> Line:
    """Take a funding line with its receipts, listed or worked out, and its repayments."""
    payments = row.payments.all()
    listed = tuple(Paid(p.on, p.amount) for p in payments if p.direction == Direction.RECEIPT)
    repaid = tuple(Paid(p.on, p.amount) for p in payments if p.direction == Direction.REPAYMENT)
    receipts = listed if row.is_listed else _worked_out(row)
    return Line(Head(row.head), Certainty(row.status), receipts, repaid)


def _worked_out(row: FundingLine) -> tuple[Paid, ...]:
    return instalments(row.amount, every=Every(row.paid), starts_on=row.starts_on, ends_on=row.ends_on)


def costs_of(rows: list[MonthlyCost], spendings: list[Spending]) -> tuple[MonthCost, ...]:
    """Add monthly costs up by head and month, beside what was spent where that is known."""
    budget: dict[tuple[date, Head], Decimal] = defaultdict(Decimal)
    for row in rows:
        month = first_day_of_month(row.first_month)
        while month <= row.last_month:
            budget[month, Head(row.head)] += row.monthly
            month = add_months(month, 1)
    actual = {(first_day_of_month(row.month), Head(row.head)): row.amount for row in spendings}
    return tuple(
        MonthCost(month, head, budget.get((month, head), Decimal(0)), actual.get((month, head)))
        for month, head in sorted({*budget, *actual})
    )


def _is_service_ahead(partnership: Partnership, today: date) -> bool:
    starts_on = service_start_of(partnership)
    return partnership.state in RUNNING or (starts_on is not None and starts_on > today)


@deadlines.source
def money_ends(partnership: Any) -> list[deadlines.Deadline]:
    """Say the day the money ends, as the funding plan has it. One query, none where it was fetched with the partnership."""
    plan: FundingPlan | None = getattr(partnership, "funding_plan", None)
    if plan is None or plan.money_ends_on is None:
        return []
    return [deadlines.Deadline(deadlines.FUNDING, _("Money ends"), plan.money_ends_on, partnership.url("funding"))]


@dataclass(frozen=True, slots=True)
class RunwayCard:
    """How long the money lasts, for a page or a report: the finding, the picture and the figures.

    ``figures`` are as templates/components/figures.html takes them; ``note`` says where the costs known end too early.
    """

    headline: str
    chart: Chart
    figures: list[dict[str, str]]
    runway: Runway
    is_short: bool
    note: str = ""


def runway_of(partnership: Partnership, *, today: date, money: Money | None = None) -> RunwayCard | None:
    """Work out the runway of a partnership up to its service start. Four queries, none where ``money`` is given.

    None where nothing is recorded, and once the service has started or the partnership has stopped.
    """
    if not _is_service_ahead(partnership, today):
        return None
    money = money or money_of(partnership)
    if money.is_empty:
        return None
    starts_on, ends_on = service_start_of(partnership), money.ends_on()
    found = money.runway(starts_on)
    is_short = ends_on is not None and (starts_on is None or ends_on < starts_on)
    hand = in_hand(money.lines, money.costs, on=today)
    figures = [{"value": in_words(hand), "label": _("in hand"), "tone": "bad" if hand < 0 else ""}]
    if ends_on is not None:
        figures.append({"value": dates.in_words(ends_on), "label": _("money ends")})
    if found.gap and starts_on is not None:
        label = _("short before {day}").format(day=dates.in_words(starts_on))
        figures.append({"value": in_words(found.gap), "label": label, "tone": "bad"})
    chart = _chart(partnership, money, found, today)
    return RunwayCard(_headline(money, ends_on, starts_on), chart, figures, found, is_short, _note(found))


def typed_end_of(partnership: Partnership, *, today: date) -> str:
    """Say that the funding ends too early, by the day typed when the partnership was started; "" where it does not."""
    starts_on, timeline = service_start_of(partnership), getattr(partnership, "timeline", None)
    ends_on = timeline.funding_ends_on if timeline and _is_service_ahead(partnership, today) else None
    if ends_on is None or starts_on is None or ends_on >= starts_on:
        return ""
    return _ends_before(ends_on, starts_on)


def _ends_before(ends_on: date, starts_on: date) -> str:
    span = dates.about_words(ends_on, starts_on)
    return _("Money ends {span} before the service starts").format(span=span)


def _note(found: Runway) -> str:
    if found.gap is not None or found.costs_known_until is None:
        return ""
    return _("Costs are known only to {month}.").format(month=dates.month_in_words(found.costs_known_until))


def _headline(money: Money, ends_on: date | None, starts_on: date | None) -> str:
    if not any(row.status == Certainty.SECURED for row in money.rows):
        return _("No money is secured yet")
    if ends_on is None:
        known = money.runway().costs_known_until
        if starts_on is not None and known is not None and known >= starts_on - timedelta(days=1):
            return _("The money lasts until the service starts")
        return _("The money pays for all costs known, to {day}").format(day=dates.in_words(known)) if known else ""
    if starts_on is None:
        return _("Money ends on {day}").format(day=dates.in_words(ends_on))
    if ends_on >= starts_on:
        return _("The money lasts until the service starts")
    return _ends_too_early(money, ends_on, starts_on)


def _ends_too_early(money: Money, ends_on: date, starts_on: date) -> str:
    if not money.costs:
        span = dates.about_words(ends_on, starts_on)
        return _("Secured sources end {span} before the service starts").format(span=span)
    later = [payment.on for line in money.lines if line.certainty is Certainty.SECURED for payment in line.receipts]
    if more_on := min((day for day in later if day > ends_on), default=None):
        words = _("Money runs short on {day}; more comes on {later}")
        return words.format(day=dates.in_words(ends_on), later=dates.in_words(more_on))
    return _ends_before(ends_on, starts_on)


def _chart(partnership: Partnership, money: Money, found: Runway, today: date) -> Chart:
    starts_on, ends_on = service_start_of(partnership), money.ends_on()
    balances = [Balance(dates.last_day_of_month(month.first_day), pounds(month.closing)) for month in found.months]
    if found.months:
        first = found.months[0].first_day
        balances.insert(0, Balance(first, in_hand(money.lines, money.costs, on=first)))
    gap = Span(ends_on, starts_on) if money.costs and ends_on and starts_on and ends_on < starts_on else None
    return draw_runway(
        Picture(
            f"runway-{partnership.pk}",
            _("Money in hand"),
            tuple(balances),
            today=today,
            gap=gap,
            service_starts_on=starts_on,
            events=_events(money),
        )
    )


def _events(money: Money) -> tuple[Event, ...]:
    """Name the receipts that explain a turn of the line, where they are few."""
    receipts = [
        Event(payment.on, row.source)
        for row, line in zip(money.rows, money.lines, strict=True)
        if line.certainty is Certainty.SECURED
        for payment in line.receipts
    ]
    return tuple(sorted(receipts, key=lambda event: event.day)) if len(receipts) <= MOST_EVENTS else ()
