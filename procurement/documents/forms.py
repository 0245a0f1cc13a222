"""The forms that add documents to a tender: a new file, or documents the partnership has."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.models import Document
from partnerships.public import UploadField
from procurement.tenders.models import TenderDocumentKind
from psp.core.forms import PspForm


def kind_field():
    return forms.ChoiceField(
        label=_("What kind of document"), choices=[("", _("Select a kind")), *TenderDocumentKind.choices]
    )


class UploadDocumentForm(PspForm):
    kind = kind_field()
    file = UploadField()
    title = forms.CharField(
        label=_("Title"), help_text=_("Leave it empty to use the file’s name."), max_length=200, required=False
    )
    description = forms.CharField(label=_("What it is for"), widget=forms.Textarea, max_length=2000, required=False)


class AddDocumentsForm(PspForm):
    kind = kind_field()
    documents = forms.ModelMultipleChoiceField(
        label=_("Documents of the partnership"),
        queryset=Document.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Select a document")},
    )

    def __init__(self, *args, documents, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["documents"].queryset = documents
