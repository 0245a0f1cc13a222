from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet

from partnerships.mail.models import STATE_WORDS, OutgoingMail


class MailFilter(FilterSet):
    q = CharFilter(method="search", label=_("Address or subject"))
    state = ChoiceFilter(label=_("State"), empty_label=_("All"), choices=list(STATE_WORDS.items()))
    sent_to = CharFilter(field_name="person__name", lookup_expr="icontains", label=_("Name of the person"))

    class Meta:
        model = OutgoingMail
        fields = ["q", "state", "sent_to"]

    def search(self, mails, name, value):
        return mails.filter(address__icontains=value) | mails.filter(subject__icontains=value)
