"""Work out anew when each partnership's money ends: a short time below zero that later money makes good is no end.

Counts day by day and by itself, so that it says the same whatever the engine becomes.
"""

from calendar import monthrange
from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.db import migrations

PENNY = Decimal("0.01")
DAY = timedelta(days=1)
STEPS = {"month": 1, "quarter": 3, "year": 12}
LONGEST_DIP_MONTHS = 3


def add_months(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def receipts_of(line):
    if line.paid == "listed":
        return [(p.on, p.amount) for p in line.payments.all() if p.direction == "receipt"]
    days = [line.starts_on]
    while line.paid in STEPS and add_months(line.starts_on, STEPS[line.paid] * len(days)) <= line.ends_on:
        days.append(add_months(line.starts_on, STEPS[line.paid] * len(days)))
    part = (line.amount / len(days)).quantize(PENNY, rounding=ROUND_DOWN)
    return [*((day, part) for day in days[:-1]), (days[-1], line.amount - part * (len(days) - 1))]


def costs_by_month(partnership, MonthlyCost, Spending):
    by_head = defaultdict(Decimal)
    for cost in MonthlyCost.objects.filter(partnership=partnership):
        month = cost.first_month.replace(day=1)
        while month <= cost.last_month:
            by_head[month, cost.head] += cost.monthly
            month = add_months(month, 1)
    for spending in Spending.objects.filter(partnership=partnership):
        by_head[spending.month.replace(day=1), spending.head] = spending.amount
    months = defaultdict(Decimal)
    for (month, _head), amount in by_head.items():
        months[month] += amount
    return months


def runs_below(movements, costs):
    """Return runs of days below zero as [first day, last day, lowest balance], and the last day counted."""
    days = [*movements, *costs]
    day = min(days).replace(day=1)
    last_month = max(days).replace(day=1)
    last = last_month.replace(day=monthrange(last_month.year, last_month.month)[1])
    balance, runs = Fraction(0), []
    while day <= last:
        balance += Fraction(movements.get(day, 0))
        balance -= Fraction(costs.get(day.replace(day=1), 0)) / monthrange(day.year, day.month)[1]
        if balance < 0:
            if runs and runs[-1][1] == day - DAY:
                runs[-1][1:] = [day, min(balance, runs[-1][2])]
            else:
                runs.append([day, day, balance])
        day += DAY
    return runs, last


def shortfalls_of(movements, costs):
    """List (first day, first day after it or None, amount) of each time below zero by a penny or more."""
    runs, last = runs_below(movements, costs)
    found = []
    for first, until, lowest in runs:
        amount = (Decimal(-lowest.numerator) / lowest.denominator).quantize(PENNY, rounding=ROUND_HALF_UP)
        if amount > 0:
            found.append((first, None if until == last else until + DAY, amount))
    return found


def work_out(apps, schema_editor):
    FundingPlan, FundingLine, MonthlyCost, Spending, FundingDip = (
        apps.get_model("partnerships", name)
        for name in ("FundingPlan", "FundingLine", "MonthlyCost", "Spending", "FundingDip")
    )
    for plan in FundingPlan.objects.all():
        costs = costs_by_month(plan.partnership_id, MonthlyCost, Spending)
        if not costs:
            # Without costs the money ends with its last source, as before.
            continue
        movements = defaultdict(Decimal)
        lines = FundingLine.objects.filter(partnership=plan.partnership_id, status="secured")
        for line in lines.prefetch_related("payments"):
            for day, amount in receipts_of(line):
                movements[day] += amount
            for payment in line.payments.all():
                if payment.direction == "repayment":
                    movements[payment.on] -= payment.amount
        dips, ends_on = [], None
        for first, until, amount in shortfalls_of(movements, costs):
            if until is None or until > add_months(first, LONGEST_DIP_MONTHS):
                ends_on = first
                break
            dips.append(FundingDip(plan=plan, starts_on=first, until=until, amount=amount))
        known = max(costs)
        known_until = known.replace(day=monthrange(known.year, known.month)[1]) + DAY
        plan.money_ends_on, plan.paid_until = ends_on, ends_on or known_until
        plan.save(update_fields=["money_ends_on", "paid_until"])
        FundingDip.objects.bulk_create(dips)


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0008_notice_due_at"),
    ]

    operations = [migrations.RunPython(work_out, migrations.RunPython.noop)]
