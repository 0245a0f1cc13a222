"""Forms about interests in bidders: before any access, and late."""

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.bids.models import Part
from procurement.bids.operations import HANDLERS
from procurement.bids.rules import can_handle_bids
from procurement.bids.views import Confidential
from procurement.evaluators.models import Evaluator
from procurement.evaluators.rules import can_handle_or_evaluate, evaluator_of
from procurement.interests import operations
from procurement.interests.forms import DeclareForm, InterestForm
from procurement.reading.operations import read_bids
from procurement.reading.rules import can_read_bidders
from procurement.tenders.views import TenderConfirmView, TenderFormView
from procurement.tenders.workflow import State


class OfInterests(Confidential):
    """A form that names the bidders, once they are known."""

    tab = "evaluators"
    access = can_handle_or_evaluate
    permission_required = "procurement.handle_or_evaluate_bids"

    def load(self):
        super().load()
        self.bidders = []
        if can_read_bidders.test(self.request.user, self.tender):
            bids = list(self.tender.bids.on_time().select_related("tender__partnership"))
            opened = read_bids(bids=bids, part=Part.IDENTITY, by=self.request.user, at=timezone.now())
            self.bidders = [(str(bid.pk), opened[bid.pk]["name"]) for bid in bids]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"bidders": self.bidders}

    def get_success_url(self):
        return self.tender.url("evaluators")

    def chosen(self, form):
        """What the form says, as the operations take it."""
        bids = self.tender.bids.on_time().filter(pk__in=form.cleaned_data["bids"])
        return form.cleaned_data | {"bids": bids, "by": self.request.user, "at": timezone.now()}


class DeclareInterests(OfInterests, TenderFormView):
    template_name = "procurement/interests/declare.html"
    form_class = DeclareForm
    title = gettext_lazy("Declare your interests")
    intro = gettext_lazy(
        "Nobody reads a bid before this. Where you have an interest you are shut out of the bids it touches."
    )
    submit_label = gettext_lazy("Declare")
    done = gettext_lazy("Your declaration is recorded")

    def act(self, form):
        return operations.declare_own_interests(tender=self.tender, **self.chosen(form))

    def get_context_data(self, **kwargs):
        place = evaluator_of(self.request.user, self.tender)
        return super().get_context_data(bidders=self.bidders, evaluator=place, **kwargs)


class RecordLateInterest(OfInterests, TenderConfirmView):
    """For an evaluator whose scores are locked: recorded by themselves, or by a purchaser."""

    model: type[Model] = Evaluator
    who_may = HANDLERS
    template_name = "procurement/interests/late.html"
    form_class = InterestForm
    submit_label = gettext_lazy("Record the interest")
    done = gettext_lazy("The interest is recorded")

    def get_queryset(self):
        rows = super().get_queryset().evaluating().select_related("person", "tender__partnership")
        return rows if can_handle_bids.test(self.request.user, self.tender) else rows.filter(person=self.request.user)

    def get_title(self):
        return _("An interest of {person} that was found late").format(person=self.object)

    def act(self, form):
        return operations.recuse_late(evaluator=self.object, **self.chosen(form))

    def get_context_data(self, **kwargs):
        consequences = [_("The person’s scores of these bids no longer count.")]
        if self.tender.state != State.OPENED:
            words = _("Where that leaves fewer than two scorers of a bid, the tender is cancelled and begun anew.")
            consequences.append(words)
        if self.tender.state == State.MODERATION:
            consequences.append(_("What was agreed on these bids is dropped and agreed anew, without the person."))
        if self.tender.state == State.RANKED:
            consequences.append(_("The ranking stays: weigh before the award whether it holds, or cancel the tender."))
        return super().get_context_data(consequences=consequences, **kwargs)
