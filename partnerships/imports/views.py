"""Importing a register: upload, preview, apply, undo. For administrators."""

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from partnerships.imports import operations, queries
from partnerships.imports.forms import ApplyForm, RowFilter, UploadForm
from partnerships.organisations.views import DIRECTORY
from partnerships.register.models import ImportRow, RegisterImport, RowKind
from partnerships.register_preview.queries import names_of_terms
from psp.core.access import get_visible
from psp.core.bodies import BESIDE_A_FILE
from psp.core.lists import RecordList
from psp.core.views import OperationView, RecordPage, TransitionView

IMPORTS = _("Imports of registers")


class Imports(RecordList):
    model = RegisterImport
    permission_required = "partnerships.add_registerimport"
    who_may = operations.ADMINISTRATORS
    filterset_fields = ["register"]
    template_name = "partnerships/register/imports.html"
    title = IMPORTS
    lead_text = _(
        "Each shows first what it would change. Nothing a person wrote is overwritten, and all of it can be undone."
    )
    add_label = _("Import a file")
    sorts = {"uploaded": "-started_at", "name": "original_name"}
    columns = [
        (_("Register"), "get_register_display"),
        (_("File"), "original_name"),
        (_("SHA-256"), "sha256"),
        (_("Uploaded"), "started_at"),
        (_("By"), "started_by"),
        (_("Step"), "get_step_display"),
        (_("State"), "get_state_display"),
        (_("Applied"), "applied_at"),
        (_("Undone"), "undone_at"),
    ]

    @property
    def empty(self):
        return {
            "title": _("No register imported yet"),
            "text": _("Download the Scottish Charity Register from the regulator’s website and choose the file here."),
            "action_url": self.get_add_url(),
            "action_label": self.add_label,
        }

    def crumbs(self):
        return [(DIRECTORY, reverse("organisations"))]

    def get_queryset(self):
        return super().get_queryset().select_related("started_by")

    def get_add_url(self):
        return reverse("import_register")


class Upload(OperationView):
    permission_required = "partnerships.add_registerimport"
    who_may = operations.ADMINISTRATORS
    form_class = UploadForm
    largest_body = operations.LARGEST_UPLOAD + BESIDE_A_FILE
    title = _("Import a register")
    intro = _("You see what would change before anything does.")
    submit_label = _("Show what would change")
    initial = {"register": "oscr"}

    def crumbs(self):
        return [(DIRECTORY, reverse("organisations")), (IMPORTS, reverse("register_imports"))]

    def act(self, form):
        file = form.cleaned_data["file"]
        register = form.cleaned_data["register"]
        return operations.start_import(
            register=register, file=file.file, name=file.name, by=self.request.user, at=timezone.now()
        )


class ImportPage(RecordPage):
    """One import: how far it is, then what it would change, then what it changed. Asks for itself again while it works."""

    model = RegisterImport
    permission_required = "partnerships.view_registerimport"
    template_name = "partnerships/register/import.html"

    def crumbs(self):
        return [(DIRECTORY, reverse("organisations")), (IMPORTS, reverse("register_imports"))]

    def get_queryset(self):
        return super().get_queryset().select_related("started_by", "applied_by", "undone_by")

    def render_to_response(self, context, **response_kwargs):
        response = super().render_to_response(context, **response_kwargs)
        if self.request.htmx and not self.object.is_working:
            # The part that asks is gone from the page: the whole of it is worth reading now.
            response["HX-Refresh"] = "true"
        return response

    def get_context_data(self, **kwargs):
        found = self.object
        has_gone = bool(found.counts.get(RowKind.GONE))
        is_read = found.read_at is not None and not found.is_working
        lists = (
            [(which, *words, queries.count_of(found, which)) for which, words in queries.LISTS.items()]
            if is_read
            else []
        )
        kinds = [RowKind.NEW, RowKind.CHANGED, RowKind.GONE, queries.PROBLEMS] if found.is_previewed else []
        return super().get_context_data(
            lists=[row for row in lists if row[3]],
            samples=queries.samples_of(found, kinds) if kinds else {},
            earlier=operations.same_file_in_force(found, close_gone=has_gone) if found.is_previewed else None,
            changes_nothing=not any(found.counts.get(kind) for kind in (RowKind.NEW, RowKind.CHANGED, RowKind.GONE)),
            **kwargs,
        )


class ImportRows(RecordList):
    """The rows of one kind, with what each changes."""

    model = ImportRow
    permission_required = "partnerships.add_registerimport"
    who_may = operations.ADMINISTRATORS
    filterset_class = RowFilter
    template_name = "partnerships/register/rows.html"
    paginate_by = 50
    sorts = {"row": "pk", "name": "name"}
    empty = {"title": _("No such rows"), "text": _("The file has none of this kind.")}

    def load(self):
        super().load()
        self.found = get_visible(RegisterImport, self.request.user, pk=self.kwargs["pk"])
        if self.kwargs["which"] not in queries.LISTS:
            raise Http404
        self.title, self.lead_text = queries.LISTS[self.kwargs["which"]]

    def crumbs(self):
        return [*ImportPage.crumbs(self), (str(self.found), self.found.get_absolute_url())]

    def get_queryset(self):
        return queries.rows_of(self.found, self.kwargs["which"]).visible_to(self.request.user)

    def paginate_queryset(self, queryset, page_size):
        paginator, page, rows, has_others = super().paginate_queryset(queryset, page_size)
        page.object_list = queries.in_words(rows, self.names)
        return paginator, page, page.object_list, has_others

    @cached_property
    def names(self):
        return names_of_terms()

    @cached_property
    def columns(self):
        def said(row):
            return queries.in_words([row], self.names)[0]

        return [
            (_("Row"), lambda row: row.number or ""),
            (_("Charity number"), "charity_number"),
            (_("Name"), "name"),
            (_("What changes"), lambda row: said(row).changes_in_words),
            (_("Kept as people wrote it"), lambda row: ", ".join(said(row).kept)),
            (_("What is wrong"), "problem"),
        ]


class ImportOperation(TransitionView):
    model = RegisterImport

    def crumbs(self):
        return [*ImportPage.crumbs(self), (str(self.object), self.object.get_absolute_url())]


class ApplyImport(ImportOperation):
    permission_required = "partnerships.apply_registerimport"
    who_may = operations.ADMINISTRATORS
    form_class = ApplyForm
    title = _("Change the directory")
    submit_label = _("Change the directory")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"gone": self.object.counts.get(RowKind.GONE, 0)}

    def get_context_data(self, **kwargs):
        new, changed = (self.object.counts.get(kind, 0) for kind in (RowKind.NEW, RowKind.CHANGED))
        said = [
            ngettext("{n} organisation is added.", "{n} organisations are added.", new).format(n=f"{new:,}"),
            ngettext("{n} organisation changes.", "{n} organisations change.", changed).format(n=f"{changed:,}"),
            _("What people wrote stays. You can undo all of it later."),
        ]
        return super().get_context_data(consequences=said, **kwargs)

    def act(self, form):
        close_gone = form.cleaned_data["close_gone"]
        return operations.apply_import(
            register_import=self.object, close_gone=close_gone, by=self.request.user, at=timezone.now()
        )


class UndoImport(ImportOperation):
    permission_required = "partnerships.undo_registerimport"
    who_may = operations.ADMINISTRATORS
    title = _("Undo the import")
    submit_label = _("Undo the import")

    def get_context_data(self, **kwargs):
        said = [
            _("Organisations it added are deleted, unless somebody has used or changed them since."),
            _("What it changed is set back, unless it was changed again since."),
        ]
        return super().get_context_data(danger=True, consequences=said, **kwargs)

    def act(self, form):
        return operations.undo_import(register_import=self.object, by=self.request.user, at=timezone.now())


class ResumeImport(ImportOperation):
    permission_required = "partnerships.apply_registerimport"
    who_may = operations.ADMINISTRATORS
    title = _("Go on with the import")
    submit_label = _("Go on")

    def act(self, form):
        return operations.resume_import(register_import=self.object, by=self.request.user, at=timezone.now())
