"""Generic views: HTTP only. Load, check, call one operation, say what happened, redirect."""

import copy
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from psp.core import once
from psp.core.access import Permitted, get_visible
from psp.core.forms import NothingToFill, PspForm, ReasonForm, new_token
from psp.core.moments import Moment
from psp.core.problems import GateNotMet, Invalid, NotPermitted, StaleVersion, WrongState
from psp.core.records import text_of


class Page(Permitted, TemplateView):
    """A page that shows something. ``title`` is its heading; ``crumbs()`` the way back as (label, url)."""

    title: Any = ""

    def crumbs(self) -> list[tuple[Any, str]]:
        """List the pages above this one."""
        return []

    def get_title(self) -> Any:
        """Return the heading, which is the page's title too."""
        return self.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"title": self.get_title(), "crumbs": self.crumbs()} | kwargs)


class RecordPage(Page):
    """A page about one record, fetched by ``pk`` among those the person may see."""

    model: Any
    object: Any

    def load(self) -> None:
        self.object = get_visible(self.get_queryset(), self.request.user, pk=self.kwargs["pk"])

    def get_queryset(self) -> Any:
        """Return the records to fetch from, with the relations the page reads."""
        return self.model._default_manager.all()

    def permission_object(self) -> Any:
        return self.object

    def get_title(self) -> Any:
        return self.title or str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"object": self.object} | kwargs)


class OperationView(Permitted, FormView):
    """A form that calls one operation.

    ``act(form)`` makes the call and returns the record it made or changed. What the operation refuses is shown beside
    what was typed: nothing is lost, nothing is half-written, and a form sent twice counts once.
    """

    template_name = "generic/form.html"
    form_class: type[Any] = PspForm
    title: Any = ""
    intro: Any = ""
    submit_label: Any = gettext_lazy("Save")
    done: Any = ""
    cancel_url = ""
    conflict: dict[str, Any] | None = None
    result: Any = None

    def act(self, form: Any) -> Any:
        """Call the operation. Raises what the operation raises."""
        raise NotImplementedError(f"{type(self).__name__}.act")

    def crumbs(self) -> list[tuple[Any, str]]:
        """List the pages above this one."""
        return []

    def get_title(self) -> Any:
        """Return the heading, which is the page's title too."""
        return self.title

    def get_cancel_url(self) -> str:
        """Return where "Cancel" leads: where the person came from, else the last crumb."""
        crumbs = self.crumbs()
        return self.cancel_url or (crumbs[-1][1] if crumbs else "/")

    def get_success_url(self) -> str:
        """Return where the person goes next: ``next`` of the form, else the record's own page, else back."""
        onward = self.request.POST.get("next", "")
        if onward and url_has_allowed_host_and_scheme(onward, {self.request.get_host()}):
            return onward
        if hasattr(self.result, "get_absolute_url"):
            url: str = self.result.get_absolute_url()
            return url
        return self.get_cancel_url()

    def get_done(self) -> str:
        """Return the words that say what happened, or "" for none."""
        return str(self.done)

    def form_valid(self, form: Any) -> HttpResponse:
        token = self.request.POST.get("once", "")[:64]
        try:
            with transaction.atomic():
                earlier = once.store().claim(token) if token else None
                if earlier is not None:
                    return redirect(earlier or self.get_cancel_url())
                self.result = self.act(form)
                url = self.get_success_url()
                if token:
                    once.store().note(token, url)
        except Invalid as refusal:
            form.refuse(refusal.errors)
        except GateNotMet as refusal:
            return self.render_to_response(self.get_context_data(form=form, missing=refusal.missing), status=409)
        except StaleVersion:
            self.show_conflict(form)
        except WrongState as refusal:
            form.refuse({"": str(refusal) or _("Somebody else was quicker: this has already changed.")})
        except NotPermitted as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        else:
            if words := self.get_done():
                messages.success(self.request, words)
            return redirect(url)
        return self.form_invalid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def show_conflict(self, form: Any) -> None:
        """Prepare the page to show both versions; only views that edit a record need it."""
        form.refuse({"": _("Somebody else saved this while you were editing.")})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{
                "title": self.get_title(),
                "crumbs": self.crumbs(),
                "intro": self.intro,
                "submit_label": self.submit_label,
                "cancel_url": self.get_cancel_url(),
                "conflict": self.conflict,
                "once": self.request.POST.get("once") or new_token(),
                "next": self.request.POST.get("next") or self.request.GET.get("next", ""),
            }
            | kwargs
        )


class RecordMixin:
    """The record an operation is about, fetched by ``pk`` among those the person may see."""

    model: Any
    object: Any
    request: HttpRequest
    kwargs: dict[str, Any]

    def load(self) -> None:
        super().load()  # type: ignore[misc]
        self.object = get_visible(self.get_queryset(), self.request.user, pk=self.kwargs["pk"])

    def get_queryset(self) -> Any:
        """Return the records to fetch from."""
        return self.model._default_manager.all()

    def permission_object(self) -> Any:
        return self.object


class EditView(RecordMixin, OperationView):
    """Edits a record with a model form. The form carries the version it read; a stale save shows both and loses neither."""

    def get_form_kwargs(self) -> dict[str, Any]:
        # A model form writes into its instance while it validates; the operation needs the record as it stands.
        return super().get_form_kwargs() | {"instance": copy.copy(self.object)}

    @property
    def expected_version(self) -> int:
        """The version the person read, as the form carries it."""
        sent = self.request.POST.get("version", "")
        return int(sent) if sent.isdecimal() and len(sent) < 10 else 0

    def show_conflict(self, form: Any) -> None:
        self.object = self.model._default_manager.get(pk=self.object.pk)
        fresh = self.form_class(**{**self.get_form_kwargs(), "data": None, "files": None, "instance": self.object})
        self.conflict = {
            "rows": [
                (
                    bound.label,
                    words_of(bound.field, form.cleaned_data.get(bound.name)),
                    words_of(bound.field, fresh[bound.name].value()),
                )
                for bound in form.visible_fields()
                if words_of(bound.field, form.cleaned_data.get(bound.name))
                != words_of(bound.field, fresh[bound.name].value())
            ],
            "saved_at": self.object.updated_at,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.object.version if self.conflict or not self.request.POST else self.expected_version
        return super().get_context_data(**{"object": self.object, "version": version} | kwargs)


class TransitionView(RecordMixin, OperationView):
    """Confirms a transition. ``act`` calls the operation of the same name; its button says what the heading says."""

    template_name = "generic/confirm.html"
    form_class: type[Any] = NothingToFill
    submit_label: Any = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        label = self.submit_label or self.get_title()
        return super().get_context_data(**{"object": self.object, "submit_label": label} | kwargs)


class ReasonedTransitionView(TransitionView):
    """Confirms a transition that needs a reason; the form's ``note`` holds it."""

    form_class = ReasonForm


def words_of(field: Any, value: Any) -> str:
    """Say a form field's value in words, whether cleaned or initial, so that two versions can be compared."""
    if value is None or value == "":
        return ""
    if isinstance(value, models.QuerySet | list | tuple | set):
        return ", ".join(sorted(words_of(field, item) for item in value))
    if isinstance(value, Moment | date):
        return Moment.of(value).words
    if isinstance(value, bool | models.Model):
        return text_of(value) or ""
    for key, label in getattr(field, "choices", []):
        if str(getattr(key, "value", key)) == str(value):
            return str(label)
    return str(field.prepare_value(value)) if hasattr(field, "prepare_value") else str(value)
