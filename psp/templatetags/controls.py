"""What the template pack ``psp_forms`` asks of a bound field: its kind, its control, what describes it, where its error leads."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from psp.core.error_words import sentence

register = template.Library()

CLASS_OF_KIND = {
    "input": "govuk-input",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "file": "govuk-file-upload",
    "checkbox": "govuk-checkboxes__input",
}
# Prefix and suffix are ours; a placeholder goes away when it is needed most.
NOT_ATTRIBUTES = ("prefix", "suffix", "placeholder")

# Characters that the parts of a date and a time are wide; two where nothing else is said.
WIDTHS = {"year": 4, "time": 10}


@register.filter
def kind(field: BoundField) -> str:
    """Name the kind of control: one of CLASS_OF_KIND, or "radios", "checkboxes" or "parts" for a group of several."""
    widget = field.field.widget
    kinds = (
        (forms.CheckboxSelectMultiple, "checkboxes"),
        (forms.RadioSelect, "radios"),
        (forms.CheckboxInput, "checkbox"),
        (forms.MultiWidget, "parts"),
        (forms.Textarea, "textarea"),
        (forms.Select, "select"),
        (forms.FileInput, "file"),
        (forms.PasswordInput, "password"),
    )
    return next((name for base, name in kinds if isinstance(widget, base)), "input")


@register.filter
def is_counted(field: BoundField) -> bool:
    """Tell whether the field counts its characters: long text with a limit."""
    return isinstance(field.field.widget, forms.Textarea) and bool(field.field.widget.attrs.get("maxlength"))


@register.filter
def described_by(field: BoundField) -> str:
    """List the ids of what describes the field, in the order they are read; "" for nothing."""
    ids = [f"{field.auto_id}_helptext"] if field.help_text else []
    if field.errors:
        ids.append(f"{field.auto_id}_error")
    if is_counted(field):
        # The name GOV.UK Frontend's character count looks for.
        ids.append(f"{field.auto_id}-info")
    return " ".join(ids)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Write the field's own widget with the classes of its kind and its state."""
    name = kind(field)
    own = field.field.widget.attrs
    classes = [own.get("class", ""), CLASS_OF_KIND[name]]
    if is_counted(field):
        classes.append("govuk-js-character-count")
    if field.errors and name != "checkbox":
        classes.append(f"{CLASS_OF_KIND[name].split()[0]}--error")
    attrs: dict[str, Any] = {"class": " ".join(filter(None, classes))}
    # Django leaves an attribute out that is False.
    attrs |= {attribute: False for attribute in NOT_ATTRIBUTES if attribute in own}
    if is_counted(field):
        # The browser would cut what is pasted; the count says instead how much is too much.
        attrs["maxlength"] = False
    if described := described_by(field):
        attrs["aria-describedby"] = described
    return field.as_widget(attrs=attrs)


@register.simple_tag
def parts(field: BoundField) -> list[dict[str, Any]]:
    """List the inputs of a field of several parts: the context of each widget with its ``label`` and ``is_wrong``."""
    widget = field.field.widget
    attrs = field.build_widget_attrs({"id": field.auto_id})
    inputs = widget.get_context(field.html_name, field.value(), attrs)["widget"]["subwidgets"]
    names = _part_names(field)
    labels = getattr(widget, "labels", {})
    wrong = {error.code for error in field.errors.as_data()} & set(names)
    for name, part in zip(names, inputs, strict=True):
        part["label"] = labels.get(name, name.capitalize() or field.label)
        part["is_wrong"] = bool(field.errors) and (not wrong or name in wrong)
        part["width"] = WIDTHS.get(name, 2)
    return inputs


@register.filter
def error_sentences(field: BoundField) -> list[str]:
    """List what to do about each error of a field."""
    return [sentence(error, label=field.label, kind=kind(field)) for error in field.errors.as_data()]


@register.filter
def error_links(form: Any) -> list[tuple[str, str]]:
    """List every error of a form, or of each form of a formset, as (id of the control to mend, sentence).

    First those of the whole, whose id is "", because no control alone is to blame. A group of choices leads to its
    first one, a part of a date to that part.
    """
    forms_of = getattr(form, "forms", [form])
    of_the_whole = [
        *getattr(form, "non_form_errors", list)(),
        *(words for one in forms_of for words in one.non_field_errors()),
    ]
    return [("", words) for words in of_the_whole] + [
        link for one in forms_of for field in one for link in zip(_targets(field), error_sentences(field), strict=True)
    ]


@register.filter
def is_sent_in_vain(field: BoundField) -> bool:
    """Tell whether a file was sent with a form that is refused for something else: it has to be chosen again."""
    is_refused = field.form.is_bound and bool(field.form.errors)
    return kind(field) == "file" and is_refused and not field.errors and bool(field.data)


@register.filter
def first_control(field: BoundField) -> str:
    """Return the id of the control an error of the field leads to: of a group of choices the first."""
    return _target(field)


def _targets(field: BoundField) -> list[str]:
    errors = field.errors.as_data()
    if kind(field) == "parts":
        ids: dict[Any, str] = {
            name: part["attrs"]["id"] for name, part in zip(_part_names(field), parts(field), strict=True)
        }
        return [ids.get(error.code, next(iter(ids.values()))) for error in errors]
    return [_target(field)] * len(errors)


def _target(field: BoundField) -> str:
    if field.is_hidden:
        return ""
    if kind(field) in ("radios", "checkboxes"):
        choices = field.subwidgets
        return choices[0].id_for_label if choices else ""
    return field.id_for_label


def _part_names(field: BoundField) -> list[str]:
    return [suffix.removeprefix("_") for suffix in field.field.widget.widgets_names]
