"""What is asked of a bid that was not recorded when it came in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.bids.forms import BidForm
from psp.core.forms import PspForm


class BelatedBidForm(BidForm):
    reason = forms.CharField(
        label=_("Why was it not recorded when it came in?"),
        help_text=_("Say also how it can be seen that it came in time. Name no bidder."),
        widget=forms.Textarea,
        max_length=2000,
    )


class ConfirmForm(PspForm):
    came_in_time = forms.TypedChoiceField(
        label=_("Did the bid come in before the deadline?"),
        choices=[
            ("yes", _("Yes: it is opened with the others")),
            ("no", _("No, or it cannot be shown: it stays sealed")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Select yes or no")},
    )
