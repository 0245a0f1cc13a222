"""The documents of a partnership: list, page, new versions, and the download behind its permission check."""

from django.db.models import Max
from django.http import FileResponse, Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views import View

from partnerships.documents import operations
from partnerships.documents.forms import AddDocumentForm, AddVersionForm, DocumentFilter, EditDocumentForm
from partnerships.documents.models import Document
from partnerships.documents.queries import documents_to_choose, with_versions
from partnerships.lifecycle.views import InPartnership, PartnershipEdit, PartnershipForm, PartnershipList
from psp.core.access import Permitted, get_visible
from psp.core.away import FileUnreadable
from psp.core.bodies import WITH_A_FILE
from psp.core.holds import hold_of
from psp.core.views import RecordPage, TransitionView

WHO_MAY_CHANGE = _("its owner, the partners’ contacts, purchasers and administrators")


class Documents(PartnershipList):
    section = "documents"
    title = _("Documents")
    lead_text = _(
        "Letters, minutes, agreements and evidence, each with its versions. Nobody outside the partnership can open them."
    )
    template_name = "partnerships/documents/documents.html"
    filterset_class = DocumentFilter
    queryset = with_versions(Document.objects.annotate(changed_at=Max("versions__uploaded_at")))
    sorts = {"changed": "-changed_at", "title": "title", "kind": "kind"}
    columns = [
        (_("Title"), "title"),
        (_("Kind"), "get_kind_display"),
        (_("Version"), "latest.number"),
        (_("File name"), "latest.original_name"),
        (_("Uploaded"), "latest.uploaded_at"),
        (_("By"), "latest.uploaded_by"),
        (_("Size in bytes"), "latest.size"),
        (_("SHA-256"), "latest.sha256"),
        (_("Archived"), "archived_at"),
    ]
    add_label = _("Add a document")

    def get_add_url(self):
        may_add = self.request.user.has_perm("partnerships.add_document", self.partnership)
        return self.partnership.url("add_document") if may_add else ""

    @property
    def empty(self):
        words = _(
            "Keep the letters, minutes and agreements of the partnership here, and use them as evidence anywhere."
        )
        return {"title": _("No documents yet"), "text": words}


class InDocuments:
    """A page about one document."""

    section = "documents"
    model = Document
    object: Document

    def get_queryset(self):
        return with_versions(super().get_queryset())

    def crumbs(self):
        crumbs = super().crumbs()
        if self.request.path != self.object.get_absolute_url():
            crumbs.append((self.object.title, self.object.get_absolute_url()))
        return crumbs


class DocumentPage(InDocuments, InPartnership, RecordPage):
    permission_required = "partnerships.view_document"
    template_name = "partnerships/documents/document.html"

    def get_context_data(self, **kwargs):
        held = hold_of(self.object)
        may_change = not held and self.request.user.has_perm("partnerships.change_document", self.object)
        return super().get_context_data(**{"may_change": may_change, "held": held} | kwargs)


class AddDocument(PartnershipForm):
    section = "documents"
    permission_required = "partnerships.add_document"
    who_may = _("people with a role in the partnership and administrators")
    form_class = AddDocumentForm
    title = _("Add a document")
    submit_label = _("Add this document")
    done = _("The document is added.")

    def act(self, form):
        return operations.add_document(
            partnership=self.partnership, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class EditDocument(InDocuments, PartnershipEdit):
    permission_required = "partnerships.change_document"
    who_may = WHO_MAY_CHANGE
    form_class = EditDocumentForm
    asked_to_restrict = False
    title = _("Facts of the document")

    def get_done(self):
        if self.result.is_restricted and not self.asked_to_restrict:
            return _("The document is saved. It is restricted until it is published with a tender.")
        return _("The document is saved.")

    def act(self, form):
        self.asked_to_restrict = form.cleaned_data["is_restricted"]
        return operations.edit_document(
            document=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class OnDocument(InDocuments, InPartnership, TransitionView):
    """A form that does something to a document and leads back to it."""

    permission_required = "partnerships.change_document"
    who_may = WHO_MAY_CHANGE

    def get_success_url(self):
        return self.object.get_absolute_url()


class AddVersion(OnDocument):
    template_name = "generic/form.html"
    form_class = AddVersionForm
    title = _("Add a new version")
    submit_label = _("Add this version")
    done = _("The new version is added.")

    def act(self, form):
        return operations.add_version(
            document=self.object, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class Archive(OnDocument):
    permission_required = "partnerships.archive_document"
    title = _("Archive this document")
    done = _("The document is archived.")
    extra_context = {
        "consequences": [
            _("It leaves the list and is not offered as evidence any more."),
            _("What refers to it still finds it, and it can be restored."),
        ]
    }

    def act(self, form):
        return operations.archive_document(document=self.object, by=self.request.user, at=timezone.now())


class Restore(OnDocument):
    permission_required = "partnerships.archive_document"
    title = _("Restore this document")
    done = _("The document is back in the list.")

    def act(self, form):
        return operations.restore_document(document=self.object, by=self.request.user, at=timezone.now())


class Download(InPartnership, Permitted, View):
    """Hands a version over as an attachment; a browser never shows or runs it."""

    permission_required = "partnerships.view_document"

    def load(self):
        super().load()
        rows = Document.objects.filter(partnership=self.partnership)
        self.document = get_visible(rows, self.request.user, pk=self.kwargs["pk"])

    def permission_object(self):
        return self.document

    def get(self, request, *args, **kwargs):
        version = self.document.versions.filter(number=kwargs["number"]).first()
        if version is None:
            raise Http404
        try:
            file = version.file.open("rb")
        except FileNotFoundError as problem:
            raise FileUnreadable(f"document version {version.pk}") from problem
        response = FileResponse(
            file, as_attachment=True, filename=version.original_name, content_type=version.content_type
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response


class ChoosesDocument:
    """Gives a form with ``DocumentFields`` the documents the person may choose."""

    largest_body = WITH_A_FILE

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"documents": documents_to_choose(self.partnership, self.request.user)}
