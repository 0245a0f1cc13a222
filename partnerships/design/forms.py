"""What is asked to write a version of a text and to record an agreement given on paper."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.design.models import TextKind
from partnerships.documents.forms import DocumentFields
from psp.core.forms import PspForm

MOST = 50_000


def _area(label, help_text="", rows=12, required=False):
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class WriteForm(DocumentFields, PspForm):
    """The text, then what changed, then the document."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=100_000)
    body = _area(_("Text"))
    note = forms.CharField(
        label=_("What changed"), help_text=_("So that nobody has to compare."), max_length=300, required=False
    )
    field_order = ["based_on", "body", "shared_values", "note", "document", "file"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.initial.get("based_on"):
            del self.fields["note"]
        # Words or a document: either will do, none will not.
        for name in () if self.fields["body"].required else ("body", "document", "file"):
            self.fields[name].is_one_of_several = True


class VisionForm(WriteForm):
    body = _area(_("Vision"), _("What will be different for people because of this service?"), 6, required=True)
    shared_values = _area(
        _("Values"), _("How you work with one another and with the people the service is for."), rows=6, required=True
    )


class MemorandumForm(WriteForm):
    body = _area(
        _("Clauses"),
        _(
            "Who does what, how you decide, how money is shared, what stays confidential, how a partner joins or leaves. Or add the document that holds them."
        ),
    )


class ServiceDesignForm(WriteForm):
    body = _area(
        _("Service design"),
        _(
            "Who the service is for, what happens to them from the first contact on, who does it, where and when. Or add the document that holds it."
        ),
    )


FORMS = {
    TextKind.VISION: VisionForm,
    TextKind.MEMORANDUM: MemorandumForm,
    TextKind.SERVICE_DESIGN: ServiceDesignForm,
}


class RecordAgreementForm(DocumentFields, PspForm):
    needs_document = True

    signatory = forms.CharField(
        label=_("Who agreed for the organisation"), help_text=_("Name and position."), max_length=150
    )
    agreed_on = forms.DateField(label=_("The day they agreed"))
    field_order = ["signatory", "agreed_on", "document", "file"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document"].label = _("The signed copy, among the documents")
        self.fields["file"].label = _("Or send the signed copy")
