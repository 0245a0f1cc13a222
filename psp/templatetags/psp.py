"""Tags and filters every template has: dates and money in words, status tags, charts, sorting and buttons."""

from datetime import date, timedelta
from decimal import Decimal

from django import template
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import Partnership, Timeline
from partnerships.strip.queries import strip_of
from psp.core import dates, money
from psp.core.charts import stage_strip as strips
from psp.core.dates import london_date, slip_words
from psp.core.moments import Moment
from psp.glossary import GLOSSARY

register = template.Library()
register.filter("slip", slip_words)

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
    "offered": "yellow",
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
    "waiting": "blue",
    "accepted": "green",
    "declined": "red",
    "withdrawn": "grey",
    "late": "red",
    "submitted": "blue",
    "decided": "green",
    "opened": "blue",
    "moderation": "blue",
    "ranked": "blue",
    "standstill": "yellow",
    "concluded": "green",
    "cancelled": "red",
}


@register.filter
def day(value):
    """Say a date or a moment's date as "3 June 2027"; "" for none."""
    if not value:
        return ""
    return dates.in_words(value.day if isinstance(value, Moment) else value)


@register.filter
def moment(value):
    """Say a moment or an aware datetime as "3 June 2027 at 9:30am", a whole day as "3 June 2027"; "" for none."""
    if not value:
        return ""
    if isinstance(value, Moment):
        return value.words
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
    """Say how far a day or a moment is from now: "12 days late", "due tomorrow at midday"."""
    return Moment.of(value).until_words(timezone.now()) if value else ""


@register.filter
def due_colour(value):
    """Choose the colour of a due date's tag: red when late, yellow within a month, else soft."""
    if not isinstance(value, Moment | date):
        return "grey"
    left = (Moment.of(value).day - timezone.localdate()).days
    return "red" if left < 0 else "yellow" if left <= 30 else "orange"


@register.simple_tag
def status_tag(record_or_code, label="", strong=False):
    """Draw the tag of a record's state, or of a code with its label; strong beside a title."""
    code = getattr(record_or_code, "state", record_or_code) or ""
    words = label or (
        record_or_code.get_state_display()
        if hasattr(record_or_code, "get_state_display")
        else str(code).replace("_", " ").capitalize()
    )
    classes = f"{TAG_COLOURS.get(str(code), 'grey')}{' psp-tag--strong' if strong else ''}"
    return format_html('<strong class="govuk-tag psp-tag psp-tag--{}">{}</strong>', classes, words)


@register.inclusion_tag("components/due_tag.html")
def due_tag(value):
    """Draw the tag of a due date: how late, or the day."""
    due = Moment.of(value) if value else None
    late = due is not None and due.day < timezone.localdate()
    return {"value": due, "late": late, "colour": due_colour(value)}


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


@register.simple_tag
def term(name, words=""):
    """Link a word to where the glossary explains it, or other words for it. Raises ValueError for one it does not hold."""
    explained = next((word for word, _meaning in GLOSSARY if str(word).casefold() == str(name).casefold()), None)
    if explained is None:
        raise ValueError(f"The glossary does not explain {name}")
    url = f"{reverse('help_page', args=['glossary'])}#{slugify(explained)}"
    return format_html('<a class="govuk-link" href="{}">{}</a>', url, words or name)


# The help page about each of a partnership's pages that stand for a stage, and what a link to it is called.
STAGE_HELP = {
    "design": ("design", gettext_lazy("Help with the design stage")),
    "pilot": ("pilot", gettext_lazy("Help with the pilot stage")),
    "partnership_evaluation": ("evaluation", gettext_lazy("Help with evaluation and redesign")),
    "partnership_tender": ("tender", gettext_lazy("Help with the tender stage")),
}


@register.simple_tag
def stage_help(section):
    """Link a page that stands for a stage to the help about it; "" on other pages."""
    slug, words = STAGE_HELP.get(section, ("", ""))
    link = '<p class="govuk-body-s"><a class="govuk-link" href="{}">{}</a></p>'
    return format_html(link, reverse("help_page", args=[slug]), words) if slug else ""


@register.filter
def get(mapping, key):
    """Look a key up in a mapping; "" where it is not there."""
    return mapping.get(key, "") if hasattr(mapping, "get") else ""


@register.inclusion_tag("components/stage_strip.html")
def stage_strip(partnership, with_figures=False):
    """Draw a partnership's periods as one bar, with the same figures as a table where asked for."""
    strip = strip_of(partnership, today=timezone.localdate())
    return {
        "chart": strips.stage_strip(strip) if strip else None,
        "partnership": partnership,
        "with_figures": with_figures,
    }


@register.simple_tag
def mini_strip(partnership):
    """Draw a partnership's periods for a row of a list; "" where it has no plan."""
    strip = strip_of(partnership, today=timezone.localdate(), name="mini")
    return strips.mini_strip(strip) if strip else ""


# Verbs of activities are participles; most are said the same of the one who did it.
IRREGULAR = {"frozen": "froze", "given": "gave", "withdrawn": "withdrew", "written": "wrote"}


@register.filter
def deed(activity):
    """Say what somebody did: "moved the milestone “Pilot starts”", "started the pilot"."""
    noun, _dot, done = activity.verb.partition(".")
    noun, done = noun.replace("_", " "), IRREGULAR.get(done, done).replace("_", " ")
    words = _("{done} the {noun}").format(done=done, noun=noun)
    about_the_whole = activity.target_type_id in {
        ContentType.objects.get_for_model(m).pk for m in (Partnership, Timeline)
    }
    return words if about_the_whole else _("{what} “{which}”").format(what=words, which=activity.label)


@register.filter
def field_words(name):
    """Say a field's name in words: "planned_on" is "Planned on"; what is words already stays."""
    return str(name).replace("_", " ")[:1].upper() + str(name).replace("_", " ")[1:]


@register.filter
def day_before(value):
    """Say the day before a date: the last day of a span whose first day after it is kept."""
    return dates.in_words(value - timedelta(days=1)) if value else ""
