"""What is asked to give evidence."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.documents.forms import DocumentFields
from psp.core.forms import PspForm


class EvidenceForm(DocumentFields, PspForm):
    needs_document = True

    title = forms.CharField(
        label=_("Title of the new document"),
        help_text=_("Leave it empty to use the file’s name."),
        max_length=200,
        required=False,
    )
    note = forms.CharField(
        label=_("Where to look"), help_text=_("For example: page 4, table 2."), max_length=200, required=False
    )
