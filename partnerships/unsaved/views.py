"""What a person typed and has not saved yet: to open again, to read, or to throw away."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from psp.core import unsaved
from psp.core.forms import NothingToFill
from psp.core.views import OperationView, Page


class UnsavedForms(Page):
    """Every form kept for the person in this browser, with what was typed: its own page may be closed to them by now."""

    permission_required = "signed_in"
    template_name = "partnerships/unsaved/list.html"
    title = _("Forms you have not saved yet")

    def get_context_data(self, **kwargs):
        return super().get_context_data(forms=unsaved.found(self.request), **kwargs)


class DiscardForm(OperationView):
    """Throws away what was typed."""

    permission_required = "signed_in"
    template_name = "generic/confirm.html"
    form_class = NothingToFill
    title = _("Delete what you typed")
    submit_label = _("Delete it")
    done = _("What you typed is deleted.")
    extra_context = {"danger": True, "consequences": [_("You cannot get it back.")]}

    def load(self):
        self.typed = next((one for one in unsaved.found(self.request) if one.key == str(self.kwargs["key"])), None)
        if self.typed is None:
            raise Http404

    def crumbs(self):
        return [(UnsavedForms.title, reverse("unsaved_forms"))]

    def get_success_url(self):
        return self.typed.place

    def act(self, form):
        unsaved.forget(self.request, key=self.typed.key)
