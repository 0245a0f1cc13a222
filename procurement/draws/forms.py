"""What is asked for a draw: its two witnesses, and each witness's own number."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.models import User
from psp.core.forms import PspForm


class PrepareDrawForm(PspForm):
    first = forms.ModelChoiceField(
        label=_("First witness"),
        help_text=_("A purchaser or evaluator who sees the result. You can be one of the two."),
        queryset=User.objects.none(),
        empty_label=_("Select a person"),
    )
    second = forms.ModelChoiceField(
        label=_("Second witness"), queryset=User.objects.none(), empty_label=_("Select a person")
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].queryset = User.objects.filter(pk__in=[person.pk for person in people]).order_by("name")


class WitnessForm(PspForm):
    number = forms.CharField(
        label=_("Your number"),
        help_text=_(
            "4 to 20 digits of your choice, such as 271828. It becomes part of the draw and is published with it."
        ),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 20, "autocomplete": "off"}),
    )
