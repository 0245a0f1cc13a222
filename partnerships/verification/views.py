"""Verifications, for administrators: when everything was checked, and what was found."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.verification import operations
from partnerships.verification.models import Verification
from partnerships.verification.queries import findings_of
from psp.core.forms import NothingToFill
from psp.core.lists import RecordList
from psp.core.views import OperationView, RecordPage

TITLE = _("Verification")


def verification_crumbs():
    return [(TITLE, reverse("verifications"))]


class Verifications(RecordList):
    model = Verification
    permission_required = "partnerships.view_verification"
    who_may = operations.ADMINISTRATORS
    template_name = "partnerships/verification/list.html"
    title = TITLE
    lead_text = _(
        "Every night the service compares its history, files and sealed records with the hashes and keys they were "
        "kept with."
    )
    add_label = _("Verify everything now")
    sorts = {"asked": "-asked_at", "problems": "-problem_count"}
    columns = [
        (_("Started"), "asked_at"),
        (_("Ended"), "ended_at"),
        (_("Asked for by"), "asked_by"),
        (_("Records checked"), "total"),
        (_("Problems"), "problem_count"),
        (_("Result"), lambda row: row.standing[1]),
        (_("What went wrong"), "error"),
    ]

    @property
    def empty(self):
        return {
            "title": _("Nothing verified yet"),
            "text": _("The first verification runs tonight."),
            "action_url": self.get_add_url(),
            "action_label": self.add_label,
        }

    def get_queryset(self):
        return super().get_queryset().defer("problems").select_related("asked_by")

    def get_add_url(self):
        return reverse("ask_for_verification")


class AskForVerification(OperationView):
    permission_required = "partnerships.add_verification"
    who_may = operations.ADMINISTRATORS
    template_name = "generic/confirm.html"
    form_class = NothingToFill
    title = _("Verify everything now")
    intro = _("It runs in the background and takes a few minutes for each thousand files.")
    submit_label = _("Verify everything")
    done = _("The verification has started.")

    def crumbs(self):
        return verification_crumbs()

    def act(self, form):
        return operations.ask_for_verification(by=self.request.user, at=timezone.now())


class VerificationPage(RecordPage):
    model = Verification
    permission_required = "partnerships.view_verification"
    who_may = operations.ADMINISTRATORS
    template_name = "partnerships/verification/detail.html"

    def crumbs(self):
        return verification_crumbs()

    def get_queryset(self):
        return Verification.objects.select_related("asked_by")

    def get_context_data(self, **kwargs):
        return super().get_context_data(findings=findings_of(self.object), kept=operations.KEPT_PROBLEMS, **kwargs)
