"""What is asked about one occasion, and how the log is searched."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.involvement.models import LEVEL_WORDS, Involvement, Level
from psp.core.finding import WordsFilter
from psp.core.forms import PspModelForm


class InvolvementForm(PspModelForm):
    level = forms.ChoiceField(
        label=_("How far were they involved?"),
        choices=[(level.value, f"{level.label}. {LEVEL_WORDS[level]}") for level in Level],
        widget=forms.RadioSelect,
    )
    number = forms.IntegerField(
        label=_("How many people?"),
        min_value=1,
        max_value=100_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
    )

    class Meta:
        model = Involvement
        fields = ["title", "held_on", "who", "number", "level", "said", "done"]
        labels = {
            "title": _("What was the occasion?"),
            "held_on": _("When was it?"),
            "who": _("Who took part?"),
            "said": _("You said: what did they tell you?"),
            "done": _("We did: what was done about it?"),
        }
        help_texts = {
            "title": _("For example: tea afternoon at Kirkton library."),
            "who": _("Groups, not names: for example, older people who live alone, and two carers."),
            "done": _("Add it later if nothing is decided yet."),
        }


class InvolvementFilter(django_filters.FilterSet):
    q = WordsFilter("title", "who", "said", "done", label=_("Search"))
    level = django_filters.ChoiceFilter(label=_("Level"), choices=Level.choices, empty_label=_("Every level"))
    answer = django_filters.ChoiceFilter(
        label=_("What was done"),
        method="of_answer",
        choices=[("no", _("Not answered yet")), ("yes", _("Answered"))],
        empty_label=_("Either"),
    )

    class Meta:
        model = Involvement
        fields = ["q", "level", "answer"]

    def of_answer(self, rows, name, value):
        return rows.filter(done="") if value == "no" else rows.exclude(done="")
