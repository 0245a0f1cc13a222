"""The form that adds documents to a tender."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.models import Document
from procurement.tenders.models import TenderDocumentKind
from psp.core.forms import PspForm


class AddDocumentsForm(PspForm):
    kind = forms.ChoiceField(
        label=_("What kind of document"), choices=[("", _("Select a kind")), *TenderDocumentKind.choices]
    )
    documents = forms.ModelMultipleChoiceField(
        label=_("Documents of the partnership"),
        queryset=Document.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Select a document")},
    )

    def __init__(self, *args, documents, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["documents"].queryset = documents
