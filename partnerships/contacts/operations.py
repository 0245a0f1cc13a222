"""Keeping an organisation's departments, contacts and the people who belong to it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.activity.operations import lock_history, lock_record, record
from partnerships.contacts.models import Contact, Membership
from partnerships.contacts.rules import runs_with
from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.operations import apply_changes
from partnerships.notifications.operations import notify
from partnerships.offers.operations import BRINGS_PURCHASERS, offer
from partnerships.offers.queries import own_people
from partnerships.organisations.models import Department, Kind, Organisation
from partnerships.organisations.operations import check_may_edit
from partnerships.partners.models import PersonRole
from partnerships.people.models import Invitation, Role
from partnerships.people.rules import brings_purchasers
from partnerships.roles.operations import end_role
from psp.core import sequels
from psp.core.access import refusal
from psp.core.problems import Invalid, NotPermitted
from psp.core.records import Changes, changes_in, save_version, values_of

WHO_ADDS_PEOPLE = gettext_lazy("people of the organisation and administrators")
WHO_INVITES = gettext_lazy("people of the organisation, the leaders of its partnerships and administrators")


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
    lock_record(department)
    check_may_edit(department.organisation, by)
    _check_name(department.organisation, changes.get("name", department.name), but=department.pk)
    apply_changes(department, changes, expected_version=expected_version, verb="department.edited", by=by, at=at)
    return department


@transaction.atomic
def delete_department(*, department: Department, by: Any, at: datetime) -> None:
    """Delete a department. Its contacts and people stay with the organisation. Raises NotPermitted."""
    lock_record(department)
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
    _record_of(organisation, "contact.added", {}, by=by, at=at)
    return contact


@transaction.atomic
def edit_contact(*, contact: Contact, changes: dict[str, Any], expected_version: int, by: Any, at: datetime) -> Contact:
    """Change a contact. Raises NotPermitted, StaleVersion, Invalid."""
    lock_record(contact)
    check_may_edit(contact.organisation, by)
    _check_contact(contact.organisation, values_of(contact, ["department", "email", "phone"]) | changes)
    apply_changes(contact, changes, expected_version=expected_version, verb="contact.edited", by=by, at=at)
    return contact


@transaction.atomic
def delete_contact(*, contact: Contact, by: Any, at: datetime) -> None:
    """Delete a contact. Raises NotPermitted."""
    lock_record(contact)
    check_may_edit(contact.organisation, by)
    _record_of(contact.organisation, "contact.deleted", {}, by=by, at=at)
    contact.delete()


def _check_contact(organisation: Organisation, fields: dict[str, Any]) -> None:
    _check_department(organisation, fields.get("department"))
    if not fields.get("email") and not fields.get("phone"):
        raise Invalid({"email": _("Enter an e-mail address or a telephone number")})


def _check_may_add_people(organisation: Organisation, by: Any) -> None:
    if not by.has_perm("partnerships.add_membership", organisation):
        raise NotPermitted(refusal(WHO_ADDS_PEOPLE))


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms somebody invites to an organisation: ``needs_yes`` of its own people, or ``speaks_first`` for it."""

    needs_yes: bool
    speaks_first: bool


def terms_of(organisation: Organisation, by: Any) -> Terms:
    """Return the terms on which a person may invite to an organisation.

    Its own people invite as they like. An administrator, whether they belong to it or not, and whoever runs a partnership
    it is in invite its first people; where it has somebody, one of these has to agree. Raises NotPermitted for anybody else.
    """
    if by.belongs_to(organisation.pk) and not by.is_administrator:
        return Terms(needs_yes=False, speaks_first=False)
    if not by.is_administrator and not runs_with(by, organisation):
        raise NotPermitted(refusal(WHO_INVITES))
    has_people = own_people(organisation).exists()
    return Terms(needs_yes=has_people, speaks_first=not has_people)


def may_bring(person: Any, organisation: Organisation, by: Any) -> bool:
    """Whether somebody may bring a person into an organisation; only the purchasing side brings purchasers into a council.

    Whoever purchases for a council may take on any of its partnerships and read the bids there.
    """
    if organisation.kind != Kind.COUNCIL or person is None or person.role != Role.COUNCIL_PURCHASER:
        return True
    return brings_purchasers(by, organisation.pk) or not own_people(organisation).exists()


@transaction.atomic
def offer_membership(
    *,
    organisation: Organisation,
    person: Any,
    by: Any,
    at: datetime,
    department: Department | None = None,
    job_title: str = "",
) -> Invitation:
    """Invite a person with an account to an organisation; they belong to it once they accept (``join_organisation``).

    Raises NotPermitted, and Invalid where the account is closed or the person belongs to it already.
    """
    lock_history(None)
    terms = terms_of(organisation, by)
    _check_department(organisation, department)
    if not person.is_active:
        raise Invalid({"person": _("Select somebody whose account is open")})
    if person.pk == by.pk:
        raise Invalid({"person": _("Select somebody else. Somebody of the organisation can invite you")})
    if not terms.needs_yes and not may_bring(person, organisation, by):
        raise Invalid({"person": BRINGS_PURCHASERS.format(council=organisation)})
    if organisation.memberships.filter(person=person).exists():
        raise Invalid({"person": _("{person} belongs to this organisation already").format(person=person)})
    return offer(
        email=person.email,
        name=person.name,
        person=person,
        organisation=organisation,
        department=department,
        job_title=job_title,
        needs_yes=terms.needs_yes,
        speaks_first=terms.speaks_first,
        by=by,
        at=at,
    )


def lock_for(person: Any, *partnerships: Any) -> None:
    """Lock the histories that joining, or another role here, may write to: the service's and those of the person's partnerships."""
    own = Partnership.objects.filter(roles__person=person.pk) if person.pk else ()
    lock_history(None, *partnerships, *own)


@transaction.atomic
def join_organisation(
    *, organisation: Organisation, by: Any, at: datetime, department: Department | None = None, job_title: str = ""
) -> Membership:
    """Write down that a person belongs to an organisation, by their own acceptance alone. Doing it twice does nothing."""
    lock_for(by)
    membership, is_new = Membership.objects.get_or_create(
        organisation=organisation, person=by, defaults={"department": department, "job_title": job_title}
    )
    by.forget()
    if is_new:
        _record_of(organisation, "membership.accepted", {"person": [None, str(by)]}, by=by, at=at)
        sequels.follow("join_organisation", membership, by=by, at=at)
    return membership


@transaction.atomic
def edit_membership(
    *, membership: Membership, changes: dict[str, Any], expected_version: int, by: Any, at: datetime
) -> Membership:
    """Change a person's job title or department at an organisation. Raises NotPermitted, StaleVersion, Invalid."""
    lock_record(membership)
    _check_may_add_people(membership.organisation, by)
    _check_department(membership.organisation, changes.get("department"))
    before = values_of(membership, list(changes))
    for name, value in changes.items():
        setattr(membership, name, value)
    save_version(membership, changes, expected=expected_version)
    if changed := changes_in(membership, before, changes):
        _record_of(membership.organisation, "membership.edited", changed, by=by, at=at)
    return membership


def roles_through(membership: Membership, user: Any) -> list[PersonRole]:
    """List somebody's roles in the partnerships that an organisation of theirs is a partner of, as far as a user may know.

    Two queries at most.
    """
    partner = {"partnership__members__organisation": membership.organisation_id, "partnership__members__left_on": None}
    rows = (
        PersonRole.objects.visible_to(user)
        .filter(person=membership.person_id, **partner)
        .select_related("partnership", "person")
    )
    return list(rows.distinct().order_by("partnership__name", "role"))


@transaction.atomic
def remove_membership(*, membership: Membership, by: Any, at: datetime, ended: Collection[PersonRole] = ()) -> None:
    """Record that a person has left an organisation: they see its partnerships no more, unless they have a role there.

    1. records it; 2. ends the roles that were chosen; 3. removes them, and what other slices let them do for the organisation;
    4. tells the person. Raises NotPermitted, and Invalid for a role that is another's to end.
    """
    through = Partnership.objects.filter(members__organisation=membership.organisation_id)
    lock_history(None, *through, *(role.partnership for role in ended))
    lock_record(membership)
    organisation, person = membership.organisation, membership.person
    _check_may_add_people(organisation, by)
    _record_of(organisation, "membership.removed", {"person": [str(person), None]}, by=by, at=at)
    for role in ended:
        words = _("{person} left {organisation}").format(person=person, organisation=organisation)
        end_role(role=role, by=by, at=at, note=words)
    sequels.follow("leave_organisation", membership, by=by, at=at)
    membership.delete()
    person.forget()
    if person.pk != by.pk:
        notify(
            people=[person],
            kind="assignment",
            title=_("You no longer belong to {organisation} here").format(organisation=organisation),
            url=organisation.get_absolute_url(),
            key=f"membership_removed:{organisation.pk}:{at.isoformat()}",
            at=at,
        )


def _record_of(organisation: Organisation, verb: str, changes: Changes, *, by: Any, at: datetime) -> None:
    record(verb=verb, target=organisation, by=by, at=at, changes=changes)
