"""What is asked to import a register, and how its rows are narrowed."""

import django_filters
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from partnerships.imports.operations import LARGEST_UPLOAD
from partnerships.register.models import ImportRow, Register
from psp.core.finding import WordsFilter
from psp.core.forms import PspForm


class UploadForm(PspForm):
    register = forms.ChoiceField(label=_("Register"), choices=Register.choices, widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"),
        help_text=format_lazy(
            _("The CSV file as the regulator gives it out, or the ZIP archive it came in. At most {size} MB."),
            size=LARGEST_UPLOAD >> 20,
        ),
    )


class ApplyForm(PspForm):
    close_gone = forms.BooleanField(
        required=False,
        label=_("Also mark the organisations closed that are no longer in the register"),
        help_text=_("Only where the file is the whole register. They stay in the directory, marked as closed."),
    )

    def __init__(self, *args, gone, **kwargs):
        super().__init__(*args, **kwargs)
        if not gone:
            del self.fields["close_gone"]

    def clean(self):
        return {"close_gone": False} | super().clean()


class RowFilter(django_filters.FilterSet):
    name = WordsFilter("name", "charity_number", label=_("Name or charity number"))

    class Meta:
        model = ImportRow
        fields = ["name"]
