"""What is asked of an organisation, and how the directory is narrowed."""

import django_filters
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnerships.organisations.engine import numbers
from partnerships.organisations.models import Kind, Organisation, RelianceBand, SizeBand
from partnerships.organisations.queries import Found, found_among, matching, of_service, word_conditions
from partnerships.taxonomies.models import Area, ClientGroup, Service
from psp.core.choosing import SearchChoiceField
from psp.core.forms import PspForm, PspModelForm

NOT_KNOWN = "none"


def place_of(organisation):
    """Say in a few words which of several organisations of a name this is."""
    known = (organisation.get_kind_display(), organisation.charity_number, organisation.postcode)
    return " · ".join(str(words) for words in known if words)


class OrganisationChoiceField(SearchChoiceField):
    """One organisation of the directory, found by its name or number."""

    def __init__(self, *, rows=Organisation.objects.current, **kwargs):
        super().__init__(rows=rows, find=matching, describe=place_of, **kwargs)


class TickFilter(django_filters.Filter):
    field_class = forms.BooleanField


class OrganisationFilter(django_filters.FilterSet):
    """Narrows the directory. ``found`` holds the outcome: words and lists are looked up in the way that suits their number."""

    name = django_filters.CharFilter(
        method="by_words", label=_("Name or number"), max_length=200, help_text=_("The beginnings of words are enough.")
    )
    service = django_filters.ModelChoiceFilter(
        method="by_list", label=_("Service"), queryset=Service.objects.all(), empty_label=_("Every service")
    )
    area = django_filters.ModelChoiceFilter(
        method="by_list", label=_("Area"), queryset=Area.objects.all(), empty_label=_("All of Scotland")
    )
    client_group = django_filters.ModelChoiceFilter(
        method="by_list", label=_("For whom"), queryset=ClientGroup.objects.all(), empty_label=_("Everyone")
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Kind.choices, empty_label=_("Every kind"))
    size = django_filters.ChoiceFilter(
        field_name="size_band",
        method="by_band",
        label=_("Size"),
        choices=[*SizeBand.choices, (NOT_KNOWN, _("Not known"))],
        empty_label=_("Every size"),
    )
    grants = django_filters.ChoiceFilter(
        field_name="reliance_band",
        method="by_band",
        label=_("Share of grants"),
        choices=[*RelianceBand.choices, (NOT_KNOWN, _("Not known"))],
        empty_label=_("Any share"),
    )
    closed = TickFilter(method="with_closed", label=_("Show closed organisations too"))

    class Meta:
        model = Organisation
        fields = ["name", "service", "area", "client_group", "kind", "size", "grants", "closed"]

    found: Found
    conditions: list[Q]

    def filter_queryset(self, queryset):
        self.conditions = []
        if not self.form.cleaned_data["closed"]:
            queryset = queryset.current()
        self.found = found_among(super().filter_queryset(queryset), self.conditions)
        return self.found.rows

    def by_words(self, rows, name, text):
        self.conditions += word_conditions(text)
        return rows

    def by_list(self, rows, name, term):
        self.conditions.append(of_service(term) if name == "service" else Q(**{f"{name}s": term}))
        return rows

    def by_band(self, rows, name, band):
        return rows.filter(**{name: "" if band == NOT_KNOWN else band})

    def with_closed(self, rows, name, value):
        return rows


class NumberField(forms.CharField):
    """A number or address people write in many ways, brought to one by a function of the engine."""

    def __init__(self, *, read, **kwargs):
        super().__init__(**{"required": False, "max_length": 30} | kwargs)
        self.read = read

    def clean(self, value):
        typed = super().clean(value)
        try:
            return self.read(typed) if typed else ""
        except ValueError as problem:
            raise ValidationError(str(problem), code="invalid") from problem


def lines_of(text):
    """Compare texts by their lines: browsers end each in their own way."""
    return [line.rstrip() for line in text.strip().splitlines()]


class OrganisationForm(PspModelForm):
    charity_number = NumberField(
        read=numbers.charity_number, label=_("Charity number"), help_text=_("For example, SC012345")
    )
    company_number = NumberField(
        read=numbers.company_number, label=_("Company number"), help_text=_("For example, SC123456 or 01234567")
    )
    postcode = NumberField(read=numbers.postcode, label=_("Postcode"))
    website = NumberField(read=numbers.website, label=_("Website"), max_length=numbers.LONGEST_ADDRESS)

    class Meta:
        model = Organisation
        fields = [
            *("name", "known_as", "kind", "legal_form", "charity_number", "company_number", "council_code"),
            *("about", "strengths", "services", "client_groups", "areas"),
            *("paid_staff", "volunteers", "is_supported_business", "identity_statement"),
            *("address", "postcode", "website", "email", "phone", "closed_on"),
        ]
        widgets = {
            "kind": forms.RadioSelect,
            "about": forms.Textarea(attrs={"maxlength": 4000}),
            "strengths": forms.Textarea(attrs={"maxlength": 2000}),
            "identity_statement": forms.Textarea(attrs={"maxlength": 2000}),
            "address": forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
            **dict.fromkeys(("services", "client_groups", "areas"), forms.CheckboxSelectMultiple),
            **dict.fromkeys(("paid_staff", "volunteers"), forms.TextInput(attrs={"inputmode": "numeric", "size": 6})),
        }
        labels = {"client_groups": _("For whom"), "areas": _("Where"), "services": _("Services it offers")}
        help_texts = {
            "known_as": _("A shorter or former name people search by."),
            "council_code": _("For a council: its code in open data."),
            "about": _("In plain words, for somebody who has never heard of it."),
            "strengths": _("What it is good at, its quality marks, what it could take on."),
            "identity_statement": _("What stays its own in any partnership: its board, staff, ethos and activities."),
            "is_supported_business": _(
                "Its main aim is the integration of disabled or disadvantaged people, who are at least 30% of its employees."
            ),
            "closed_on": _("Leave it empty while the organisation works."),
        }

    def __init__(self, *args, by=None, **kwargs):
        super().__init__(*args, **kwargs)
        if by is not None and not by.is_administrator:
            self.keep_council()
        for name, field in self.fields.items():
            if name in {"services", "client_groups", "areas"}:
                field.widget.attrs["class"] = "govuk-checkboxes--small psp-choices--columns"
        if self.instance.pk is None:
            del self.fields["closed_on"]
        self.helper.layout = self.layout()

    def keep_council(self):
        """Offer no change to or from a council: who purchases for a partnership depends on it."""
        field = self.fields["kind"]
        is_council = self.instance.kind == Kind.COUNCIL
        field.choices = [(kind, label) for kind, label in Kind.choices if (kind == Kind.COUNCIL) == is_council]
        field.help_text = _("Only administrators change whether an organisation is a council.")

    def layout(self):
        parts = [
            (_("What it is"), ["name", "known_as", "kind", "legal_form"]),
            (_("Its numbers"), ["charity_number", "company_number", "council_code"]),
            (_("What it does"), ["about", "strengths"]),
            (_("What people search by"), ["services", "client_groups", "areas"]),
            (_("Its size and character"), ["paid_staff", "volunteers", "is_supported_business", "identity_statement"]),
            (_("How to reach it"), ["address", "postcode", "website", "email", "phone", "closed_on"]),
        ]
        return Layout(*[Fieldset(title, *[name for name in names if name in self.fields]) for title, names in parts])

    def clean(self):
        """Hold texts to their limits only where they changed: a register may have written longer ones."""
        cleaned = super().clean()
        for name, field in self.fields.items():
            limit = field.widget.attrs.get("maxlength") if isinstance(field.widget, forms.Textarea) else None
            if limit is None or name not in cleaned or not hasattr(self.instance, name):
                continue
            saved = getattr(self.instance, name)
            if lines_of(cleaned[name]) == lines_of(saved):
                cleaned[name] = saved
                continue
            try:
                MaxLengthValidator(limit)(cleaned[name])
            except ValidationError as problem:
                self.add_error(name, problem)
        return cleaned

    def _get_validation_exclusions(self):
        # The operation checks the numbers, and says which organisation has one.
        return super()._get_validation_exclusions() | {"charity_number", "company_number"}


class NewOrganisationForm(OrganisationForm):
    """Asks whether it is another organisation only once there is one of a similar name."""

    is_another = forms.BooleanField(required=False, label=_("This is another organisation: add it"))

    def layout(self):
        layout = super().layout()
        if "is_another" in self.data or "is_another" in (self._errors or {}):
            layout.fields.insert(0, "is_another")
        return layout

    def refuse(self, errors):
        super().refuse(errors)
        self.helper.layout = self.layout()


class VehicleMemberForm(PspForm):
    member = OrganisationChoiceField(
        label=_("Which organisation owns it, alone or with others?"),
        help_text=_("Enter its name or number and press “Find”."),
    )
