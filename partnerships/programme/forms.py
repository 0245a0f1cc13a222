"""How the programme is filtered."""

import django_filters
from django.db.models import Exists, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.workflow import RUNNING, State
from partnerships.organisations.models import Organisation
from partnerships.programme.queries import overdue_gates
from partnerships.taxonomies.models import Area
from psp.core.finding import Folded
from psp.core.workflow import choices


class ProgrammeFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"),
        method="in_state",
        choices=[("running", _("Running, in any state")), *choices(State)],
        empty_label=_("Every state"),
    )
    gate = django_filters.ChoiceFilter(
        label=_("Next gate"),
        method="at_gate",
        choices=[("late", _("Late, by its plan"))],
        empty_label=_("Late or not"),
    )
    council = django_filters.ModelChoiceFilter(
        label=_("Purchasing council"),
        field_name="purchasing_council",
        queryset=Organisation.objects.filter(kind="council").order_by(Folded("name")),
        empty_label=_("Every council"),
    )
    area = django_filters.ModelChoiceFilter(label=_("Area"), queryset=Area.objects.all(), empty_label=_("Every area"))

    class Meta:
        model = Partnership
        fields = ["state", "gate", "council", "area"]

    def in_state(self, rows, name, value):
        return rows.filter(Q(state__in=RUNNING) if value == "running" else Q(state=value))

    def at_gate(self, rows, name, value):
        return rows.filter(Exists(overdue_gates(timezone.localdate())))
