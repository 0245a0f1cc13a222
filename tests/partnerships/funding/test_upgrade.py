"""What a database of the version before says of the end of the money, worked out anew by the migration."""

import random
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps

from partnerships.funding.queries import money_of
from partnerships.models import FundingDip, FundingLine, FundingPlan, MonthlyCost, Payment, Spending
from tests.conftest import NOON

APRIL = date(2027, 4, 1)
OLD = date(1999, 1, 1)
migration = import_module("partnerships.migrations.0005_when_the_money_ends")


def random_funding(partnership, draw):
    for _ in range(draw.randint(1, 4)):
        starts_on = APRIL + timedelta(days=draw.randint(-60, 500))
        line = FundingLine.objects.create(
            partnership=partnership,
            source_name="Trust",
            head=draw.choice(["development", "vision", "other"]),
            status=draw.choice(["secured", "secured", "promised"]),
            amount=Decimal(draw.randint(1, 4_000_000)) / 100,
            paid=draw.choice(["once", "month", "quarter", "year", "listed"]),
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=draw.randint(0, 700)),
        )
        for _ in range(draw.randint(0, 2)):
            day = APRIL + timedelta(days=draw.randint(0, 700))
            direction = draw.choice(["receipt", "repayment"])
            Payment.objects.create(
                line=line, direction=direction, on=day, amount=Decimal(draw.randint(1, 900_000)) / 100
            )
    for number in range(draw.randint(0, 3)):
        first = date(2027, draw.randint(4, 12), 1)
        MonthlyCost.objects.create(
            partnership=partnership,
            head=draw.choice(["development", "other"]),
            what=f"Cost {number}",
            monthly=Decimal(draw.randint(1, 300_000)) / 100,
            first_month=first,
            last_month=first + timedelta(days=draw.randint(0, 500)),
        )
    if draw.random() < 0.5:
        Spending.objects.create(partnership=partnership, head="other", month=APRIL, amount=Decimal(1200))


@pytest.mark.parametrize("seed", range(25))
def test_every_plan_then_says_what_the_engine_says(partnership, seed):
    random_funding(partnership, random.Random(seed))
    money = money_of(partnership)
    without_costs = None if money.costs else money.ends_on()
    plan = FundingPlan.objects.create(
        partnership=partnership,
        money_ends_on=OLD if money.costs else without_costs,
        paid_until=OLD if money.costs else without_costs,
        computed_at=NOON,
    )
    migration.work_out(apps, None)
    plan.refresh_from_db()
    assert (plan.money_ends_on, plan.paid_until) == (money.ends_on(), money.paid_until())
    dips = list(FundingDip.objects.values_list("starts_on", "until", "amount"))
    assert dips == [(dip.starts_on, dip.until, dip.amount) for dip in money.runway().dips_before(None)]
