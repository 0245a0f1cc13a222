"""How the list of tenders is searched and filtered."""

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.models import Organisation
from procurement.tenders.models import Tender
from procurement.tenders.workflow import State
from psp.core.finding import WordsFilter
from psp.core.workflow import choices


class TenderFilter(django_filters.FilterSet):
    q = WordsFilter("title", "partnership__name", label=_("Tender or partnership"))
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=choices(State), empty_label=_("Any state"), method="in_state"
    )
    council = django_filters.ModelChoiceFilter(
        label=_("Council"),
        field_name="partnership__purchasing_council",
        queryset=Organisation.objects.filter(purchases__tenders__isnull=False).distinct(),
        empty_label=_("Any council"),
    )

    class Meta:
        model = Tender
        fields: list[str] = []

    def in_state(self, rows, name, value):
        return rows.in_state(value, timezone.now())
