from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet

from partnerships.people.models import Role, User
from psp.core.finding import WordsFilter
from psp.core.forms import PspModelForm


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
