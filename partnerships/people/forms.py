from django import forms
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet

from partnerships.people.models import Role, User
from psp.core.finding import Folded, WordsFilter
from psp.core.forms import PspForm, PspModelForm


class PeopleFilter(FilterSet):
    name = WordsFilter("name", "email", label=_("Name or e-mail address"))
    role = ChoiceFilter(choices=Role.choices, label=_("Role"), empty_label=_("All roles"))
    is_active = ChoiceFilter(
        choices=[("true", _("Open")), ("false", _("Closed"))], label=_("Account"), empty_label=_("All")
    )

    class Meta:
        model = User
        fields = ["name", "role", "is_active"]


class AccountForm(PspModelForm):
    class Meta:
        model = User
        fields = ["name", "phone"]


class PersonForm(PspModelForm):
    class Meta:
        model = User
        fields = ["name", "phone", "role"]
        widgets = {"role": forms.RadioSelect}


class DeactivateForm(PspForm):
    successor = forms.ModelChoiceField(
        label=_("Who takes over"),
        help_text=_(
            "Roles in partnerships, documents and open tasks pass to this person. A role that clashes with one they hold in "
            "the same partnership ends instead, and the page then names it."
        ),
        queryset=User.objects.none(),
        required=False,
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = User.objects.active().exclude(pk=person.pk).order_by(Folded("name"))
