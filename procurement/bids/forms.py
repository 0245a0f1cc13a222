"""What is asked to record, replace and withdraw a bid."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from partnerships.public import organisation_field
from procurement.bids.operations import Attached, Content
from psp.core.forms import MoneyField, PspForm
from psp.core.moment_parts import TimestampPartsField
from psp.core.uploads import ACCEPTED

QUOTED = _("Eight letters and digits, as the bidder quotes it.")


def file_field(label, **more):
    widget = forms.FileInput(attrs={"accept": ACCEPTED})
    return forms.FileField(label=label, widget=widget, required=False, **more)


class BidForm(PspForm):
    """A bid as received; an answer and a file for each question of the tender. Of a late bid nothing of it is asked."""

    organisation = organisation_field(
        label=_("Bidder, if it is in the directory"),
        help_text=_("Part of its name, or its charity or company number."),
        required=False,
    )
    name = forms.CharField(label=_("Bidder, if it is not in the directory"), max_length=200, required=False)
    reference = forms.CharField(label=_("The bidder’s own reference"), max_length=100, required=False)
    received_at = TimestampPartsField(
        label=_("When it came in"), help_text=_("For example, 3 6 2027 and 11:40am, midday or 3.15pm")
    )
    price = MoneyField(label=_("Price"), help_text=_("For the whole contract, excluding VAT."), min_value=0)
    pricing = file_field(_("Pricing schedule"))

    def __init__(self, *args, questions, is_late=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = [] if is_late else list(questions)
        if is_late:
            del self.fields["price"], self.fields["pricing"]
        for number, question in enumerate(self.questions, 1):
            words = Truncator(question.text).chars(160)
            self.fields[f"answer_{question.pk}"] = forms.CharField(
                label=_("Answer to question {number}").format(number=number),
                help_text=words,
                required=False,
                # A validator in place of max_length: a count of characters under each would only be noise.
                validators=[MaxLengthValidator(50_000)],
                widget=forms.Textarea(attrs={"rows": 6}),
            )
            label = _("File for question {number}").format(number=number)
            self.fields[f"file_{question.pk}"] = file_field(label)

    def content(self):
        """Return what was typed as the operations take it."""
        cleaned = self.cleaned_data
        files = [
            Attached(cleaned[f"file_{question.pk}"], question.pk, f"file_{question.pk}")
            for question in self.questions
            if cleaned.get(f"file_{question.pk}")
        ]
        if cleaned.get("pricing"):
            files.append(Attached(cleaned["pricing"], None, "pricing"))
        return Content(
            organisation=cleaned["organisation"],
            name=cleaned["name"],
            reference=cleaned["reference"],
            price=cleaned.get("price"),
            answers={question.pk: cleaned[f"answer_{question.pk}"] for question in self.questions},
            files=files,
        )


class ReplaceBidForm(BidForm):
    receipt = forms.CharField(label=_("Receipt number of the earlier bid"), help_text=QUOTED, max_length=20)

    field_order = ["receipt"]


class WithdrawBidForm(PspForm):
    receipt = forms.CharField(label=_("Receipt number"), help_text=QUOTED, max_length=20)
