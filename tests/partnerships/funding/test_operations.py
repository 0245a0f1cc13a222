from datetime import date
from decimal import Decimal

import pytest

from partnerships.funding.operations import (
    add_payments,
    edit_cost,
    edit_line,
    record_spending,
    remove_cost,
    remove_line,
    remove_payment,
)
from partnerships.models import Activity, FundingLine, FundingPlan, MonthlyCost, Payment, Spending
from psp.core import deadlines, due
from psp.core.problems import Invalid, NotPermitted, StaleVersion
from tests.conftest import NOON, TODAY
from tests.factories.design import a_cost, a_line
from tests.factories.history import changes_of
from tests.factories.timeline import a_plan


def plan():
    found = FundingPlan.objects.get()
    return found.money_ends_on, found.paid_until


def test_60000_pounds_pay_30_months_of_2000(partnership, olivia):
    a_line(partnership, olivia)
    assert plan() == (date(2029, 4, 1), date(2029, 4, 1))
    cost = a_cost(partnership, olivia)
    assert plan() == (date(2028, 10, 1), date(2028, 10, 1))
    edit_cost(cost=cost, changes={"monthly": Decimal(1000)}, expected_version=1, by=olivia, at=NOON)
    assert plan() == (None, date(2029, 4, 1))
    remove_cost(cost=MonthlyCost.objects.get(), by=olivia, at=NOON)
    assert plan() == (date(2029, 4, 1), date(2029, 4, 1))
    remove_line(line=FundingLine.objects.get(), by=olivia, at=NOON)
    assert plan() == (None, None)
    assert [a.verb for a in Activity.objects.order_by("number")] == [
        "funding.added",
        "cost.added",
        "cost.edited",
        "cost.removed",
        "funding.removed",
    ]


def test_what_is_promised_or_applied_for_pays_nothing_yet(partnership, olivia):
    a_cost(partnership, olivia)
    for status in ("promised", "applied"):
        a_line(partnership, olivia, status=status)
    assert plan() == (date(2026, 4, 1), date(2026, 4, 1))


def test_a_loan_is_paid_back(partnership, olivia):
    """£24,000 pay twelve months of £2,000; £1,000 a month paid back from July 2026 leave two thirds of that."""
    a_cost(partnership, olivia)
    loan = a_line(partnership, olivia, kind="loan", amount=Decimal(24_000))
    assert plan()[0] == date(2027, 4, 1)
    payments = add_payments(
        line=loan, direction="repayment", on=date(2026, 7, 1), amount=Decimal(1000), times=24, by=olivia, at=NOON
    )
    assert (len(payments), payments[-1].on) == (24, date(2028, 6, 1))
    assert plan()[0] == date(2027, 1, 1)
    remove_payment(payment=Payment.objects.order_by("on").last(), by=olivia, at=NOON)
    assert Payment.objects.count() == 23


def test_receipts_are_listed_only_where_they_are_not_worked_out(partnership, olivia):
    line = a_line(partnership, olivia)
    listing = {"direction": "receipt", "on": TODAY, "amount": Decimal(5000), "by": olivia, "at": NOON}
    with pytest.raises(Invalid) as refusal:
        add_payments(line=line, **listing)
    assert list(refusal.value.errors) == ["direction"]
    listed = a_line(partnership, olivia, paid="listed")
    add_payments(line=listed, **listing)
    assert [payment.amount for payment in listed.payments.all()] == [Decimal(5000)]


def test_what_was_spent_takes_the_place_of_the_budget(partnership, olivia):
    a_line(partnership, olivia, amount=Decimal(6_000))
    a_cost(partnership, olivia)
    assert plan()[0] == date(2026, 7, 1)
    record_spending(
        partnership=partnership, head="development", month=date(2026, 5, 20), amount=Decimal(500), by=olivia, at=NOON
    )
    assert plan()[0] == date(2026, 7, 24)
    record_spending(
        partnership=partnership, head="development", month=date(2026, 5, 1), amount=Decimal(2000), by=olivia, at=NOON
    )
    assert (plan()[0], Spending.objects.count()) == (date(2026, 7, 1), 1)
    changes = [changes_of(a) for a in Activity.objects.filter(verb="spending.recorded").order_by("number")]
    assert changes == [{"May 2026": [None, "£500"]}, {"May 2026": ["£500", "£2,000"]}]
    with pytest.raises(Invalid, match="this month or an earlier one"):
        record_spending(
            partnership=partnership, head="vision", month=date(2026, 7, 1), amount=Decimal(1), by=olivia, at=NOON
        )


@pytest.mark.parametrize("person", ["pat", "edie", "otto"])
def test_others_do_not_keep_the_plan(partnership, olivia, person, request):
    by = request.getfixturevalue(person)
    line, cost = a_line(partnership, olivia), a_cost(partnership, olivia)
    calls = [
        lambda: a_line(partnership, by),
        lambda: edit_line(line=line, changes={}, expected_version=1, by=by, at=NOON),
        lambda: remove_line(line=line, by=by, at=NOON),
        lambda: add_payments(line=line, direction="repayment", on=TODAY, amount=Decimal(1), by=by, at=NOON),
        lambda: a_cost(partnership, by),
        lambda: remove_cost(cost=cost, by=by, at=NOON),
    ]
    for call in calls:
        with pytest.raises(NotPermitted):
            call()
    assert (FundingLine.objects.count(), MonthlyCost.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"source_name": " "}, "source_name"), ({"ends_on": date(2026, 3, 31)}, "ends_on")],
)
def test_a_source_makes_sense(partnership, olivia, wrong, field):
    with pytest.raises(Invalid) as refusal:
        a_line(partnership, olivia, **wrong)
    assert (list(refusal.value.errors), FundingLine.objects.count()) == ([field], 0)


def test_days_a_lifetime_apart_are_refused_with_nothing_written(partnership, olivia):
    a_line(partnership, olivia)
    with pytest.raises(Invalid, match="more than 50 years apart"):
        a_cost(partnership, olivia, first_month=date(2100, 1, 1), last_month=date(2100, 2, 1))
    assert (MonthlyCost.objects.count(), Activity.objects.count()) == (0, 1)


def test_a_source_is_changed_against_its_version(partnership, olivia, charity):
    line = a_line(partnership, olivia)
    changes = {"organisation": charity, "source_name": "", "amount": Decimal("70000.00")}
    edit_line(line=line, changes=changes, expected_version=1, by=olivia, at=NOON)
    assert str(FundingLine.objects.get()) == "£70,000 from Good Company"
    with pytest.raises(StaleVersion):
        edit_line(line=line, changes={"amount": Decimal(1)}, expected_version=1, by=olivia, at=NOON)


def test_the_milestone_is_reached_once_the_three_heads_have_money(partnership, olivia):
    a_plan(partnership)
    for head, done in (("development", None), ("vision", None), ("other", None), ("administration", TODAY)):
        a_line(partnership, olivia, head=head, status="promised")
        assert partnership.milestones.get(key="funding_planned").done_on == done


def test_the_end_of_the_money_is_the_leaders_and_stands_in_the_plan(partnership, olivia, edie):
    a_line(partnership, olivia)
    day = date(2029, 4, 1)

    def owed(**whom):
        return [item for item in due.items(day, day, today=day, **whom) if item.kind == "money_ends"]

    assert [(i.title, i.people, i.partnership_id) for i in owed()] == [("Money ends", (olivia.pk,), partnership.pk)]
    assert (len(owed(person_id=olivia.pk)), owed(person_id=edie.pk), owed(partnership_id=0)) == (1, [], [])
    assert [(d.kind, d.label, d.on) for d in deadlines.of(partnership)] == [("funding", "Money ends", day)]
    type(partnership).objects.update(state="stopped")
    assert owed() == []
