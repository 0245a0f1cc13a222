"""The form of a redesign decision."""

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.redesign.models import RedesignDecision
from psp.core.forms import PspModelForm


class DecisionForm(PspModelForm):
    class Meta:
        model = RedesignDecision
        fields = ["finding", "change", "reason", "decided_on", "decided_by"]
        labels = {
            "finding": _("What the study found"),
            "change": _("What changes in the contract because of it"),
            "reason": _("Why this change"),
            "decided_on": _("When it was decided"),
            "decided_by": _("Who decided it"),
        }
        help_texts = {
            "finding": _("Such as “Half of the falls avoided were among people visited twice a week”."),
            "change": _("Such as “The specification asks for two visits a week”."),
            "decided_by": _("Such as “Partnership board”."),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("finding", "change", "reason")}
