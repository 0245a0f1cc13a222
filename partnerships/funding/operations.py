"""Keeping the funding plan. Every change works out anew when the money ends."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.activity.operations import lock_record, record
from partnerships.funding.engine.sources import THREE_HEADS
from partnerships.funding.models import (
    FUNDED,
    Direction,
    FundingDip,
    FundingLine,
    FundingPlan,
    MonthlyCost,
    Payment,
    Spending,
)
from partnerships.funding.queries import money_of
from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.operations import apply_changes, partnership_of
from partnerships.reached.operations import record_milestone
from psp.core.access import refusal
from psp.core.dates import add_months, first_day_of_month, london_date, month_in_words
from psp.core.money import in_words
from psp.core.problems import Invalid, NotPermitted
from psp.core.records import Change, Changes


@transaction.atomic
def add_line(*, partnership: Partnership, by: Any, at: datetime, **fields: Any) -> FundingLine:
    """Add a source of money for one head.

    ``fields`` are the model's: organisation or source_name, kind, head, status, amount, paid, starts_on, ends_on, note.
    1. writes the line; 2. records the activity; 3. works out when the money ends; 4. reaches the plan's milestone once the
    three heads have money. Raises NotPermitted, Invalid.
    """
    _begin(partnership, by)
    _require_source(fields.get("organisation"), fields.get("source_name", ""))
    _require_order(fields["starts_on"], fields["ends_on"], "ends_on")
    line = FundingLine.objects.create(partnership=partnership, **fields)
    changes: Changes = {"amount": [None, str(line)], "status": [None, str(line.get_status_display())]}
    record(verb="funding.added", target=line, partnership=partnership, by=by, at=at, changes=changes)
    _work_out(partnership, by=by, at=at)
    return line


@transaction.atomic
def edit_line(
    *, line: FundingLine, changes: dict[str, Any], expected_version: int, by: Any, at: datetime
) -> FundingLine:
    """Change a source of money. Raises NotPermitted, StaleVersion, Invalid."""
    _begin(line, by)
    _require_source(changes.get("organisation", line.organisation), changes.get("source_name", line.source_name))
    _require_order(changes.get("starts_on", line.starts_on), changes.get("ends_on", line.ends_on), "ends_on")
    apply_changes(line, changes, expected_version=expected_version, verb="funding.edited", by=by, at=at)
    _work_out(line.partnership, by=by, at=at)
    return line


@transaction.atomic
def remove_line(*, line: FundingLine, by: Any, at: datetime) -> None:
    """Remove a source of money with its payments; the history keeps it. Raises NotPermitted."""
    _begin(line, by)
    partnership = line.partnership
    changes = [Change("amount", line)]
    changes += [Change(str(paid.get_direction_display()), paid, record=paid) for paid in line.payments.all()]
    record(verb="funding.removed", target=line, partnership=partnership, by=by, at=at, changes=changes)
    line.delete()
    _work_out(partnership, by=by, at=at)


@transaction.atomic
def add_payments(
    *, line: FundingLine, direction: str, on: date, amount: Decimal, by: Any, at: datetime, times: int = 1
) -> list[Payment]:
    """List a receipt or a repayment of a line, ``times`` months in a row from a day on.

    Raises NotPermitted, and Invalid for a receipt of a line whose receipts are worked out.
    """
    _begin(line, by)
    if direction == Direction.RECEIPT and not line.is_listed:
        words = _("Its receipts are worked out. Change how it is paid to “On the days I list” first")
        raise Invalid({"direction": words})
    days = [add_months(on, number) for number in range(times)]
    payments = Payment.objects.bulk_create(
        Payment(line=line, direction=direction, on=day, amount=amount) for day in days
    )
    words = _("{times} of {amount} from {month}").format(times=times, amount=in_words(amount), month=month_in_words(on))
    changes: Changes = {str(Direction(direction).label): [None, words]}
    record(verb="payment.listed", target=line, partnership=line.partnership, by=by, at=at, changes=changes)
    _work_out(line.partnership, by=by, at=at)
    return payments


@transaction.atomic
def remove_payment(*, payment: Payment, by: Any, at: datetime) -> FundingLine:
    """Take a listed payment away; return its line. Raises NotPermitted."""
    _begin(payment, by)
    line = payment.line
    changes: Changes = {str(payment.get_direction_display()): [str(payment), None]}
    record(verb="payment.removed", target=line, partnership=line.partnership, by=by, at=at, changes=changes)
    payment.delete()
    _work_out(line.partnership, by=by, at=at)
    return line


@transaction.atomic
def add_cost(*, partnership: Partnership, by: Any, at: datetime, **fields: Any) -> MonthlyCost:
    """Add what something costs each month. ``fields`` are the model's; days are taken as their months.

    Raises NotPermitted, Invalid.
    """
    _begin(partnership, by)
    fields = _whole_months(fields)
    _require_order(fields["first_month"], fields["last_month"], "last_month")
    cost = MonthlyCost.objects.create(partnership=partnership, **fields)
    changes: Changes = {"monthly": [None, in_words(cost.monthly)]}
    record(verb="cost.added", target=cost, partnership=partnership, by=by, at=at, changes=changes)
    _work_out(partnership, by=by, at=at)
    return cost


@transaction.atomic
def edit_cost(
    *, cost: MonthlyCost, changes: dict[str, Any], expected_version: int, by: Any, at: datetime
) -> MonthlyCost:
    """Change a monthly cost. Raises NotPermitted, StaleVersion, Invalid."""
    _begin(cost, by)
    changes = _whole_months(changes)
    _require_order(
        changes.get("first_month", cost.first_month), changes.get("last_month", cost.last_month), "last_month"
    )
    apply_changes(cost, changes, expected_version=expected_version, verb="cost.edited", by=by, at=at)
    _work_out(cost.partnership, by=by, at=at)
    return cost


@transaction.atomic
def remove_cost(*, cost: MonthlyCost, by: Any, at: datetime) -> None:
    """Remove a monthly cost; the history keeps it. Raises NotPermitted."""
    _begin(cost, by)
    partnership = cost.partnership
    changes: Changes = {"monthly": [in_words(cost.monthly), None]}
    record(verb="cost.removed", target=cost, partnership=partnership, by=by, at=at, changes=changes)
    cost.delete()
    _work_out(partnership, by=by, at=at)


@transaction.atomic
def record_spending(
    *, partnership: Partnership, head: str, month: date, amount: Decimal, by: Any, at: datetime
) -> Spending:
    """Record what was spent for a head in a month, in place of its budget; a second time corrects the first.

    Raises NotPermitted, and Invalid for a month that has not begun.
    """
    _begin(partnership, by)
    month = first_day_of_month(month)
    if month > london_date(at):
        raise Invalid({"month": _("Enter this month or an earlier one")})
    before = Spending.objects.filter(partnership=partnership, head=head, month=month).first()
    spending, _created = Spending.objects.update_or_create(
        partnership=partnership, head=head, month=month, defaults={"amount": amount}
    )
    changes: Changes = {month_in_words(month): [in_words(before.amount) if before else None, in_words(amount)]}
    record(verb="spending.recorded", target=spending, partnership=partnership, by=by, at=at, changes=changes)
    _work_out(partnership, by=by, at=at)
    return spending


def _begin(record: Any, by: Any) -> None:
    """Lock the history, so that nobody else changes the plan meanwhile, and check who may."""
    lock_record(record)
    if not by.has_perm("partnerships.add_fundingline", partnership_of(record)):
        raise NotPermitted(refusal(_("the project leader and the partners’ contacts")))


def _work_out(partnership: Partnership, *, by: Any, at: datetime) -> None:
    money = money_of(partnership)
    try:
        found = {"money_ends_on": money.ends_on(), "paid_until": money.paid_until(), "computed_at": at}
        dips = money.runway().dips_before(None)
    except ValueError as problem:
        raise Invalid(str(problem)) from problem
    plan, _created = FundingPlan.objects.update_or_create(partnership=partnership, defaults=found)
    plan.dips.all().delete()
    FundingDip.objects.bulk_create(
        FundingDip(plan=plan, starts_on=dip.starts_on, until=dip.until, amount=dip.amount)
        for dip in dips
        if dip.until is not None
    )
    if {row.head for row in money.rows if row.status in FUNDED} >= set(THREE_HEADS):
        record_milestone(partnership=partnership, key="funding_planned", on=london_date(at), by=by, at=at)


def _require_source(organisation: Any, name: str) -> None:
    if organisation is None and not name.strip():
        raise Invalid({"source_name": _("Choose an organisation, or enter the name of the source")})


def _require_order(first: date, last: date, field: str) -> None:
    if last < first:
        raise Invalid({field: _("Enter a day on or after the first one")})


def _whole_months(fields: dict[str, Any]) -> dict[str, Any]:
    months = {name: first_day_of_month(fields[name]) for name in ("first_month", "last_month") if name in fields}
    return fields | months
