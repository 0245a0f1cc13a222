"""Pages of a tender's documents."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import Document
from procurement.documents import operations
from procurement.documents.forms import AddDocumentsForm, UploadDocumentForm
from procurement.tenders.models import TenderDocument
from procurement.tenders.queries import documents_shown
from procurement.tenders.views import ChangesDraft, TenderConfirmView, TenderFormView, TenderPage, add_tab

add_tab(gettext_lazy("Documents"), "tender_documents", 50)


class TenderDocuments(TenderPage):
    tab = "tender_documents"
    template_name = "procurement/documents/list.html"
    title = gettext_lazy("Tender documents")

    def get_context_data(self, **kwargs):
        user = self.request.user
        may_add = self.tender.state in ("draft", "published") and user.has_perm(
            "procurement.change_tender", self.tender
        )
        is_open = self.tender.state == "published" and not self.tender.deadline_has_passed(timezone.now())
        return super().get_context_data(
            documents=documents_shown(self.tender, user),
            may_add=may_add and (self.tender.is_draft or is_open),
            may_amend=may_add and is_open,
            **kwargs,
        )


class UploadDocument(ChangesDraft, TenderFormView):
    tab = "tender_documents"
    form_class = UploadDocumentForm
    title = gettext_lazy("Upload a tender document")
    submit_label = gettext_lazy("Upload and add")
    done = gettext_lazy("The document is part of the tender")

    @property
    def intro(self):
        """Who will be able to read the file."""
        if self.tender.is_draft:
            return _("Until the tender is published, only the purchasing side can read it.")
        return _("The tender is published: everyone in the partnership can read the document at once.")

    def get_success_url(self):
        return self.tender.url("tender_documents")

    def act(self, form):
        return operations.upload_document(
            tender=self.tender, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class AddDocuments(ChangesDraft, TenderFormView):
    tab = "tender_documents"
    form_class = AddDocumentsForm
    template_name = "procurement/documents/add.html"
    title = gettext_lazy("Add tender documents")
    submit_label = gettext_lazy("Add")
    done = gettext_lazy("The documents are part of the tender")

    def get_form_kwargs(self):
        documents = (
            Document.objects.visible_to(self.request.user)
            .filter(partnership=self.partnership, archived_at=None)
            .exclude(in_tenders__tender=self.tender)
        )
        return super().get_form_kwargs() | {"documents": documents}

    def get_success_url(self):
        return self.tender.url("tender_documents")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"no_documents": not context["form"].fields["documents"].queryset.exists()}

    def act(self, form):
        return operations.add_documents(
            tender=self.tender, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class RemoveDocument(ChangesDraft, TenderConfirmView):
    model = TenderDocument
    tab = "tender_documents"
    permission_required = "procurement.delete_tenderdocument"
    title = gettext_lazy("Take this document out of the tender")
    submit_label = gettext_lazy("Take it out")
    extra_context = {"consequences": [gettext_lazy("The document itself stays with the partnership’s documents.")]}

    def get_queryset(self):
        return super().get_queryset().select_related("document", "tender")

    def get_success_url(self):
        return self.tender.url("tender_documents")

    def act(self, form):
        return operations.remove_document(tender_document=self.object, by=self.request.user, at=timezone.now())
