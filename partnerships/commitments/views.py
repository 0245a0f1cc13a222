"""Commitments to underwrite the service after the pilot."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.commitments import operations
from partnerships.commitments.forms import CommitmentFilter, EditCommitmentForm, OfferForm, SignForm, WithdrawForm
from partnerships.commitments.models import Commitment
from partnerships.documents.views import ChoosesDocument
from partnerships.evidence.queries import evidence_of
from partnerships.lifecycle.views import InPartnership, PartnershipEdit, PartnershipForm, PartnershipList
from psp.core.choosing import FindsChoices
from psp.core.views import RecordPage, TransitionView

WHO_RECORDS = _("the project leader, the purchaser, the lead public partner and administrators")


class Commitments(PartnershipList):
    section = "funding"
    title = _("Commitments")
    lead_text = _(
        "Who pays for the service once the pilot’s money ends: in writing, with the amount, until when and on what conditions. Of ten early partnerships without this, none reached a tender."
    )
    template_name = "partnerships/commitments/commitments.html"
    filterset_class = CommitmentFilter
    queryset = Commitment.objects.select_related("organisation", "partnership")
    sorts = {"starts": "starts_on", "until": "until", "organisation": "organisation__name", "monthly": "-monthly"}
    columns = [
        (_("Organisation"), "organisation.name"),
        (_("Pounds a month"), "monthly"),
        (_("From"), "starts_on"),
        (_("Until"), "ends_on"),
        (_("State"), "get_state_display"),
        (_("Signed"), "signed_on"),
        (_("Conditions"), "conditions"),
    ]
    add_label = _("Record a commitment")

    def get_add_url(self):
        may_add = self.request.user.has_perm("partnerships.add_commitment", self.partnership)
        return self.partnership.url("offer_commitment") if may_add else ""

    @property
    def empty(self):
        words = _("Record who has offered to pay, how much a month and until when. It counts once it is signed.")
        return {"title": _("No commitments yet"), "text": words}


class InCommitments:
    """A page beneath the list."""

    section = "funding"
    model = Commitment

    def get_queryset(self):
        return super().get_queryset().select_related("organisation", "partnership")

    def crumbs(self):
        crumbs = [*super().crumbs(), (Commitments.title, self.partnership.url("commitments"))]
        commitment = getattr(self, "object", None)
        if commitment and self.request.path != commitment.get_absolute_url():
            crumbs.append((str(commitment), commitment.get_absolute_url()))
        return crumbs


class CommitmentPage(InCommitments, InPartnership, RecordPage):
    permission_required = "partnerships.view_commitment"
    template_name = "partnerships/commitments/commitment.html"

    def get_context_data(self, **kwargs):
        user, commitment = self.request.user, self.object
        context = {
            "evidence": evidence_of(commitment, user),
            "may_change": user.has_perm("partnerships.change_commitment", commitment),
        }
        return super().get_context_data(**context | kwargs)


class Offer(InCommitments, FindsChoices, PartnershipForm):
    permission_required = "partnerships.add_commitment"
    who_may = WHO_RECORDS
    form_class = OfferForm
    title = _("Record a commitment")
    submit_label = _("Record this offer")
    done = _("The offer is recorded. It counts once somebody of the organisation signs it here.")

    def get_queryset(self):
        return Commitment.objects.none()

    def act(self, form):
        return operations.offer_commitment(
            partnership=self.partnership, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class EditCommitment(InCommitments, PartnershipEdit):
    permission_required = "partnerships.change_commitment"
    who_may = WHO_RECORDS
    form_class = EditCommitmentForm
    title = _("Change this offer")
    done = _("The offer is saved.")

    def act(self, form):
        return operations.edit_commitment(
            commitment=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class SignCommitment(InCommitments, ChoosesDocument, InPartnership, TransitionView):
    permission_required = "partnerships.sign_commitment"
    who_may = _("people of the organisation that makes the commitment")
    form_class = SignForm
    title = _("Sign this commitment")
    submit_label = _("Sign the commitment")
    done = _("The commitment is signed.")

    def get_context_data(self, **kwargs):
        words = _("{organisation} commits to pay £{amount} a month, with your name in the history.")
        consequences = [
            words.format(organisation=self.object.organisation, amount=f"{self.object.monthly:,.2f}"),
            _("The project leader is notified, and the service counts as underwritten for this time."),
        ]
        return super().get_context_data(**{"consequences": consequences} | kwargs)

    def act(self, form):
        return operations.sign_commitment(
            commitment=self.object, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class WithdrawCommitment(InCommitments, InPartnership, TransitionView):
    permission_required = "partnerships.withdraw_commitment"
    who_may = _("people of the organisation, the project leader and administrators")
    form_class = WithdrawForm
    title = _("Withdraw this commitment")
    submit_label = _("Withdraw it")
    done = _("The commitment is withdrawn.")
    extra_context = {
        "danger": True,
        "consequences": [
            _("The service is no longer underwritten by it, and the project leader is notified."),
            _("It stays in the list as withdrawn."),
        ],
    }

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"needs_reason": self.object.state == "signed"}

    def act(self, form):
        return operations.withdraw_commitment(
            commitment=self.object, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )
