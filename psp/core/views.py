"""Generic views: HTTP only. Load, check, call one operation, say what happened, redirect."""

import copy
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from psp.core import once
from psp.core.access import Permitted, get_visible
from psp.core.as_read import as_read
from psp.core.conflicts import differences
from psp.core.forms import NothingToFill, PspForm, ReasonForm, new_token
from psp.core.onward import onward_of
from psp.core.problems import GateNotMet, Invalid, NotPermitted, StaleVersion, WrongState
from psp.core.shows_typed import ShowsTyped, unchecked


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


class OperationView(Permitted, ShowsTyped, FormView):
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

    def act_on(self, form: Any) -> Any:
        """Act on what was sent."""
        return self.act(form)

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
        if onward := onward_of(self.request):
            return onward
        if hasattr(self.result, "get_absolute_url"):
            url: str = self.result.get_absolute_url()
            return url
        return self.get_cancel_url()

    def get_done(self) -> str:
        """Return the words that say what happened, or "" for none."""
        return str(self.done)

    def form_valid(self, form: Any) -> HttpResponse:
        sent = once.sent_by(self.request)
        try:
            with transaction.atomic():
                earlier = once.store().claim(sent) if sent else None
                if earlier is not None:
                    return self.sent_again(form, earlier)
                self.result = self.act_on(form)
                url = self.get_success_url()
                if sent:
                    once.store().note(sent, url, self.saved_version())
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

    def show_typed(self) -> HttpResponse:
        form = unchecked(self.get_form(), self.request.unsaved_form)  # type: ignore[attr-defined]
        return self.render_to_response(self.get_context_data(form=form))

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def sent_again(self, form: Any, earlier: once.Earlier) -> HttpResponse:
        """Answer a form that was carried out before: lead to what it made then; where that has changed since, show both."""
        if earlier.version != self.saved_version():
            self.show_conflict(form)
            return self.form_invalid(form)
        messages.info(self.request, _("You have already saved this form, so it was not saved again."))
        return redirect(earlier.url or self.get_cancel_url())

    def saved_version(self) -> int | None:
        """Return the version the record has now, for a view that changes one; else None."""
        return None

    def show_conflict(self, form: Any) -> None:
        """Prepare the page to show both versions; only views that edit a record need it."""
        form.refuse({"": _("This was saved after you opened it. Check the saved version, then save again.")})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{
                "title": self.get_title(),
                "crumbs": self.crumbs(),
                "intro": self.intro,
                "submit_label": self.submit_label,
                "cancel_url": self.get_cancel_url(),
                "conflict": self.conflict,
                "once": once.token_of(self.request) or new_token(),
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


def version_sent(request: HttpRequest) -> int:
    """Return the version of the record that a form carries, 0 where it carries none."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else 0


class EditView(RecordMixin, OperationView):
    """Edits a record with a model form. The form carries the version it read; a stale save shows both and loses neither."""

    def get_form_kwargs(self) -> dict[str, Any]:
        # A model form writes into its instance while it validates; the operation needs the record as it stands.
        return super().get_form_kwargs() | {"instance": copy.copy(self.object)}

    @property
    def expected_version(self) -> int:
        """The version the person read, as the form carries it."""
        return version_sent(self.request)

    def saved_version(self) -> int | None:
        rows = self.model._default_manager.filter(pk=self.object.pk)
        version: int | None = rows.values_list("version", flat=True).first()
        return version

    def show_conflict(self, form: Any) -> None:
        self.object = self.model._default_manager.get(pk=self.object.pk)
        fresh = self.form_class(**{**self.get_form_kwargs(), "data": None, "files": None, "instance": self.object})
        self.conflict = {"rows": differences(form, fresh), "saved_at": self.object.updated_at, **self.own_save()}

    def own_save(self) -> dict[str, Any]:
        """Say when the version saved now is the person's own, sent from this very page: before going back, or in another window."""
        saved_at = once.store().own_save(once.page_of(self.request), self.object.version)
        return {"is_own": True, "saved_at": saved_at} if saved_at else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.object.version if self.conflict or not self.request.POST else self.expected_version
        return super().get_context_data(**{"object": self.object, "version": version} | kwargs)


class ConfirmsWhatWasRead:
    """The form carries the version of the record that the page showed, and a mark over what else it showed (``mark_of``).

    Where either has changed since, the page comes back with what it says now, and nothing has happened.
    """

    is_stale = False
    object: Any
    request: HttpRequest

    def shown_record(self) -> Any:
        """Return the record whose version the page carries; None for none."""
        return self.object

    def mark_of(self, record: Any) -> str:
        """Return a mark over what the page shows beside the record itself (``mark_over``); "" for nothing."""
        return ""

    def act_on(self, form: Any) -> Any:
        mark = self.request.POST.get("mark", "")
        with as_read(self.shown_record(), version_sent(self.request), mark=mark, mark_of=self.mark_of):
            return super().act_on(form)  # type: ignore[misc]

    def show_conflict(self, form: Any) -> None:
        self.is_stale = True
        self.load()  # type: ignore[attr-defined]
        form.refuse({"": _("This changed after you opened the page. Read what it says now, then confirm again.")})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        read = 0 if self.is_stale else version_sent(self.request)
        version = read or getattr(self.shown_record(), "version", None)
        mark = "" if self.is_stale else self.request.POST.get("mark", "")
        context = {"version": version, "mark": mark or self.mark_of(self.shown_record())}
        return super().get_context_data(**context | kwargs)  # type: ignore[misc]


class TransitionView(ConfirmsWhatWasRead, RecordMixin, OperationView):
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
