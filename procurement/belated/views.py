"""Forms about bids that came in time and are recorded after the deadline."""

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.belated import operations
from procurement.belated.forms import BelatedBidForm, ConfirmForm
from procurement.bids.models import Bid
from procurement.bids.operations import HANDLERS
from procurement.bids.views import BidEntry, Confidential
from procurement.tenders.views import TenderConfirmView


class RecordBelatedBid(BidEntry):
    template_name = "generic/form.html"
    form_class = BelatedBidForm
    title = gettext_lazy("Record a bid that came in time")
    intro = gettext_lazy(
        "For a bid that came in before the deadline and was not recorded then. It is sealed as you save it, and counts only "
        "once another purchaser confirms that it came in time."
    )
    submit_label = gettext_lazy("Seal the bid")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"is_late": False}

    def get_done(self):
        words = _("Bid {receipt} is sealed. Another purchaser confirms that it came in time")
        return words.format(receipt=self.result.receipt)

    def act(self, form):
        return operations.record_belated_bid(
            tender=self.tender,
            content=form.content(),
            received_at=form.cleaned_data["received_at"],
            reason=form.cleaned_data["reason"],
            by=self.request.user,
            at=timezone.now(),
        )


class ConfirmBelatedBid(Confidential, TenderConfirmView):
    model: type[Model] = Bid
    tab = "bids"
    permission_required = "procurement.handle_bids"
    who_may = HANDLERS
    template_name = "procurement/belated/confirm.html"
    form_class = ConfirmForm
    submit_label = gettext_lazy("Confirm")
    done = gettext_lazy("Your word is recorded")

    def get_title(self):
        return _("Did bid {receipt} come in time?").format(receipt=self.object.receipt)

    def get_queryset(self):
        return super().get_queryset().select_related("tender__partnership", "recorded_by")

    def get_success_url(self):
        return self.tender.url("bids")

    def act(self, form):
        return operations.confirm_belated_bid(
            bid=self.object, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )
