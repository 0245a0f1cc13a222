"""What an activity changed, in the words of the pages: the record keeps the values themselves."""

from django import template
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist

from psp.core.records import in_words_today
from psp.templatetags.psp import field_words

register = template.Library()


@register.filter
def changes_in_words(activity):
    """List what changed as (field, before, after), choices by their labels and days in words; "–" for nothing."""
    return [
        (field_words(name), *(_in_words(value, _labels(activity, name)) for value in values))
        for name, values in activity.changes.items()
    ]


def _labels(activity, name):
    kind = getattr(activity, "target_type_id", None)
    model = ContentType.objects.get_for_id(kind).model_class() if kind else None
    try:
        return {str(value): str(label) for value, label in model._meta.get_field(name).flatchoices} if model else {}
    except (FieldDoesNotExist, AttributeError):
        return {}


def _in_words(value, labels):
    if value is None or value == "":
        return "–"
    if str(value) in labels:
        return labels[str(value)]
    return in_words_today(str(value))
