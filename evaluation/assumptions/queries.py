"""Assumptions in the words of the value map: what each is called, and its value with its unit."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evaluation.sroi.engine.assumptions import PERCENTAGES, Assumption, Field
from evaluation.value_map.models import Outcome
from evaluation.value_map.queries import Rows
from psp.core.money import in_words, percent, rounded

FIELDS = {
    Field.QUANTITY: gettext_lazy("Quantity"),
    Field.PROXY: gettext_lazy("Worth each"),
    Field.DURATION: gettext_lazy("Years"),
    Field.DEADWEIGHT: gettext_lazy("Would happen anyway"),
    Field.DISPLACEMENT: gettext_lazy("Displaced"),
    Field.ATTRIBUTION: gettext_lazy("Due to others"),
    Field.DROP_OFF: gettext_lazy("Drop-off a year"),
    Field.DISCOUNT_RATE: gettext_lazy("Discount rate"),
    Field.INPUTS: gettext_lazy("Inputs"),
}


def short_name(outcome: Outcome, outcomes: Sequence[Outcome]) -> str:
    """Name an outcome by what changes; by its indicator where several rows are the same change."""
    times = Counter(row.description for row in outcomes)
    return outcome.indicator if times[outcome.description] > 1 and outcome.indicator else outcome.description


def assumption_words(assumption: Assumption, rows: Rows) -> str:
    """Name an assumption: "Due to others: Fewer falls", "Quantity: Fewer falls (3 rows)", "Inputs"."""
    field = str(FIELDS[assumption.field])
    found = [row for key in assumption.rows if (row := rows.outcome(key)) is not None]
    if not found:
        return field
    if len(found) == 1:
        return f"{field}: {short_name(found[0], rows.outcomes)}"
    many = ngettext("{count} row", "{count} rows", len(found)).format(count=len(found))
    return f"{field}: {found[0].description} ({many})"


def value_words(assumption: Assumption, value: Decimal) -> str:
    """Say a value of an assumption with its sign: "£5,957", "12%", "2 years", "8.4"."""
    field = assumption.field
    if field in {Field.PROXY, Field.INPUTS}:
        return in_words(rounded(value, 0) if abs(value) >= 100 else value)
    if field is Field.DISCOUNT_RATE or field in PERCENTAGES:
        return percent(value)
    if field is Field.DURATION:
        years = int(value)
        return ngettext("{years} year", "{years} years", years).format(years=years)
    return number_words(value)


def number_words(value: Decimal) -> str:
    """Say a number no finer than it is worth: "3.5", "35.1", "351", "0.034"."""
    size = abs(value)
    places = 0 if size >= 100 else 1 if size >= 1 else max(1, 1 - size.adjusted()) if size else 0
    written = f"{rounded(size, places):,f}"
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return f"{'−' if value < 0 else ''}{written}"


def break_even_words(assumption: Assumption, breaks_even_at: Decimal, today: Decimal, rows: Rows) -> tuple[str, str]:
    """Say where an assumption breaks even, and beside it what it is today: ("3.5 admissions", "of 7").

    Headline, table and report read this one function, so that none of them rounds another way.
    """
    found = [row for key in assumption.rows if (row := rows.outcome(key)) is not None]
    if assumption.field is Field.QUANTITY:
        unit = next((row.unit for row in found if row.unit), "")
        at = " ".join(filter(None, [number_words(breaks_even_at), unit]))
        return at, _("of {today}").format(today=number_words(today))
    if assumption.field is Field.INPUTS:
        return value_words(assumption, breaks_even_at), _("put in, now {today}").format(
            today=value_words(assumption, today)
        )
    return value_words(assumption, breaks_even_at), _("now {today}").format(today=value_words(assumption, today))
