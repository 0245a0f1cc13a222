"""Pages of the register of prior involvement."""

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy

from partnerships.models import Document, Organisation
from partnerships.public import InPartnership, PartnershipEdit, PartnershipForm, PartnershipPage
from procurement.involvement import operations, queries
from procurement.involvement.forms import InvolvementForm, OtherOrganisationForm, OutcomeForm, ProofForm
from procurement.involvement.models import PriorInvolvement
from procurement.tenders.operations import PURCHASERS
from psp.core.access import get_visible
from psp.core.choosing import FindsChoices
from psp.core.forms import NothingToFill
from psp.core.views import RecordPage, TransitionView

SECTION = "partnership_tender"


class PackChoice:
    """Gives the form the documents a pack can be chosen from."""

    def get_form_kwargs(self):
        documents = Document.objects.visible_to(self.request.user).filter(
            partnership=self.partnership, archived_at=None
        )
        return super().get_form_kwargs() | {"documents": documents}


class InRegister:
    """A page beneath the register."""

    section = SECTION
    model: type[Model] = PriorInvolvement

    def get_queryset(self):
        return super().get_queryset().select_related("organisation", "pack__partnership", "partnership")

    def crumbs(self):
        crumbs = [*super().crumbs(), (Register.title, self.partnership.url("prior_involvements"))]
        involvement = getattr(self, "object", None)
        if involvement and self.request.path != involvement.get_absolute_url():
            crumbs.append((str(involvement), involvement.get_absolute_url()))
        return crumbs


class Register(PartnershipPage):
    section = SECTION
    template_name = "procurement/involvement/register.html"
    title = gettext_lazy("Prior involvement")

    def get_context_data(self, **kwargs):
        may_keep = self.request.user.has_perm("procurement.add_priorinvolvement", self.partnership)
        return super().get_context_data(entries=queries.register_of(self.partnership), may_keep=may_keep, **kwargs)


class InvolvementPage(InRegister, InPartnership, RecordPage):
    permission_required = "procurement.view_priorinvolvement"
    template_name = "procurement/involvement/involvement.html"

    def get_context_data(self, **kwargs):
        user, involvement = self.request.user, self.object
        return super().get_context_data(
            may_keep=user.has_perm("procurement.change_priorinvolvement", involvement),
            may_prove=user.has_perm("procurement.prove_priorinvolvement", involvement),
            may_read_proof=user.has_perm("procurement.read_proof_of_priorinvolvement", involvement),
            **kwargs,
        )


class AddOther(FindsChoices, PartnershipForm):
    """Chooses an organisation that had a part without being a partner, such as somebody who advised on the design."""

    section = SECTION
    permission_required = "procurement.add_priorinvolvement"
    who_may = PURCHASERS
    form_class = OtherOrganisationForm
    title = gettext_lazy("Add another organisation")
    intro = gettext_lazy("An organisation that helped to design or pilot the service without being a partner.")
    submit_label = gettext_lazy("Continue")

    def crumbs(self):
        return [*super().crumbs(), (Register.title, self.partnership.url("prior_involvements"))]

    def act(self, form):
        return form.cleaned_data["organisation"]

    def get_success_url(self):
        return self.partnership.url("record_involvement", self.result.pk)


class RecordInvolvement(PackChoice, PartnershipForm):
    section = SECTION
    permission_required = "procurement.add_priorinvolvement"
    who_may = PURCHASERS
    form_class = InvolvementForm
    done = gettext_lazy("The entry is saved")

    def load(self):
        super().load()
        self.organisation = get_visible(Organisation, self.request.user, pk=self.kwargs["organisation"])

    def get_title(self):
        return self.organisation.name

    @property
    def intro(self):
        """What ties the organisation to the partnership."""
        entries = {entry.organisation.pk: entry for entry in queries.register_of(self.partnership)}
        entry = entries.get(self.organisation.pk)
        return "\n".join(entry.ties) if entry else ""

    def crumbs(self):
        return [*super().crumbs(), (Register.title, self.partnership.url("prior_involvements"))]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "instance": PriorInvolvement(partnership=self.partnership, organisation=self.organisation)
        }

    def act(self, form):
        return operations.record_involvement(
            partnership=self.partnership,
            organisation=self.organisation,
            by=self.request.user,
            at=timezone.now(),
            **form.cleaned_data,
        )


class EditInvolvement(PackChoice, InRegister, PartnershipEdit):
    permission_required = "procurement.change_priorinvolvement"
    who_may = PURCHASERS
    form_class = InvolvementForm
    title = gettext_lazy("Change the entry")
    done = gettext_lazy("The entry is saved")

    def act(self, form):
        changes = dict(form.cleaned_data)
        return operations.edit_involvement(
            involvement=self.object,
            file=changes.pop("file"),
            changes=changes,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class InvolvementStep(InRegister, InPartnership, TransitionView):
    """One step of the right to prove."""

    permission_required = "procurement.change_priorinvolvement"
    who_may = PURCHASERS


class AskForProof(InvolvementStep):
    form_class = NothingToFill
    title = gettext_lazy("Ask the organisation to prove that competition is not distorted")
    submit_label = gettext_lazy("Record that you asked today")
    done = gettext_lazy("The day you asked is recorded")
    extra_context = {
        "consequences": [
            gettext_lazy("The law gives an organisation this right before it may be excluded."),
            gettext_lazy("Write to the organisation yourself. Its people can answer here, or you record their answer."),
        ]
    }

    def act(self, form):
        return operations.ask_for_proof(involvement=self.object, by=self.request.user, at=timezone.now())


class AnswerProof(InvolvementStep):
    permission_required = "procurement.prove_priorinvolvement"
    who_may = gettext_lazy("people of the organisation, and purchasers")
    form_class = ProofForm
    title = gettext_lazy("Answer: why competition is not distorted")
    submit_label = gettext_lazy("Send the answer")
    done = gettext_lazy("The answer is recorded")

    def act(self, form):
        return operations.answer_proof(
            involvement=self.object, proof=form.cleaned_data["proof"], by=self.request.user, at=timezone.now()
        )


class DecideInvolvement(InvolvementStep):
    form_class = OutcomeForm
    title = gettext_lazy("Decide what follows from the involvement")
    submit_label = gettext_lazy("Record the decision")
    done = gettext_lazy("The decision is recorded")

    def act(self, form):
        return operations.decide_involvement(
            involvement=self.object, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )
