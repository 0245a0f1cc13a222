from django import forms
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet

from partnerships.lifecycle.models import Partnership
from partnerships.retention.models import RetentionHold
from psp.core import retention
from psp.core.forms import PspForm


class HoldForm(PspForm):
    rule = forms.ChoiceField(label=_("What is kept"), required=False)
    partnership = forms.ModelChoiceField(
        queryset=Partnership.objects.none(),
        label=_("Partnership"),
        required=False,
        empty_label=_("Everywhere"),
        help_text=_("Leave it at “Everywhere” for data of no partnership, such as sign-ins."),
    )
    reason = forms.CharField(
        label=_("Why it must be kept"),
        help_text=_("For example a court case, an audit, or a request under the Freedom of Information Act."),
        widget=forms.Textarea,
        max_length=2000,
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(rule.code, rule.what) for rule in retention.rules()]
        self.fields["rule"].choices = [("", _("Everything")), *choices]
        self.fields["partnership"].queryset = Partnership.objects.visible_to(user).order_by("name")


class EndForm(PspForm):
    note = forms.CharField(label=_("Why the hold ends"), widget=forms.Textarea, max_length=2000)


class HoldFilter(FilterSet):
    state = ChoiceFilter(
        method="of_state", label=_("State"), empty_label=_("All"), choices=[("open", _("Open")), ("ended", _("Ended"))]
    )

    class Meta:
        model = RetentionHold
        fields = ["state"]

    def of_state(self, holds, name, value):
        return holds.filter(ended_at__isnull=value == "open")
