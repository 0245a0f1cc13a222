"""The forms of an entry with one question more: why. And what is asked to answer."""

from dataclasses import dataclass

import django_filters
from crispy_forms.layout import Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.contacts.forms import ContactForm, DepartmentForm
from partnerships.income.forms import IncomeYearForm
from partnerships.organisations.forms import OrganisationForm
from partnerships.proposals.models import Act, Proposal, State, Subject
from psp.core.conflicts import words_of
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


FORMS = {
    Subject.ORGANISATION: ProposedOrganisationForm,
    Subject.DEPARTMENT: ProposedDepartmentForm,
    Subject.CONTACT: ProposedContactForm,
    Subject.INCOME: ProposedIncomeForm,
}


def changed_in(form, target):
    """Return what a form would change in a record, or all it says of a new one: values by field, and rows in words."""
    fresh = type(form)(**form_arguments(target)) if target is not None else None
    values, rows = {}, []
    for bound in form.visible_fields():
        if bound.name == "why" or bound.name not in form.cleaned_data:
            continue
        value = form.cleaned_data[bound.name]
        after = words_of(bound.field, value)
        before = words_of(bound.field, fresh[bound.name].value()) if fresh is not None else ""
        if before.splitlines() != after.splitlines():
            rows.append((str(bound.label), before, after))
        if fresh is None or before.splitlines() != after.splitlines():
            values[bound.name] = value
    return values, rows


def form_arguments(target):
    """Return what makes the same form of the record as it stands, with nothing typed."""
    more = {"organisation": target.organisation} if hasattr(target, "organisation_id") else {}
    return {"instance": target} | more


@dataclass(frozen=True, slots=True)
class ProposedRow:
    """A proposed change in words: the value when it was proposed, the value now, and the proposed one."""

    label: str
    before: str
    now: str
    after: str

    @property
    def has_changed(self):
        """Whether the organisation's own value is no longer the one the proposer saw, nor the proposed one."""
        return self.now.splitlines() not in (self.before.splitlines(), self.after.splitlines())

    @property
    def words(self):
        sentence = _("{label}: {now} → {after}")
        if self.has_changed:
            sentence = _("{label}: {now} → {after}. When this was proposed it was {before}.")
        words = {"now": self.now or "–", "after": self.after or "–", "before": self.before or "–"}
        return sentence.format(label=self.label, **words)


def rows_today(proposal, target):
    """List a proposal's changes with the values of ``target`` now; those it had when proposed where there is no target."""
    now = {}
    if target is not None and proposal.act == Act.CHANGE:
        fresh = FORMS[proposal.subject](**form_arguments(target))
        now = {str(bound.label): words_of(bound.field, fresh[bound.name].value()) for bound in fresh.visible_fields()}
    elif target is not None and proposal.act == Act.DELETE:
        now = {label: str(target) for label, _before, _after in proposal.rows}
    return [ProposedRow(label, before, now.get(label, before), after) for label, before, after in proposal.rows]


class ReplaceForm(PspForm):
    replaces = forms.BooleanField(
        label=_("Replace what was changed after this was proposed"),
        error_messages={"required": _("Tick the box to replace what was changed since, or decline the proposal")},
    )


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
