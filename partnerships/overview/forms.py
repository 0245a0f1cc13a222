"""How the list of partnerships is searched and filtered."""

import django_filters
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.workflow import State
from partnerships.organisations.models import Organisation
from partnerships.partners.models import Member, PersonRole
from partnerships.taxonomies.models import Area, Service
from psp.core.finding import finds
from psp.core.workflow import choices

LED, TAKEN_PART = "led", "part"


class PartnershipFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="with_words")
    state = django_filters.ChoiceFilter(label=_("State"), choices=choices(State), empty_label=_("Every state"))
    mine = django_filters.ChoiceFilter(
        label=_("Whose"),
        method="of_mine",
        choices=[(LED, _("Those I lead")), (TAKEN_PART, _("Those I have a role in"))],
        empty_label=_("All I can see"),
    )
    council = django_filters.ModelChoiceFilter(
        label=_("Purchasing council"),
        field_name="purchasing_council",
        queryset=Organisation.objects.filter(kind="council"),
        empty_label=_("Every council"),
    )
    area = django_filters.ModelChoiceFilter(label=_("Area"), queryset=Area.objects.all(), empty_label=_("Every area"))
    service = django_filters.ModelChoiceFilter(
        label=_("Service"), queryset=Service.objects.all(), empty_label=_("Every service")
    )

    class Meta:
        model = Partnership
        fields = ["q", "state", "mine", "council", "area", "service"]

    def with_words(self, rows, name, words):
        members = Member.objects.current().filter(partnership=OuterRef("pk"))

        def of_partner(word):
            return Exists(members.filter(organisation__name__folded__begins=word))

        return rows.filter(finds(words, "name", "need", elsewhere=of_partner))

    def of_mine(self, rows, name, which):
        roles = PersonRole.objects.filter(partnership=OuterRef("pk"), person=self.request.user)
        return rows.filter(Exists(roles.filter(role="leader") if which == LED else roles))
