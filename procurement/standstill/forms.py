"""What is asked about notices, challenges, debriefs and the award notice."""

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.bids.models import Bid
from psp.core.forms import PspForm


class BidderField(forms.ModelChoiceField):
    """A bid chosen by its bidder's name; ``names`` holds the names by the bid's id."""

    names: dict[int, str] = {}

    def label_from_instance(self, bid):
        return self.names.get(bid.pk, str(bid))


class OfBidder(PspForm):
    bid = BidderField(label=_("Bidder"), queryset=Bid.objects.none(), empty_label=_("Select a bidder"))

    def __init__(self, *args, bids, names, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["bid"].names = names
        self.fields["bid"].queryset = bids


class NoticeForm(OfBidder):
    sent_on = forms.DateField(label=_("Day the notice was sent"))
    is_electronic = forms.TypedChoiceField(
        label=_("How was it sent?"),
        help_text=_("One notice on paper lengthens the standstill for all from 10 to 15 days."),
        choices=[("yes", _("Electronically")), ("no", _("Another way"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


class DebriefForm(OfBidder):
    asked_on = forms.DateField(label=_("Day it was asked for"))


class AnsweredForm(PspForm):
    answered_on = forms.DateField(label=_("Day the bidder got its debrief"))


class PublishedForm(PspForm):
    published_on = forms.DateField(label=_("Day the award notice was published"))


class OutcomeForm(PspForm):
    note = forms.CharField(
        label=_("How it ended"),
        help_text=_("Everyone in the partnership can read it."),
        widget=forms.Textarea,
        max_length=4000,
    )


class HoldForm(PspForm):
    note = forms.CharField(
        label=_("What holds the award up?"),
        help_text=_("Everyone in the partnership can read it. Name no bidder."),
        widget=forms.Textarea,
        max_length=4000,
    )
