"""What is asked about interests, before any access and when one is found late."""

from django import forms
from django.utils.translation import gettext_lazy as _

from psp.core.forms import PspForm


class InterestForm(PspForm):
    """The interest and the bids it touches; ``bidders`` are (id of the bid, bidder's name)."""

    interest = forms.CharField(
        label=_("What is the interest?"),
        help_text=_("Only the purchasers and the person themselves can read it."),
        widget=forms.Textarea,
        max_length=4000,
    )
    bids = forms.MultipleChoiceField(
        label=_("Which bidders does it touch?"),
        help_text=_("These bids are out of reach for good."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    in_all = forms.BooleanField(label=_("All of them: no part in this evaluation any more"), required=False)

    def __init__(self, *args, bidders, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["bids"].choices = bidders


class DeclareForm(InterestForm):
    has_interest = forms.TypedChoiceField(
        label=_("Do you have an interest in any of these bidders?"),
        help_text=_(
            "Work, money, family, friendship or a post: anything that others could take for a reason to favour or harm one."
        ),
        choices=[("no", _("No, in none of them")), ("yes", _("Yes"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Select yes or no")},
    )

    field_order = ["has_interest"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["interest"].required = False
