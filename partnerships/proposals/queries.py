"""How proposed values are kept and read back, in words and as what the operations take."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model, QuerySet

from partnerships.contacts.models import Contact
from partnerships.income.models import IncomeYear
from partnerships.offers.queries import own_people
from partnerships.organisations.models import Department, Organisation
from partnerships.people.models import User
from partnerships.people.rules import ADMINISTERS
from partnerships.proposals.models import Proposal, Subject

MODELS: dict[str, type[Model]] = {
    Subject.ORGANISATION: Organisation,
    Subject.DEPARTMENT: Department,
    Subject.CONTACT: Contact,
    Subject.INCOME: IncomeYear,
}


def packed(model: type[Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a form's values as JSON holds them: records by their ids."""
    return {name: _packed_value(value) for name, value in values.items() if _is_field(model, name)}


def _packed_value(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, QuerySet | list | tuple):
        return sorted(row.pk for row in value)
    return value


def _is_field(model: type[Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.get_fields())


def unpacked(model: type[Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what ``packed`` wrote as the operations take it; a record that is gone since is left out."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        field: Any = model._meta.get_field(name)
        if field.many_to_many:
            found[name] = list(field.related_model._default_manager.filter(pk__in=value))
        elif field.is_relation:
            found[name] = field.related_model._default_manager.filter(pk=value).first() if value else None
        else:
            found[name] = field.to_python(value)
    return found


def target_of(proposal: Proposal) -> Any | None:
    """Return the record a proposal changes as it stands now; None where there is none, or none any more."""
    if proposal.subject == Subject.ORGANISATION:
        return proposal.organisation
    model = MODELS.get(proposal.subject)
    if model is None or proposal.target_id is None:
        return None
    rows = model._default_manager.filter(pk=proposal.target_id, organisation=proposal.organisation_id)
    return rows.select_related("organisation").first()


def answerers_of(organisation: Any) -> QuerySet[User]:
    """Select who answers for an organisation: its own people, or the administrators where it has nobody here."""
    people = own_people(organisation)
    return people if people.exists() else User.objects.active().filter(ADMINISTERS).order_by("name")
