"""Tags and filters every template has: dates and money in words, status tags, charts, sorting and buttons."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from psp.core import dates, money
from psp.core.dates import london_date

register = template.Library()

# One colour and one word per meaning across the product.
TAG_COLOURS = {
    "design": "design",
    "pilot": "pilot",
    "evaluation": "evaluation",
    "tender": "tender",
    "contract": "tender",
    "contingency": "evaluation",
    "stopped": "red",
    "met": "green",
    "ready": "green",
    "approved": "green",
    "agreed": "green",
    "published": "green",
    "signed": "green",
    "done": "green",
    "partly": "yellow",
    "ready_with_conditions": "yellow",
    "waived": "yellow",
    "queued": "grey",
    "running": "blue",
    "draft": "grey",
    "closed": "grey",
    "not_met": "red",
    "not_ready": "red",
    "failed": "red",
    "missing": "red",
    "late": "red",
}


@register.filter
def day(value):
    """Say a date or a moment's date as "3 June 2027"; "" for none."""
    if not value:
        return ""
    return dates.in_words(london_date(value) if isinstance(value, datetime) else value)


@register.filter
def moment(value):
    """Say a moment as "3 June 2027 at 9:30am"; "" for none."""
    if not value:
        return ""
    return _("{day} at {time}").format(day=dates.in_words(london_date(value)), time=dates.time_words(value))


@register.filter
def pounds(value):
    """Say an amount as "£12,500" or "£12,500.50"; "" for none."""
    return "" if value is None or value == "" else money.in_words(Decimal(value))


@register.filter
def percent(value):
    """Say a percentage with one decimal at most; "" for none."""
    return "" if value is None or value == "" else money.percent(Decimal(value))


@register.filter
def until(value):
    """Say how far a day is from today: "12 days late", "due tomorrow"."""
    return dates.days_until_words(value, timezone.localdate()) if value else ""


@register.filter
def due_colour(value):
    """Choose the colour of a due date's tag: red when late, yellow within a month, else soft."""
    if not isinstance(value, date):
        return "grey"
    left = (value - timezone.localdate()).days
    return "red" if left < 0 else "yellow" if left <= 30 else "orange"


@register.simple_tag
def status_tag(record_or_code, label=""):
    """Draw the tag of a record's state, or of a code with its label."""
    code = getattr(record_or_code, "state", record_or_code) or ""
    words = label or (record_or_code.get_state_display() if hasattr(record_or_code, "get_state_display") else str(code).replace("_", " ").capitalize())
    return format_html('<strong class="govuk-tag psp-tag psp-tag--{}">{}</strong>', TAG_COLOURS.get(str(code), "grey"), words)


@register.inclusion_tag("components/due_tag.html")
def due_tag(value):
    """Draw the tag of a due date: how late, or the day."""
    late = isinstance(value, date) and value < timezone.localdate()
    return {"value": value, "late": late, "colour": due_colour(value)}


@register.inclusion_tag("components/chart.html")
def chart(drawing, open_table=False):
    """Draw a chart of ``psp.core.charts`` with the same figures as a table beneath it."""
    return {"chart": drawing, "svg": SafeString(str(drawing.svg)), "table": drawing.table, "open_table": open_table}


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context, name, label, numeric=False):
    """Draw a column heading that sorts the list by ``name``, up and then down."""
    current = context.get("sort", "")
    return {
        "request": context["request"],
        "label": label,
        "numeric": numeric,
        "direction": {name: "ascending", f"-{name}": "descending"}.get(current, "none"),
        "next_sort": f"-{name}" if current == name else name,
    }


@register.inclusion_tag("components/transition_buttons.html", takes_context=True)
def transition_buttons(context, record):
    """Draw a button for each transition that leaves the record's state and that the person may carry out."""
    user, app = context["request"].user, record._meta.app_label
    rows = [row for row in record.workflow.leaving(record.state) if user.has_perm(f"{app}.{row.name}", record)]
    return {"rows": [(row, record.transition_url(row.name)) for row in rows]}


@register.filter
def get(mapping, key):
    """Look a key up in a mapping; "" where it is not there."""
    return mapping.get(key, "") if hasattr(mapping, "get") else ""
