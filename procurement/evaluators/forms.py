"""What is asked to appoint an evaluator, and of an evaluator before any access."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.models import User
from procurement.evaluators.models import Task
from psp.core.forms import PspForm


class AppointForm(PspForm):
    person = forms.ModelChoiceField(
        label=_("Person"),
        help_text=_("Evaluators and purchasers of the partnership who are not appointed yet."),
        queryset=User.objects.none(),
        empty_label=_("Select somebody"),
    )
    task = forms.ChoiceField(label=_("Evaluates"), choices=Task.choices, initial=Task.QUALITY, widget=forms.RadioSelect)
    is_chair = forms.BooleanField(
        label=_("Chairs the moderation"),
        help_text=_("Writes the moderated scores. There is one chair; naming another replaces the first."),
        required=False,
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class DeclareForm(PspForm):
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
    interest = forms.CharField(
        label=_("What is your interest?"),
        help_text=_("Only the purchasers and you can read it."),
        required=False,
        widget=forms.Textarea,
        max_length=4000,
    )
    bids = forms.MultipleChoiceField(
        label=_("Which bidders does it touch?"),
        help_text=_("You are shut out of these bids for good."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    in_all = forms.BooleanField(label=_("All of them: I take no part in this evaluation"), required=False)

    def __init__(self, *args, bidders, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["bids"].choices = bidders
