"""Approving a study and withdrawing the approval."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.runs import operations
from evaluation.studies.models import Kind
from evaluation.studies.operations import PURCHASERS
from evaluation.studies.views import InStudy
from psp.core.dates import in_words
from psp.core.views import ReasonedTransitionView, TransitionView


class ApproveStudy(InStudy, TransitionView):
    permission_required = "evaluation.approve_study"
    who_may = PURCHASERS
    title = gettext_lazy("Approve and freeze")
    done = gettext_lazy("The study is approved and its figures are frozen")

    def act(self, form):
        operations.approve_study(study=self.object, by=self.request.user, at=timezone.now())
        return self.object

    def get_context_data(self, **kwargs):
        consequences = [
            _("Every input and every figure is kept as it is now, with the method and the rates used."),
            _("Nobody can change them. Withdrawing the approval opens a new edition and keeps this one."),
            _("The ratio may then be published."),
        ]
        study = self.object
        if study.kind == Kind.EVALUATIVE and study.ends_on and study.ends_on > timezone.localdate():
            words = _(
                "This study says what happened, and its activity lasts until {day}: what lies ahead is a forecast."
            )
            consequences.insert(0, words.format(day=in_words(study.ends_on)))
        return super().get_context_data(consequences=consequences, **kwargs)


class WithdrawApproval(InStudy, ReasonedTransitionView):
    permission_required = "evaluation.withdraw_approval"
    who_may = gettext_lazy("the partnership’s purchasers")
    title = gettext_lazy("Withdraw the approval")
    done = gettext_lazy("The approval is withdrawn; this is the new edition")
    extra_context = {"danger": True}

    def act(self, form):
        return operations.withdraw_approval(
            study=self.object, note=form.cleaned_data["note"], by=self.request.user, at=timezone.now()
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            consequences=[
                _("The frozen figures stay readable, marked as withdrawn."),
                _("A new draft edition with the same rows and decisions takes their place."),
                _("The gate to the tender is open again only when the new edition is approved."),
            ],
            **kwargs,
        )
