"""The base of the Django admin: administrators only, every edit in the activity, and no way round an operation.

Reference data is edited, imported and exported here. Records that have rules of their own are read here and changed on
their own pages, where the rules are kept; each links to its page, or to that of what it belongs to.
"""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm
from import_export.resources import modelresource_factory
from import_export.tmp_storages import CacheStorage

from psp.core.admin_files import ReferenceResource
from psp.core.admin_typed import ShowsTypedAdmin
from psp.core.problems import StaleVersion
from psp.core.records import save_version, text_of
from psp.core.reference import free_code

# How the filters of a list compare.
COMPARISONS = frozenset({"exact", "in", "isnull", "isempty", "gte", "gt", "lte", "lt", "year", "month", "day", "id"})
# The name a file has between preview and confirmation.
SHOWN_FILE = re.compile(r"[0-9a-f]{32}")
Recorder = Callable[..., Any]
_recorder: Recorder | None = None
_lock: Callable[[], None] | None = None
# What a record without a page of its own belongs to, the nearest first.
PARENTS = (
    *("study", "award", "tender", "review", "evaluator", "bid", "criterion", "line", "text", "document", "predecessor"),
    *("register_import", "partnership", "organisation"),
)
# Parents with states that every list of what belongs to them can be narrowed by.
STATED_PARENTS = ("partnership", "study", "tender")


def record_with(recorder: Recorder, *, lock: Callable[[], None]) -> None:
    """Set what records an edit, which takes verb, target, by, at and changes, and what locks the history it goes to."""
    global _recorder, _lock
    _recorder, _lock = recorder, lock


def page_of(obj: Any) -> str | None:
    """Return the address of a record's page, or of the page of what it belongs to; None where there is neither."""
    if hasattr(obj, "get_absolute_url"):
        return str(obj.get_absolute_url())
    parents = (getattr(obj, name, None) for name in PARENTS)
    return next((page for parent in parents if parent is not None and (page := page_of(parent))), None)


class ParentStateFilter(admin.ChoicesFieldListFilter):
    """Narrows a list by the state of what its rows belong to."""

    def __init__(self, field: Any, request: Any, params: Any, model: Any, model_admin: Any, field_path: str) -> None:
        super().__init__(field, request, params, model, model_admin, field_path)
        self.title = _("state of the {parent}").format(parent=field.model._meta.verbose_name)


class ReadAdmin(admin.ModelAdmin):
    """Shows records to administrators and changes none."""

    show_full_result_count = False
    list_per_page = 50
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    # Fields that hold sealed content, secrets or their hashes are never on a page; every other field is.
    hidden: tuple[str, ...] = ()

    def get_exclude(self, request: Any, obj: Any = None) -> Any:
        return [*(super().get_exclude(request, obj) or []), *self.hidden]

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        excluded = {*self.get_exclude(request, obj)}
        shown = [name for name in self.not_editable() if name not in excluded] if obj else []
        return [*super().get_readonly_fields(request, obj), *shown]

    def not_editable(self) -> list[str]:
        """List the fields no form takes and no secret hides: a record's page shows them to read only."""
        kept = {*self.hidden, *self.readonly_fields}
        fields = [f for f in self.model._meta.fields if not (f.editable and not f.primary_key)]
        # A table with more than two keys between two records is kept by operations, never by a form.
        fields += [
            f for f in self.model._meta.many_to_many if not (f.editable and f.remote_field.through._meta.auto_created)
        ]
        return [f.name for f in fields if f.name not in kept]

    def get_queryset(self, request: Any) -> Any:
        # Every foreign key a list shows comes with its row, and what the words of those are made of.
        keys = [f.name for f in self.model._meta.fields if f.is_relation and f.name in self.list_display]
        keys += self.list_select_related if isinstance(self.list_select_related, list) else []
        return super().get_queryset(request).select_related(*keys) if keys else super().get_queryset(request)

    def get_list_filter(self, request: Any) -> Any:
        keys = {f.name for f in self.model._meta.fields if f.is_relation}
        more = [(f"{name}__state", ParentStateFilter) for name in STATED_PARENTS if name in keys]
        return [*super().get_list_filter(request), *more]

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """Let an address narrow a list by what the page offers and by nothing else: no hash is guessed letter by letter."""
        offered = [name if isinstance(name, str) else name[0] for name in self.get_list_filter(request)]
        offered += [self.date_hierarchy] if self.date_hierarchy else []
        path, _separator, comparison = lookup.rpartition("__")
        return lookup in offered or (
            comparison in COMPARISONS and (path in offered or path.removesuffix("__id") in offered)
        )

    def view_on_site(self, obj: Any) -> str | None:
        return page_of(obj)

    def has_module_permission(self, request: Any) -> bool:
        return bool(request.user.is_authenticated and request.user.is_staff)

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False


class VersionedForm(forms.ModelForm):
    """Carries the version the administrator read: what somebody else saved since is shown, not written over."""

    # Not "version": that field of the record is not for editing.
    version_read = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version_read"] = self.instance.version

    def clean(self) -> Any:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and cleaned.get("version_read") != self.instance.version:
            # Saving once more is then a choice made with both in sight.
            sent: Any = self.data.copy()  # type: ignore[attr-defined]
            sent[self.add_prefix("version_read")] = str(self.instance.version)
            self.data = sent
            kept = [
                f"{field.label}: {_text(self.initial.get(name)) or '–'}"
                for name, field in self.fields.items()
                if name != "version_read" and _text(self.initial.get(name)) != _text(cleaned.get(name))
            ]
            words = _("This was saved after you opened it. What is saved now: {kept}. Save again to replace it.")
            raise ValidationError(words.format(kept="; ".join(kept) or _("the same as you")))
        return cleaned


class EditAdmin(ShowsTypedAdmin, ReadAdmin):
    """Lets administrators add and change records that have no rules but their own; each edit is recorded."""

    def __init__(self, model: Any, admin_site: Any) -> None:
        super().__init__(model, admin_site)
        self.is_versioned = any(field.name == "version" for field in model._meta.fields)
        if self.is_versioned:
            self.form = VersionedForm

    def has_add_permission(self, request: Any) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def lock_history(self) -> None:
        """Lock the history before anything is written, as operations do."""
        if _lock is None:
            raise RuntimeError("No app records edits: call psp.core.admin.record_with() in its ready()")
        _lock()

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        self.lock_history()
        if change and self.is_versioned:
            save_version(obj, form.changed_data, expected=form.cleaned_data["version_read"])
        else:
            super().save_model(request, obj, form, change)
        changes = {
            name: [_text(form.initial.get(name)) if change else None, _text(form.cleaned_data.get(name))]
            for name in form.changed_data
        }
        self.record(request, obj, "edited" if change else "added", changes)

    def changeform_view(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except StaleVersion:
            # Saved between the check of the form and the save.
            messages.error(request, _("Somebody else saved this at the same moment. Look at it and save again."))
            return HttpResponseRedirect(request.path)
        except IntegrityError:
            # Somebody took the name or code between the check and the save: the check now finds it and says so.
            return super().changeform_view(request, *args, **kwargs)

    def delete_model(self, request: Any, obj: Any) -> None:
        self.record(request, obj, "deleted", {})
        super().delete_model(request, obj)

    def delete_queryset(self, request: Any, queryset: Any) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    def record(
        self, request: Any, obj: Any, done: str, changes: dict[str, list[str | None]], *, note: str = ""
    ) -> None:
        """Record an edit made here, private to administrators."""
        if _recorder is None:
            raise RuntimeError("No app records edits: call psp.core.admin.record_with() in its ready()")
        verb = f"{obj._meta.model_name}.{done}"
        _recorder(
            verb=verb, target=obj, by=request.user, at=timezone.now(), changes=changes, note=note, is_private=True
        )


class ReferenceAdmin(ImportExportMixin, EditAdmin):
    """Reference data: edited, imported from a file and exported to one; a row nothing uses can be deleted.

    ``exchanged`` names the columns of such a file, ``code`` first; ``code_from`` what the code of an added row is made of.
    """

    # Between preview and confirmation, where every web server finds it.
    tmp_storage_class = CacheStorage
    # The form that lets columns be chosen runs a script from an attribute, which the Content-Security-Policy refuses.
    export_form_class = ExportForm
    exchanged: tuple[str, ...] = ()
    code_from: tuple[str, ...] = ()

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        code = ["code"] if obj and not self.model._meta.get_field("code").editable else []
        return [*super().get_readonly_fields(request, obj), *code]

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        if self.code_from and not obj.code:
            obj.code = free_code(self.model, *(getattr(obj, name) for name in self.code_from))
        super().save_model(request, obj, form, change)

    def process_import(self, request: Any, **kwargs: Any) -> Any:
        """Import what was confirmed. Where the file is kept no longer, or was never shown, lead back to choosing it."""
        name, number = request.POST.get("import_file_name", ""), request.POST.get("format", "")
        formats = len(self.get_import_formats())
        is_known = SHOWN_FILE.fullmatch(name) and number.isascii() and number.isdecimal() and len(number) < 4
        if is_known and int(number) < formats and cache.get(CacheStorage.CACHE_PREFIX + name) is not None:
            return super().process_import(request, **kwargs)
        if not self.has_import_permission(request):
            raise PermissionDenied
        messages.error(request, _("The file you looked at is no longer kept. Choose it again."))
        return HttpResponseRedirect(reverse(f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_import"))

    def get_resource_classes(self, request: Any) -> list[type[ReferenceResource]]:
        columns = dict.fromkeys(("fields", "export_order", "import_order"), self.exchanged)
        return [modelresource_factory(self.model, ReferenceResource, columns)]

    def get_resource_kwargs(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {"page": self, "request": request}

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_import_data_kwargs(**kwargs), "rollback_on_validation_errors": True}

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_import_permission(self, request: Any) -> bool:
        return self.has_module_permission(request)

    def has_export_permission(self, request: Any) -> bool:
        return self.has_module_permission(request)


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, models.QuerySet | list):
        return ", ".join(sorted(str(row) for row in value))
    return (text_of(value) or "")[:500]


def register(model: type[models.Model], base: type[ReadAdmin] = ReadAdmin, **attributes: Any) -> None:
    """Register a model with an admin of the given base; ``attributes`` are the ModelAdmin's own."""
    admin.site.register(model, type(f"{model.__name__}Admin", (base,), attributes))
