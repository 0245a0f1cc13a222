"""What is asked of a department, of a contact and of a person who belongs to an organisation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.contacts.models import Contact, Membership
from partnerships.organisations.models import Department
from partnerships.people.models import User
from partnerships.roles.forms import EndedRolesField
from psp.core.choosing import SearchChoiceField
from psp.core.finding import finds, in_folded_order
from psp.core.forms import PspForm, PspModelForm


class DepartmentForm(PspModelForm):
    class Meta:
        model = Department
        fields = ["name", "does"]
        widgets = {"does": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"does": _("What it purchases, and whom it refers.")}


class OfDepartment:
    """A form that may name one of the organisation's departments; without any it does not ask."""

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        departments = organisation.departments.all()
        if departments.exists():
            self.fields["department"].queryset = departments
        else:
            del self.fields["department"]


class ContactForm(OfDepartment, PspModelForm):
    class Meta:
        model = Contact
        fields = ["name", "job_title", "department", "email", "phone", "about"]
        help_texts = {
            "email": _("Enter this or a telephone number."),
            "about": _("What to ask this person about, such as referrals or tenders."),
        }


def people_called(people, text):
    """Narrow people to those whose name or e-mail address has each word typed."""
    return in_folded_order(people.filter(finds(text, "name", "email")), "name")


class NewMemberForm(OfDepartment, PspForm):
    person = SearchChoiceField(
        label=_("Who belongs to it?"),
        help_text=_("Enter a name and press “Find”. Somebody without an account has to be invited first."),
        rows=User.objects.active,
        find=people_called,
        describe=lambda person: f"{person.email} · {person.get_role_display()}",
    )
    job_title = forms.CharField(label=_("Job title"), max_length=150, required=False)
    department = forms.ModelChoiceField(label=_("Department"), queryset=Department.objects.none(), required=False)


class MemberForm(OfDepartment, PspModelForm):
    class Meta:
        model = Membership
        fields = ["job_title", "department"]


class RemoveMemberForm(PspForm):
    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        if roles:
            help_text = _("Clear a role where the person goes on in the partnership without the organisation.")
            self.fields["ended"] = EndedRolesField(roles, help_text=help_text)

    @property
    def facts(self):
        """What the operation is called with."""
        return {"ended": []} | self.cleaned_data
