"""The forms of an entry with one question more: why. And what is asked to answer."""

import django_filters
from crispy_forms.layout import Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.contacts.forms import ContactForm, DepartmentForm
from partnerships.income.forms import IncomeYearForm
from partnerships.organisations.forms import OrganisationForm
from partnerships.proposals.models import Proposal, State, Subject
from psp.core.finding import WordsFilter
from psp.core.forms import PspForm


def why_field():
    return forms.CharField(
        label=_("Why, and where you know it from"),
        help_text=_("The organisation’s people read it with your name."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )


class ProposedOrganisationForm(OrganisationForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["why"] = why_field()
        self.helper.layout.fields.append(Fieldset(_("Your reason"), "why"))


class ProposedDepartmentForm(DepartmentForm):
    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["why"] = why_field()


class ProposedContactForm(ContactForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["why"] = why_field()


class ProposedIncomeForm(IncomeYearForm):
    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["why"] = why_field()


class ReasonOnlyForm(PspForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["why"] = why_field()


class DeclineForm(PspForm):
    answer = forms.CharField(
        label=_("Why it is declined"),
        help_text=_("The person who proposed it reads this."),
        widget=forms.Textarea,
        max_length=2000,
    )


class ProposalFilter(django_filters.FilterSet):
    organisation = WordsFilter("organisation__name", label=_("Organisation"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=State.choices, empty_label=_("Every state"))
    subject = django_filters.ChoiceFilter(label=_("About"), choices=Subject.choices, empty_label=_("Everything"))

    class Meta:
        model = Proposal
        fields = ["organisation", "state", "subject"]
