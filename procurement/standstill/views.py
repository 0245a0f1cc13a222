"""Forms about an award between decision and contract; each leads back to the award."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy

from procurement.awards.queries import award_of
from procurement.bids.models import Part
from procurement.bids.operations import HANDLERS
from procurement.bids.views import Confidential
from procurement.reading.operations import read_bids
from procurement.standstill import operations
from procurement.standstill.forms import AnsweredForm, DebriefForm, HoldForm, NoticeForm, OutcomeForm, PublishedForm
from procurement.tenders.views import TenderFormView


class OnAward(Confidential, TenderFormView):
    """A form of purchasers about the award."""

    tab = "award"
    permission_required = "procurement.handle_bids"
    who_may = HANDLERS

    def load(self):
        super().load()
        self.award = award_of(self.tender)
        if self.award is None:
            raise Http404
        self.award.tender = self.tender

    def crumbs(self):
        return [*super().crumbs(), *self.tab_crumb("award")]

    def get_success_url(self):
        return self.tender.url("award")

    @property
    def act_as(self):
        return {"by": self.request.user, "at": timezone.now()}


class AboutBidder(OnAward):
    """A form that chooses a bidder by name."""

    def get_form_kwargs(self):
        bids = self.tender.bids.on_time()
        opened = read_bids(bids=bids.select_related("tender__partnership"), part=Part.IDENTITY, **self.act_as)
        names = {pk: bidder["name"] for pk, bidder in opened.items()}
        return super().get_form_kwargs() | {"bids": bids, "names": names}


class RecordNotice(AboutBidder):
    form_class = NoticeForm
    title = gettext_lazy("Record a notice to a bidder")
    intro = gettext_lazy("The standstill begins with the last notice of all. Each bidder gets the reasons with it.")
    submit_label = gettext_lazy("Record the notice")
    done = gettext_lazy("The notice is recorded")

    def get_initial(self):
        return {
            "bid": self.request.GET.get("bid", ""),
            "sent_on": timezone.localdate(),
            "is_electronic": "yes" if self.tender.notices_are_electronic else "no",
        }

    def act(self, form):
        return operations.record_notice(award=self.award, **form.cleaned_data, **self.act_as)


class HoldAward(OnAward):
    form_class = HoldForm
    title = gettext_lazy("Record a challenge")
    intro = gettext_lazy("While it is open the contract cannot be signed.")
    submit_label = gettext_lazy("Hold the award up")
    done = gettext_lazy("The award is held up")

    def act(self, form):
        return operations.hold_award(award=self.award, reason=form.cleaned_data["note"], **self.act_as)


class LiftHold(OnAward):
    form_class = OutcomeForm
    title = gettext_lazy("Record how the challenge ended")
    submit_label = gettext_lazy("The award stands")
    done = gettext_lazy("The challenge is settled")

    def act(self, form):
        hold = get_object_or_404(self.award.holds, pk=self.kwargs["hold"])
        return operations.lift_hold(hold=hold, outcome=form.cleaned_data["note"], **self.act_as)


class RecordDebrief(AboutBidder):
    form_class = DebriefForm
    title = gettext_lazy("Record a request for a debrief")
    submit_label = gettext_lazy("Record the request")
    done = gettext_lazy("The request is recorded")

    def get_initial(self):
        return {"asked_on": timezone.localdate()}

    def act(self, form):
        return operations.record_debrief(award=self.award, **form.cleaned_data, **self.act_as)


class AnswerDebrief(OnAward):
    form_class = AnsweredForm
    title = gettext_lazy("Record that a debrief was given")
    done = gettext_lazy("The debrief is recorded")

    def get_initial(self):
        return {"answered_on": timezone.localdate()}

    def act(self, form):
        debrief = get_object_or_404(self.award.debriefs, pk=self.kwargs["debrief"])
        return operations.answer_debrief(debrief=debrief, **form.cleaned_data, **self.act_as)


class PublishAwardNotice(OnAward):
    form_class = PublishedForm
    title = gettext_lazy("Record that the award notice was published")
    done = gettext_lazy("The award notice is recorded")

    def get_initial(self):
        return {"published_on": timezone.localdate()}

    def act(self, form):
        return operations.publish_award_notice(award=self.award, **form.cleaned_data, **self.act_as)
