"""What is asked to make a report, and how the list of reports is filtered."""

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from partnerships.reports.models import Format, Report
from psp.core import reports
from psp.core.finding import Folded, WordsFilter
from psp.core.forms import PspForm
from psp.core.work import WorkState

FORMATS = [
    (Format.PDF.value, _("PDF, tagged for screen readers, to print or send")),
    (Format.LARGE_PRINT.value, _("PDF in large print, 18 point")),
    (Format.HTML.value, _("Web page in one file")),
    (Format.TEXT.value, _("Plain text, for Braille and speech")),
]


class AskForm(PspForm):
    report = forms.ChoiceField(label=_("Report"), widget=forms.RadioSelect)
    format = forms.ChoiceField(label=_("Format"), widget=forms.RadioSelect, choices=FORMATS, initial=Format.PDF.value)

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_value = {choice.value: choice for choice in choices}
        self.fields["report"].choices = [(choice.value, choice.label) for choice in choices]

    @property
    def choice(self):
        """The kind and the subject that were chosen."""
        return self.by_value[self.cleaned_data["report"]]


class ReportFilter(django_filters.FilterSet):
    q = WordsFilter("subject_label", label=_("Search"))
    kind = django_filters.ChoiceFilter(label=_("Report"), empty_label=_("Every report"))
    format = django_filters.ChoiceFilter(label=_("Format"), choices=Format.choices, empty_label=_("Every format"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=WorkState.choices, empty_label=_("Every state"))
    who = django_filters.ModelChoiceFilter(
        label=_("Made by"),
        field_name="asked_by",
        queryset=get_user_model()._base_manager.none(),
        empty_label=_("Everyone"),
    )

    class Meta:
        model = Report
        fields = ["q", "kind", "format", "state", "who"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["kind"].extra["choices"] = [(kind.code, kind.title) for kind in reports.kinds()]
        people = get_user_model()._base_manager.filter(pk__in=self.queryset.order_by().values("asked_by"))
        self.filters["who"].queryset = people.order_by(Folded("name"))
