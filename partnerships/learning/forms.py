"""What is asked about a learning point, and how they are found."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.learning.models import LearningPoint, Stage, Theme
from psp.core.finding import WordsFilter
from psp.core.forms import PspModelForm


class LearningPointForm(PspModelForm):
    is_shared = forms.TypedChoiceField(
        label=_("Who may read it?"),
        choices=[("True", _("Everybody signed in")), ("False", _("Only this partnership"))],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = LearningPoint
        fields = ["title", "stage", "theme", "happened", "learned", "advice", "is_shared"]
        labels = {
            "title": _("What did you learn, in one sentence?"),
            "happened": _("What happened?"),
            "learned": _("What did you learn from it?"),
            "advice": _("What do you advise others to do?"),
        }
        help_texts = {"title": _("For example: agree who employs the development officer before the money arrives.")}


class LearningFilter(django_filters.FilterSet):
    q = WordsFilter("title", "happened", "learned", "advice", label=_("Search"))
    stage = django_filters.ChoiceFilter(label=_("Stage"), choices=Stage.choices, empty_label=_("Every stage"))
    theme = django_filters.ChoiceFilter(label=_("Theme"), choices=Theme.choices, empty_label=_("Every theme"))

    class Meta:
        model = LearningPoint
        fields = ["q", "stage", "theme"]
