"""Reads: a partnership's funding plan as the engine takes it, how long its money lasts, and who pays after that."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from django.db.models import Case, DateField, F, Prefetch, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnerships.funding.engine.coverage import AllHeads, HeadCoverage, coverage, in_all
from partnerships.funding.engine.in_hand import in_hand
from partnerships.funding.engine.instalments import Every, instalments
from partnerships.funding.engine.runway import Runway, runway
from partnerships.funding.engine.shortfalls import Shortfall
from partnerships.funding.engine.sources import Certainty, Head, MonthCost
from partnerships.funding.engine.sources import FundingLine as Line
from partnerships.funding.engine.sources import Payment as Paid
from partnerships.funding.models import (
    Direction,
    FundingDip,
    FundingLine,
    FundingPlan,
    HeadWords,
    MonthlyCost,
    Payment,
    Spending,
)
from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.workflow import RUNNING, State
from partnerships.timeline.queries import ends_before_words, is_service_ahead, service_start_of
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

    @property
    def has_secured(self) -> bool:
        """Some money is secured."""
        return any(line.certainty is Certainty.SECURED for line in self.lines)

    @property
    def secured_days(self) -> list[date]:
        """The days on which secured money arrives."""
        secured = (line for line in self.lines if line.certainty is Certainty.SECURED)
        return [payment.on for line in secured for payment in line.receipts]

    def runway(
        self, service_starts_on: date | None = None, *, since: date | None = None, with_promised: bool = False
    ) -> Runway:
        """Work out how long the money lasts, and what has to be found from ``since`` on.

        Raises ValueError where the days lie more than 50 years apart.
        """
        counting = (Certainty.SECURED, Certainty.PROMISED) if with_promised else (Certainty.SECURED,)
        return runway(self.lines, self.costs, service_starts_on=service_starts_on, since=since, counting=counting)

    def ends_on(self) -> date | None:
        """Return the day secured money ends; without any costs, the day after the last source ends."""
        if self.costs:
            return self.runway().money_ends_on
        ends = [row.ends_on for row in self.rows if row.status == Certainty.SECURED]
        return max(ends) + timedelta(days=1) if ends else None

    def paid_until(self) -> date | None:
        """Return the first day that is not paid for, or whose cost is not known; None where nothing is known.

        Both are what ``FundingPlan`` keeps; whoever shows them asks ``money_end_of`` and ``paid_until_of``.
        """
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


def money_end_of(partnership: Partnership) -> date | None:
    """Return the first day the money does not pay for, as everything in this product means it; None where it lasts.

    It is what the funding plan comes to (``engine.shortfalls``) and, while that knows of no secured money and no cost, the
    end of funding typed when the partnership was planned. Two queries, none where plan and timeline were fetched.
    ``money_end`` says the same to the database.
    """
    plan: FundingPlan | None = getattr(partnership, "funding_plan", None)
    if plan is not None and (plan.money_ends_on or plan.paid_until):
        return plan.money_ends_on
    return _typed_end_of(partnership)


def _typed_end_of(partnership: Partnership) -> date | None:
    timeline = getattr(partnership, "timeline", None)
    return timeline.funding_ends_on if timeline else None


def money_end() -> Any:
    """Return what ``money_end_of`` says, as an expression on partnerships."""
    return Case(
        When(funding_plan__money_ends_on__isnull=False, then=F("funding_plan__money_ends_on")),
        When(funding_plan__paid_until__isnull=True, then=F("timeline__funding_ends_on")),
        default=Value(None),
        output_field=DateField(),
    )


def with_money_end(partnerships: "QuerySet[Partnership]", *, today: date) -> "QuerySet[Partnership]":
    """Annotate each partnership whose service is still to start with ``money_ends``, the day its money ends, others with None."""
    is_ahead = Q(state__in=RUNNING) | Q(state=State.CONTRACT, timeline__service_starts_on__gt=today)
    shown = Case(When(is_ahead, then=money_end()), default=Value(None), output_field=DateField())
    return partnerships.annotate(money_ends=shown)


def ends_early() -> Any:
    """Return the condition that the money ends before the service is planned to start, for ``with_money_end``."""
    return Q(money_ends__lt=F("timeline__service_starts_on"))


def paid_until_of(partnership: Partnership) -> date | None:
    """Return the first day that is not paid for, or whose cost is not known, as gate and pages mean it; None: nothing is known.

    Dips are paid for, as money makes them good. Queries as ``money_end_of``.
    """
    plan: FundingPlan | None = getattr(partnership, "funding_plan", None)
    return plan.paid_until if plan is not None and plan.paid_until else _typed_end_of(partnership)


@deadlines.source
def money_ends(partnership: Any) -> list[deadlines.Deadline]:
    """Say the day the money ends. Queries as ``money_end_of``."""
    day = money_end_of(partnership)
    return [deadlines.Deadline(deadlines.FUNDING, _("Money ends"), day, partnership.url("funding"))] if day else []


def dip_words(dip: Shortfall | FundingDip) -> str:
    """Say a dip: "£760 for 4 days in June 2027", or from its first day where it goes into another month."""
    amount, until = in_words(dip.amount), cast(date, dip.until)
    span, last_day = dates.duration_words(dip.starts_on, until), until - timedelta(days=1)
    if first_day_of_month(dip.starts_on) == first_day_of_month(last_day):
        words = _("{amount} for {span} in {month}")
        return words.format(amount=amount, span=span, month=dates.month_in_words(dip.starts_on))
    return _("{amount} for {span} from {day}").format(amount=amount, span=span, day=dates.in_words(dip.starts_on))


def dips_ahead(dips: Iterable[Any], *, today: date, service_starts_on: date | None) -> list[Any]:
    """List the dips that are not over and begin before the service does."""
    return [d for d in dips if d.until > today and (service_starts_on is None or d.starts_on < service_starts_on)]


def dips_words(dips: Sequence[Shortfall | FundingDip]) -> str:
    """Say dips in one sentence: "Money is short by £760 for 4 days in June 2027"; "" where there are none."""
    if len(dips) > 1:
        words = ngettext(
            "Money is short {n} time, by {amount} at most", "Money is short {n} times, by {amount} at most", len(dips)
        )
        return words.format(n=len(dips), amount=in_words(max(dip.amount for dip in dips)))
    return _("Money is short by {dip}").format(dip=dip_words(dips[0])) if dips else ""


@dataclass(frozen=True, slots=True)
class Heads:
    """What the money covers up to and with ``until``: the three heads, what else it pays for, and all together."""

    until: date
    rows: list[tuple[str, HeadCoverage]]
    whole: AllHeads


def heads_of(partnership: Partnership, *, today: date, money: Money) -> Heads:
    """Set secured money against costs head by head, up to the day before the service starts or as far as costs are known.

    Without a planned start up to today.
    """
    starts_on, known_until = service_start_of(partnership), money.runway().costs_known_until
    until = starts_on - timedelta(days=1) if starts_on else today
    until = min(until, known_until) if known_until else until
    rows = coverage(money.lines, money.costs, until=until, heads=list(Head))
    return Heads(until, [(str(HeadWords(row.head).label), row) for row in rows], in_all(rows))


@dataclass(frozen=True, slots=True)
class RunwayCard:
    """How long the money lasts, for a page or a report: the finding, the picture and the figures.

    ``figures`` are as templates/components/figures.html takes them; ``notes`` say what the figures do not. ``to_find`` is
    the largest shortfall ahead that begins before the service does, None where not all costs are known.
    """

    headline: str
    chart: Chart
    figures: list[dict[str, str]]
    runway: Runway
    is_short: bool
    notes: list[str]
    to_find: Decimal | None


def runway_of(partnership: Partnership, *, today: date, money: Money | None = None) -> RunwayCard | None:
    """Work out the runway of a partnership up to its service start. Four queries, none where ``money`` is given.

    None where nothing is recorded, and once the service has started or the partnership has stopped.
    """
    if not is_service_ahead(partnership, today):
        return None
    money = money or money_of(partnership)
    if money.is_empty:
        return None
    starts_on, ends_on = service_start_of(partnership), money_end_of(partnership)
    found = money.runway(starts_on, since=today)
    dips = dips_ahead(found.dips_before(starts_on), today=today, service_starts_on=starts_on)
    is_short = bool(dips) or (ends_on is not None and (starts_on is None or ends_on < starts_on))
    hand = in_hand(money.lines, money.costs, on=today)
    figures = [{"value": in_words(hand), "label": _("in hand"), "tone": "bad" if hand < 0 else ""}]
    if ends_on is not None:
        figures.append({"value": dates.in_words(ends_on), "label": _("money ends")})
    to_find, _day = _largest(found, dips)
    if to_find and starts_on is not None:
        label = _("to find before {day}").format(day=dates.in_words(starts_on))
        figures.append({"value": in_words(to_find), "label": label, "tone": "bad"})
    chart = _chart(partnership, money, found, ends_on, today)
    headline = _headline(money, ends_on, starts_on, dips)
    notes = _notes(money, found, ends_on, starts_on, dips)
    return RunwayCard(headline, chart, figures, found, is_short, notes, to_find)


def _largest(found: Runway, dips: Sequence[Shortfall]) -> tuple[Decimal | None, date | None]:
    """Return the largest shortfall and its day: until the service starts, and in a dip that begins before it and goes on."""
    if found.gap is None:
        return None, None
    amounts = [(found.gap, found.gap_on), *((dip.amount, dip.deepest_on) for dip in dips)]
    return max(amounts, key=lambda amount: amount[0])


def promised_words(partnership: Partnership, money: Money) -> str:
    """Say how long the money lasts with what is promised, where that is longer; "" where it is not."""
    if not money.costs:
        return ""
    ends_on, later = money_end_of(partnership), money.runway(with_promised=True).money_ends_on
    if ends_on is None or later == ends_on:
        return ""
    if later is None:
        return _("With promised money it pays for all known costs.")
    return _("With promised money it lasts until {day}.").format(day=dates.in_words(later))


def typed_end_of(partnership: Partnership, *, today: date) -> str:
    """Say that the funding ends too early where only the day typed at the start says so; "" where it does not."""
    starts_on, ends_on = service_start_of(partnership), money_end_of(partnership)
    if not is_service_ahead(partnership, today) or ends_on is None or starts_on is None or ends_on >= starts_on:
        return ""
    return ends_before_words(ends_on, starts_on)


def _notes(
    money: Money, found: Runway, ends_on: date | None, starts_on: date | None, dips: Sequence[Shortfall]
) -> list[str]:
    """Say what the figures rest on, where that is not everything."""
    notes = []
    if ends_on is not None and starts_on is not None and ends_on < starts_on and dips:
        notes.append(_("{dips} before that.").format(dips=dips_words(dips)))
    if found.gap is None and found.costs_known_until is not None:
        notes.append(_("Costs are known only to {month}.").format(month=dates.month_in_words(found.costs_known_until)))
    to_find, to_find_on = _largest(found, dips)
    if to_find and to_find_on is not None and starts_on is not None:
        words = _("{amount} is the largest shortfall of all money together, on {day}.")
        notes.append(words.format(amount=in_words(to_find), day=dates.in_words(to_find_on)))
    if not money.has_secured and ends_on is not None and not money.costs:
        notes.append(_("No money is secured yet. The date is the end of funding entered when the plan was made."))
    elif ends_on is not None and not money.costs:
        notes.append(_("No costs are recorded. The date is the end of the last secured source."))
    more_on = min(
        (day for day in money.secured_days if ends_on is not None and money.costs and day > ends_on), default=None
    )
    if more_on is not None:
        notes.append(
            _("More money arrives on {day}, too late or too little to cover the shortfall.").format(
                day=dates.in_words(more_on)
            )
        )
    return notes


def _headline(money: Money, ends_on: date | None, starts_on: date | None, dips: Sequence[Shortfall]) -> str:
    if ends_on is not None and starts_on is not None and ends_on < starts_on:
        return ends_before_words(ends_on, starts_on)
    if not money.has_secured:
        return _("No money is secured yet")
    if ends_on is not None and starts_on is None:
        return _("Money ends on {day}").format(day=dates.in_words(ends_on))
    if dips:
        return dips_words(dips)
    known = money.runway().costs_known_until
    is_known = starts_on is not None and known is not None and known >= starts_on - timedelta(days=1)
    if ends_on is not None or is_known:
        return _("The money lasts until the service starts")
    return _("The money pays for all costs known, to {day}").format(day=dates.in_words(known)) if known else ""


def _chart(partnership: Partnership, money: Money, found: Runway, ends_on: date | None, today: date) -> Chart:
    starts_on = service_start_of(partnership)
    balances = {dates.last_day_of_month(month.first_day): pounds(month.closing) for month in found.months}
    days = [found.months[0].first_day] if found.months else []
    # A dip between two ends of months would not be seen otherwise.
    days += [day for dip in found.dips_before(starts_on) for day in (dip.deepest_on, cast(date, dip.until))]
    balances |= {day: in_hand(money.lines, money.costs, on=day) for day in days}
    gap = Span(ends_on, starts_on) if money.costs and ends_on and starts_on and ends_on < starts_on else None
    return draw_runway(
        Picture(
            f"runway-{partnership.pk}",
            _("Money in hand"),
            tuple(Balance(day, amount) for day, amount in sorted(balances.items())),
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
