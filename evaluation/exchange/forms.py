"""The upload of a value map."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.sroi.engine.layout import BadLayoutError, read_study
from evaluation.sroi.engine.strict_json import MOST_BYTES
from psp.core.forms import PspForm

MOST_PROBLEMS = 20


class ImportForm(PspForm):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "JSON of at most 1 MB, as this service exports it and the command compute_sroi reads it."
        ),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    replace = forms.BooleanField(
        label=gettext_lazy("Replace the rows that are in the study"),
        required=False,
        help_text=gettext_lazy("Stakeholders, inputs, outputs and outcomes of the study are removed first."),
    )

    def clean_file(self):
        """Read the file; every problem of it is named by row, field and reason."""
        try:
            return read_study(self.cleaned_data["file"].read(MOST_BYTES + 1))
        except BadLayoutError as problem:
            found = [str(one) for one in problem.problems]
            more = len(found) - MOST_PROBLEMS
            others = [_("and {count} more").format(count=more)] if more > 0 else []
            raise ValidationError([*found[:MOST_PROBLEMS], *others]) from problem
