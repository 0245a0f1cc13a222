"""The base of the Django admin: administrators only, every edit in the activity, and no way round an operation.

Reference data is edited, imported and exported here. Records that have rules of their own are read here and changed on
their own pages, where the rules are kept; each links to its page.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db import models
from django.utils import timezone
from import_export.admin import ImportExportMixin

Recorder = Callable[..., Any]
_recorder: Recorder | None = None


def record_with(recorder: Recorder) -> None:
    """Set what records an edit; it takes verb, target, by, at and changes."""
    global _recorder  # noqa: PLW0603
    _recorder = recorder


class ReadAdmin(admin.ModelAdmin):
    """Shows records to administrators and changes none."""

    show_full_result_count = False
    list_per_page = 50
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    # Fields that hold sealed content, secrets or their hashes are never on a page.
    hidden: tuple[str, ...] = ()

    def get_exclude(self, request: Any, obj: Any = None) -> Any:
        return [*(super().get_exclude(request, obj) or []), *self.hidden]

    def get_queryset(self, request: Any) -> Any:
        # Every foreign key a list shows comes with its row.
        keys = [f.name for f in self.model._meta.fields if f.is_relation and f.name in self.list_display]
        return super().get_queryset(request).select_related(*keys) if keys else super().get_queryset(request)

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


class EditAdmin(ReadAdmin):
    """Lets administrators add and change records that have no rules but their own; each edit is recorded."""

    def has_add_permission(self, request: Any) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        changes = {
            name: [_text(form.initial.get(name)) if change else None, _text(form.cleaned_data.get(name))]
            for name in form.changed_data
        }
        self.record(request, obj, "edited" if change else "added", changes)

    def delete_model(self, request: Any, obj: Any) -> None:
        self.record(request, obj, "deleted", {})
        super().delete_model(request, obj)

    def delete_queryset(self, request: Any, queryset: Any) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    def record(self, request: Any, obj: Any, done: str, changes: dict[str, list[str | None]]) -> None:
        """Record an edit made here, private to administrators."""
        if _recorder is None:
            raise RuntimeError("No app records edits: call psp.core.admin.record_with() in its ready()")
        verb = f"{obj._meta.model_name}.{done}"
        _recorder(verb=verb, target=obj, by=request.user, at=timezone.now(), changes=changes, is_private=True)


class ReferenceAdmin(ImportExportMixin, EditAdmin):
    """Reference data: edited, imported from a file and exported to one; a row nothing uses can be deleted."""

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
    return str(value)[:500]


def register(model: type[models.Model], base: type[ReadAdmin] = ReadAdmin, **attributes: Any) -> None:
    """Register a model with an admin of the given base; ``attributes`` are the ModelAdmin's own."""
    admin.site.register(model, type(f"{model.__name__}Admin", (base,), attributes))
