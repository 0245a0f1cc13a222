from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet

from partnerships.people.models import Role, User
from psp.core.forms import PspModelForm


class PeopleFilter(FilterSet):
    name = CharFilter(method="search", label=_("Name or e-mail address"))
    role = ChoiceFilter(choices=Role.choices, label=_("Role"), empty_label=_("All roles"))
    is_active = ChoiceFilter(
        choices=[("true", _("Open")), ("false", _("Closed"))], label=_("Account"), empty_label=_("All")
    )

    class Meta:
        model = User
        fields = ["name", "role", "is_active"]

    def search(self, people, name, value):
        return people.filter(name__icontains=value) | people.filter(email__icontains=value)


class AccountForm(PspModelForm):
    class Meta:
        model = User
        fields = ["name", "phone"]
