"""What is asked to file, update and find documents, and the fields by which other forms take a document."""

import django_filters
from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from partnerships.documents.models import Document, DocumentKind, DocumentVersion
from psp.core.finding import finds
from psp.core.forms import PspForm, PspModelForm
from psp.core.uploads import ACCEPTED

FILE_HELP = _("PDF, Word, Excel, PowerPoint, OpenDocument, RTF, text, CSV, PNG or JPEG, up to 20 MB, without macros.")
RESTRICTED_LABEL = _("Restricted: only the project leader, the purchasers and its owner can read it")

TENDER_HELP = _("Tender documents are restricted until they are published with the tender.")


class UploadField(forms.FileField):
    """A file to send. What it holds is checked by the operation that keeps it."""

    def __init__(self, **kwargs):
        kwargs = {
            "label": _("File"),
            "help_text": FILE_HELP,
            "widget": forms.FileInput(attrs={"accept": ACCEPTED}),
        } | kwargs
        super().__init__(**kwargs)


class AddDocumentForm(PspForm):
    file = UploadField()
    title = forms.CharField(
        label=_("Title"), help_text=_("Leave it empty to use the file’s name."), max_length=200, required=False
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        help_text=TENDER_HELP,
        choices=DocumentKind.choices,
        initial=DocumentKind.OTHER,
    )
    description = forms.CharField(label=_("What it is for"), widget=forms.Textarea, max_length=2000, required=False)
    is_restricted = forms.BooleanField(label=RESTRICTED_LABEL, required=False)


class EditDocumentForm(PspModelForm):
    class Meta:
        model = Document
        fields = ["title", "kind", "description", "is_restricted"]
        labels = {"is_restricted": RESTRICTED_LABEL}
        help_texts = {"kind": TENDER_HELP}


class AddVersionForm(PspForm):
    file = UploadField()
    note = forms.CharField(label=_("What changed"), max_length=200, required=False)


class DocumentFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Title, description or file name"))
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=DocumentKind.choices, empty_label=_("All kinds"))
    archived = django_filters.ChoiceFilter(
        label=_("Archived"), method="of_archive", choices=[("yes", _("Archived"))], empty_label=_("Not archived")
    )

    class Meta:
        model = Document
        fields = ["q", "kind", "archived"]

    def __init__(self, data=None, *args, **kwargs):
        # Bound even where nothing is asked: archived documents are left out then, too.
        super().__init__({} if data is None else data, *args, **kwargs)

    def filter_queryset(self, queryset):
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("archived") else rows.filter(archived_at=None)

    def search(self, rows, name, value):
        versions = DocumentVersion.objects.filter(document=OuterRef("pk"))

        def of_a_file(word):
            return Exists(versions.filter(original_name__folded__begins=word))

        return rows.filter(finds(value, "title", "description", elsewhere=of_a_file))

    def of_archive(self, rows, name, value):
        return rows.exclude(archived_at=None)


class DocumentFields(forms.Form):
    """Takes a document, chosen from the partnership's or sent now: ``document`` and ``file``. Optional unless ``needs_document``.

    List it before the form's base, so that its fields come last.
    """

    document = forms.ModelChoiceField(
        label=_("A document of the partnership"),
        queryset=Document.objects.none(),
        required=False,
        empty_label=_("None of these"),
    )
    file = UploadField(label=_("Or send a new file"), required=False)

    needs_document = False

    def __init__(self, *args, documents, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = documents
        for name in ("document", "file") if self.needs_document else ():
            self.fields[name].is_one_of_several = True

    def clean(self):
        cleaned = super().clean()
        chosen, sent = cleaned.get("document"), cleaned.get("file")
        if chosen and sent:
            self.add_error("document", _("Choose a document or send a file, not both"))
        if self.needs_document and not (chosen or sent) and not {"document", "file"} & self.errors.keys():
            self.add_error("document", _("Choose a document or send a file"))
        return cleaned
