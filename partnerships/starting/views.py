"""The short guided form that starts a partnership."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.starting.forms import StartForm
from partnerships.starting.operations import start
from psp.core.choosing import FindsChoices
from psp.core.views import OperationView


class Start(FindsChoices, OperationView):
    permission_required = "partnerships.add_partnership"
    who_may = _("development officers, purchasers and administrators")
    form_class = StartForm
    title = _("Start a partnership")
    intro = _("Four short parts. The recommended plan appears at once, and everything can be changed later.")
    submit_label = _("Start the partnership")
    done = _("The partnership is started. This is its recommended plan: change what differs.")

    def crumbs(self):
        return [(_("Partnerships"), reverse("partnerships"))]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_success_url(self):
        return self.result.url("timeline")

    def act(self, form):
        return start(by=self.request.user, at=timezone.now(), **form.facts)
