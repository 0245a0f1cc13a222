from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet

from partnerships.mail.models import STATE_WORDS, OutgoingMail
from psp.core.finding import WordsFilter


class MailFilter(FilterSet):
    q = WordsFilter("address", "subject", label=_("Address or subject"))
    state = ChoiceFilter(label=_("State"), empty_label=_("All"), choices=list(STATE_WORDS.items()))
    sent_to = WordsFilter("person__name", label=_("Name of the person"))

    class Meta:
        model = OutgoingMail
        fields = ["q", "state", "sent_to"]
