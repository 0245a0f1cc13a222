"""Accounts: changing what is said of a person, and closing an account with its work handed over."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.activity.operations import lock_every_history, lock_history, record
from partnerships.people.models import GUARDED, Invitation, User
from psp.core.access import refusal
from psp.core.handover import Handover, hand_over
from psp.core.problems import Invalid, NotPermitted, StaleVersion, WrongState
from psp.core.records import changes_between, values_of


@transaction.atomic
def edit_person(*, person: User, changes: dict[str, Any], expected_version: int, by: User, at: datetime) -> User:
    """Change a person's name or telephone, or let an administrator make somebody else a development officer again.

    Any other role is offered and accepted (``accounts``). Writes these fields alone: what signing in writes meanwhile stays.
    Raises NotPermitted, StaleVersion.
    """
    lock_history(None)
    if not by.has_perm("partnerships.change_user", person):
        raise NotPermitted(refusal(_("the person and administrators")))
    if "role" in changes and changes["role"] != person.role:
        if not by.is_administrator or by.pk == person.pk:
            raise NotPermitted(refusal(_("another administrator")))
        if changes["role"] in GUARDED:
            raise Invalid({"role": _("This role is offered: the person accepts it themselves")})
    changed = changes_between(values_of(person, list(changes)), changes)
    # Verification takes a later version for a change that the history tells of.
    version = expected_version + 1 if changed else expected_version
    read = User.objects.filter(pk=person.pk, version=expected_version)
    if not read.update(version=version, updated_at=at, **changes):
        raise StaleVersion(str(person))
    for name, value in {**changes, "version": version}.items():
        setattr(person, name, value)
    if changed:
        record(verb="person.edited", target=person, by=by, at=at, changes=changed, is_private=True)
    return person


@transaction.atomic
def deactivate_person(
    *, person: User, successor: User | None, by: User, at: datetime, kept: Collection[int] = ()
) -> Handover:
    """Close an account, once, and hand its work to somebody else.

    1. checks that a successor is named where there is work; 2. hands over what each slice knows of, but for the roles in
    partnerships that are ``kept``, by id; 3. closes the account and ends its sessions, its calendar link and what it was
    invited to; 4. records the activity. Returns the handover, which says in words what nobody took on. Raises NotPermitted,
    WrongState for an account that is closed, and Invalid when somebody must be named.
    """
    lock_every_history()
    person.refresh_from_db()
    if not by.has_perm("partnerships.deactivate_user", person):
        raise NotPermitted(refusal(_("another administrator")))
    if not person.is_active:
        raise WrongState(_("This account is closed already."))
    if successor is not None:
        successor.refresh_from_db(fields=["is_active"])
    if successor is not None and (successor.pk == person.pk or not successor.is_active):
        raise Invalid({"successor": _("Select another person whose account is open")})
    if successor is None and any(hand_over(Handover(person, by=by, kept=frozenset(kept))).values()):
        raise Invalid({"successor": _("Select who takes over this person’s work")})
    handover = Handover(person, successor, by, at, kept=frozenset(kept))
    handed = hand_over(handover)
    person.is_active = False
    person.closed_at = at
    person.calendar_hash = ""
    person.save(update_fields=["is_active", "closed_at", "calendar_hash"])
    Invitation.objects.unanswered().filter(person=person).update(withdrawn_at=at)
    for session in UserSession.objects.filter(user=person):
        session.end()
    notes = [f"{label}: {count}" for label, count in handed.items() if count]
    if handover.left_open:
        notes.append(_("left open: {what}").format(what=", ".join(handover.left_open)))
    record(verb="person.deactivated", target=person, by=by, at=at, note="; ".join(notes), is_private=True)
    return handover


@transaction.atomic
def reactivate_person(*, person: User, by: User, at: datetime) -> None:
    """Let a person sign in again. What was handed over stays where it is."""
    lock_history(None)
    if not by.has_perm("partnerships.deactivate_user", person):
        raise NotPermitted(refusal(_("another administrator")))
    if User.objects.filter(pk=person.pk, is_active=False).update(is_active=True, closed_at=None):
        person.is_active, person.closed_at = True, None
        record(verb="person.reactivated", target=person, by=by, at=at, is_private=True)
