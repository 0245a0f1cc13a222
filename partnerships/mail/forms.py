from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet

from partnerships.mail.models import STATE_WORDS, OutgoingMail
from psp.core.finding import WordsFilter


class MailFilter(FilterSet):
    q = WordsFilter("address", "subject", label=_("Address or subject"))
    state = ChoiceFilter(
        method="by_state",
        label=_("State"),
        empty_label=_("All"),
        choices=[*STATE_WORDS.items(), ("withheld", _("Not sent"))],
    )
    sent_to = WordsFilter("person__name", label=_("Name of the person"))

    class Meta:
        model = OutgoingMail
        fields = ["q", "state", "sent_to"]

    def by_state(self, mails, name, value):
        if value == "withheld":
            return mails.withheld()
        return mails.filter(state=value).exclude(pk__in=mails.withheld().values("pk"))
