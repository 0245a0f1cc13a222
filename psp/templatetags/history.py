"""What an activity changed, in the words of the pages: the record keeps the values themselves."""

from django import template
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist

from psp.core.records import in_words_today
from psp.templatetags.psp import field_words

register = template.Library()


@register.filter
def changes_in_words(activity):
    """List what changed as (field, before, after), choices by their labels and days in words; "–" for nothing.

    ``activity`` is one, or a record that keeps the changes of one record by field, such as an amendment. A field of another
    record than the activity is about bears that record's name.
    """
    if isinstance(activity.changes, dict):
        return [
            (field_words(name), *(_in_words(value, {}) for value in values))
            for name, values in activity.changes.items()
        ]
    return [_row_in_words(row) for row in activity.changes]


def _row_in_words(row):
    field, kind = field_words(row.field), row.record_type_id or row.activity.target_type_id
    labels = _labels(kind, row.field)
    named = f"{row.about}: {field}" if row.about else field
    before, after = row.shown
    return named, _in_words(before, labels), _in_words(after, labels)


def _labels(kind, name):
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
