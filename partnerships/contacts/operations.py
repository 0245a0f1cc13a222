"""Keeping an organisation's departments, contacts and the people who belong to it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.activity.operations import lock_history, record
from partnerships.contacts.models import Contact, Membership
from partnerships.lifecycle.operations import apply_changes
from partnerships.organisations.models import Department, Organisation
from partnerships.organisations.operations import check_may_edit
from psp.core.access import refusal
from psp.core.problems import Invalid, NotPermitted
from psp.core.records import changes_between, save_version, values_of

WHO_ADDS_PEOPLE = gettext_lazy("people of the organisation and administrators")


def _check_name(organisation: Organisation, name: str, *, but: int = 0) -> None:
    if organisation.departments.filter(name__iexact=name.strip()).exclude(pk=but).exists():
        raise Invalid({"name": _("Enter another name: there is a department of this name")})


def _check_department(organisation: Organisation, department: Department | None) -> None:
    if department is not None and department.organisation_id != organisation.pk:
        raise Invalid({"department": _("Select a department of {organisation}").format(organisation=organisation)})


@transaction.atomic
def add_department(*, organisation: Organisation, by: Any, at: datetime, **fields: Any) -> Department:
    """Add a department to an organisation. Raises NotPermitted, and Invalid where there is one of the name."""
    lock_history(None)
    check_may_edit(organisation, by)
    _check_name(organisation, fields["name"])
    department = Department.objects.create(organisation=organisation, **fields)
    _record_of(organisation, "department.added", {"department": [None, str(department)]}, by=by, at=at)
    return department


@transaction.atomic
def edit_department(
    *, department: Department, changes: dict[str, Any], expected_version: int, by: Any, at: datetime
) -> Department:
    """Change a department. Raises NotPermitted, StaleVersion, and Invalid where there is another one of the name."""
    lock_history(None)
    check_may_edit(department.organisation, by)
    _check_name(department.organisation, changes.get("name", department.name), but=department.pk)
    apply_changes(department, changes, expected_version=expected_version, verb="department.edited", by=by, at=at)
    return department


@transaction.atomic
def delete_department(*, department: Department, by: Any, at: datetime) -> None:
    """Delete a department. Its contacts and people stay with the organisation. Raises NotPermitted."""
    lock_history(None)
    check_may_edit(department.organisation, by)
    _record_of(department.organisation, "department.deleted", {"department": [str(department), None]}, by=by, at=at)
    department.delete()


@transaction.atomic
def add_contact(*, organisation: Organisation, by: Any, at: datetime, **fields: Any) -> Contact:
    """Add somebody to ring. Raises NotPermitted, and Invalid where there is neither a telephone nor an e-mail address."""
    lock_history(None)
    check_may_edit(organisation, by)
    _check_contact(organisation, fields)
    contact = Contact.objects.create(organisation=organisation, **fields)
    _record_of(organisation, "contact.added", {"contact": [None, str(contact)]}, by=by, at=at)
    return contact


@transaction.atomic
def edit_contact(*, contact: Contact, changes: dict[str, Any], expected_version: int, by: Any, at: datetime) -> Contact:
    """Change a contact. Raises NotPermitted, StaleVersion, Invalid."""
    lock_history(None)
    check_may_edit(contact.organisation, by)
    _check_contact(contact.organisation, values_of(contact, ["department", "email", "phone"]) | changes)
    apply_changes(contact, changes, expected_version=expected_version, verb="contact.edited", by=by, at=at)
    return contact


@transaction.atomic
def delete_contact(*, contact: Contact, by: Any, at: datetime) -> None:
    """Delete a contact. Raises NotPermitted."""
    lock_history(None)
    check_may_edit(contact.organisation, by)
    _record_of(contact.organisation, "contact.deleted", {"contact": [str(contact), None]}, by=by, at=at)
    contact.delete()


def _check_contact(organisation: Organisation, fields: dict[str, Any]) -> None:
    _check_department(organisation, fields.get("department"))
    if not fields.get("email") and not fields.get("phone"):
        raise Invalid({"email": _("Enter an e-mail address or a telephone number")})


def _check_may_add_people(organisation: Organisation, by: Any) -> None:
    if not by.has_perm("partnerships.add_membership", organisation):
        raise NotPermitted(refusal(WHO_ADDS_PEOPLE))


@transaction.atomic
def add_membership(
    *,
    organisation: Organisation,
    person: Any,
    by: Any,
    at: datetime,
    department: Department | None = None,
    job_title: str = "",
) -> Membership:
    """Record that a person with an account belongs to an organisation, and so sees its partnerships.

    Raises NotPermitted, and Invalid where the account is closed or the person belongs to it already.
    """
    lock_history(None)
    _check_may_add_people(organisation, by)
    _check_department(organisation, department)
    if not person.is_active:
        raise Invalid({"person": _("Select somebody whose account is open")})
    membership, created = Membership.objects.get_or_create(
        organisation=organisation, person=person, defaults={"department": department, "job_title": job_title}
    )
    if not created:
        raise Invalid({"person": _("{person} belongs to this organisation already").format(person=person)})
    _record_of(organisation, "membership.added", {"person": [None, str(person)]}, by=by, at=at)
    return membership


@transaction.atomic
def edit_membership(
    *, membership: Membership, changes: dict[str, Any], expected_version: int, by: Any, at: datetime
) -> Membership:
    """Change a person's job title or department at an organisation. Raises NotPermitted, StaleVersion, Invalid."""
    lock_history(None)
    _check_may_add_people(membership.organisation, by)
    _check_department(membership.organisation, changes.get("department"))
    before = values_of(membership, list(changes))
    for name, value in changes.items():
        setattr(membership, name, value)
    save_version(membership, expected=expected_version)
    if changed := changes_between(before, changes):
        _record_of(membership.organisation, "membership.edited", changed, by=by, at=at)
    return membership


@transaction.atomic
def remove_membership(*, membership: Membership, by: Any, at: datetime) -> None:
    """Record that a person has left an organisation: they see its partnerships no more, unless they have a role there.

    Raises NotPermitted.
    """
    lock_history(None)
    _check_may_add_people(membership.organisation, by)
    _record_of(membership.organisation, "membership.removed", {"person": [str(membership.person), None]}, by=by, at=at)
    membership.delete()


def _record_of(organisation: Organisation, verb: str, changes: dict[str, Any], *, by: Any, at: datetime) -> None:
    record(verb=verb, target=organisation, by=by, at=at, changes=changes)
