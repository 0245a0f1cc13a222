"""The money as a chapter of the partnership report."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.commitments.queries import commitments_of, pledges_of, underwriting_of
from partnerships.funding.queries import Heads, Money, heads_of, money_of, paid_until_of, runway_of
from partnerships.lifecycle.models import Partnership
from psp.core import reports
from psp.core.dates import in_words, london_date, month_in_words
from psp.core.money import in_words as money_in_words
from psp.core.reports import Table


@reports.chapter("partnership", key="funding", title=gettext_lazy("Funding"), position=80)
def funding(partnership: Partnership, at: datetime) -> dict[str, Any]:
    """Read where the money comes from, how long it lasts, and who pays for the service after it."""
    today, money = london_date(at), money_of(partnership)
    commitments = commitments_of(partnership)
    return {
        "runway": runway_of(partnership, today=today, money=money),
        "sources": _sources(money) if money.rows else None,
        "heads": _heads(heads_of(partnership, today=today, money=money)) if money.rows or money.cost_rows else None,
        "costs": _costs(money) if money.cost_rows else None,
        "commitments": _commitments(commitments) if commitments else None,
        "underwriting": underwriting_of(
            partnership, pledges_of(commitments), today=today, paid_until=paid_until_of(partnership), costs=money.costs
        ),
    }


def _sources(money: Money) -> Table:
    rows = [
        (
            f"{row.source}\n{row.get_kind_display()}",
            row.get_head_display(),
            _("{first} to {last}").format(first=in_words(row.starts_on), last=in_words(row.ends_on)),
            row.get_status_display(),
            money_in_words(row.amount),
        )
        for row in money.rows
    ]
    secured = sum((row.amount for row in money.rows if row.status == "secured"), Decimal(0))
    rows.append((_("Secured in all"), "", "", "", money_in_words(secured)))
    headings = (_("Source"), _("Pays for"), _("From, until"), _("Status"), _("Amount"))
    return Table(_("Where the money comes from"), headings, tuple(rows), numeric=(4,), totals=1)


def _heads(heads: Heads) -> Table:
    rows = [
        (
            label,
            money_in_words(row.needed),
            money_in_words(row.funded),
            money_in_words(row.promised),
            money_in_words(row.short_by),
        )
        for label, row in heads.rows
    ]
    whole = heads.whole
    rows.append(
        (
            _("All together"),
            money_in_words(whole.needed),
            money_in_words(whole.funded),
            money_in_words(whole.promised),
            money_in_words(whole.short_by),
        )
    )
    title = _("What the money covers until {day}, each line with its own money").format(day=in_words(heads.until))
    headings = (_("What for"), _("Needed"), _("Secured"), _("Promised"), _("Short"))
    return Table(title, headings, tuple(rows), numeric=(1, 2, 3, 4), totals=1)


def _costs(money: Money) -> Table:
    rows = tuple(
        (
            str(row),
            row.get_head_display(),
            _("{first} to {last}").format(first=month_in_words(row.first_month), last=month_in_words(row.last_month)),
            money_in_words(row.monthly),
        )
        for row in money.cost_rows
    )
    return Table(_("What it costs each month"), (_("What"), _("For"), _("From, to"), _("A month")), rows, numeric=(3,))


def _commitments(commitments: list[Any]) -> Table:
    rows = tuple(
        (
            str(row.organisation),
            _("{first} to {last}").format(first=in_words(row.starts_on), last=in_words(row.ends_on)),
            row.conditions or "–",
            row.get_state_display(),
            money_in_words(row.monthly),
        )
        for row in commitments
    )
    headings = (_("Who pays"), _("From, until"), _("Conditions"), _("State"), _("A month"))
    return Table(_("Commitments to pay for the service after the pilot"), headings, rows, numeric=(4,))
