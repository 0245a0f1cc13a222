"""Reference data in a file: each row found by its code, allowed what its page in the admin allows, and recorded."""

from decimal import InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BooleanField
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from import_export.resources import Diff, ModelResource
from import_export.widgets import BooleanWidget, Widget

from psp.core.records import changes_between, save_version, text_of, values_of


class WholeCells(Diff):
    """Shows a changed cell as it was and as it will be: within a figure, single digits struck out cannot be read."""

    def as_html(self) -> list[SafeString]:
        return [
            format_html("{}", now)
            if was == now
            else format_html("<ins>{}</ins>", now)
            if self.new or was in ("", None)
            else format_html("<del>{}</del> <ins>{}</ins>", was, now)
            for was, now in zip(self.left, self.right, strict=True)
        ]


class YesNoWidget(BooleanWidget):
    """Yes and No, as in every file of the product; what spreadsheets make of them, and 1 and 0, are read too."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool | None:
        word = str(value).strip().lower()
        if word in ("yes", "no"):
            return word == "yes"
        if value not in [*self.TRUE_VALUES, *self.FALSE_VALUES, *self.NULL_VALUES]:
            raise ValueError(_("Enter Yes or No, not “{said}”").format(said=value))
        return super().clean(value, row, **kwargs)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return text_of(value) or ""


class ReferenceResource(ModelResource):
    """One kind of reference data. ``page`` is its admin, which says what may be added and what is fixed."""

    def __init__(self, page: Any = None, request: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.page, self.request = page, request

    class Meta:
        import_id_fields = ("code",)
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True

    @classmethod
    def widget_from_django_field(cls, f: Any, default: Any = Widget) -> Any:
        return YesNoWidget if isinstance(f, BooleanField) else super().widget_from_django_field(f, default)

    def get_diff_class(self) -> type[Diff]:
        return WholeCells

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        """Find a row by its code; what people added to a list has none and is found by its name."""
        model = self._meta.model
        if not row.get("code") and model._meta.get_field("code").blank:
            return model._default_manager.filter(code="", name=row.get("name") or "").first()
        return super().get_instance(instance_loader, row)

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        if new and not self.page.has_add_permission(self.request):
            words = _("Take “{code}” out of the file: rows of this list are changed, none is added")
            raise ValidationError(words.format(code=row.get("code")))

    def import_field(self, field: Any, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """Write a cell into the record, unless the page shows that field to read only. Raises ValueError where it differs."""
        is_fixed = instance.pk and field.attribute in self.page.get_readonly_fields(self.request, instance)
        if not is_fixed:
            try:
                super().import_field(field, instance, row, is_m2m, **kwargs)
            except InvalidOperation as problem:
                raise ValueError(
                    _("Enter a number: “{said}” is none").format(said=row.get(field.column_name))
                ) from problem
        elif field.column_name in row and field.clean(row, **kwargs) != getattr(instance, field.attribute):
            raise ValueError(_("Leave it as it is: nobody can change it here"))

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        self.page.lock_history()
        if is_create or not hasattr(instance, "version"):
            super().do_instance_save(instance, is_create)
        else:
            save_version(instance, self._meta.fields, expected=instance.version)

    def after_import_row(self, row: Any, row_result: Any, **kwargs: Any) -> None:
        """Record what the row changed, with before and after; a preview is undone and records nothing."""
        if kwargs.get("dry_run") or not (row_result.is_new() or row_result.is_update()):
            return
        names = list(self._meta.fields)
        before = values_of(row_result.original, names) if row_result.is_update() else {}
        changes = changes_between(before, values_of(row_result.instance, names))
        done = "added" if row_result.is_new() else "edited"
        note = _("Imported from {file}").format(file=kwargs.get("file_name") or _("a file"))
        self.page.record(self.request, row_result.instance, done, changes, note=note)
