from django import forms
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet

from partnerships.storage.models import QuarantinedFile
from psp.core.forms import PspForm

STATES = {"waiting": _("In quarantine"), "kept": _("Kept"), "deleted": _("Deleted")}


class QuarantineFilter(FilterSet):
    state = ChoiceFilter(method="of_state", label=_("State"), empty_label=_("All"), choices=list(STATES.items()))

    class Meta:
        model = QuarantinedFile
        fields = ["state"]

    def of_state(self, files, name, value):
        if value == "waiting":
            return files.waiting()
        return files.filter(**{f"{value}_at__isnull": False})


class KeepForm(PspForm):
    note = forms.CharField(
        label=_("Why it is kept"),
        help_text=_("Administrators read it in the history."),
        widget=forms.Textarea,
        max_length=2000,
    )
