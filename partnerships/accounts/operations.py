"""Changing somebody's role here: a step back is made by an administrator, any other role is offered and accepted."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.activity.operations import lock_history
from partnerships.notifications.operations import notify
from partnerships.offers.operations import offer
from partnerships.partners.models import PersonRole
from partnerships.people.models import GUARDED, Invitation, Role, User
from partnerships.people.operations import edit_person
from partnerships.roles.operations import end_role, may_end_role
from psp.core.access import refusal
from psp.core.problems import Invalid, NotPermitted


@transaction.atomic
def change_role(*, person: User, role: str, ended: Collection[PersonRole], by: User, at: datetime) -> Invitation | None:
    """Change the role somebody signs in with, and end the roles in partnerships that were chosen.

    Development officer: 1. writes it at once; 2. ends the roles. Any other role: offers it, and the roles end when the person
    accepts. Returns the invitation, or None. Raises NotPermitted, and Invalid for the role they have or a role in a
    partnership that is another's to end.
    """
    lock_history(None, *(one.partnership for one in ended))
    if not by.is_administrator or by.pk == person.pk:
        raise NotPermitted(refusal(_("another administrator")))
    if role == person.role:
        raise Invalid({"role": _("Select another role: {person} has this one").format(person=person)})
    if any(one.person_id != person.pk for one in ended):
        raise Invalid({"ended": _("Select roles of {person}").format(person=person)})
    if role in GUARDED:
        ids = sorted(one.pk for one in ended)
        return offer(
            email=person.email,
            name=person.name,
            person=person,
            role=role,
            changes_role=True,
            ends_roles=ids,
            by=by,
            at=at,
        )
    if held := [one for one in ended if not may_end_role(one, by)]:
        words = _("Clear {role}: the council’s purchasers end it")
        raise Invalid({"ended": words.format(role=", ".join(str(one) for one in held))})
    edit_person(person=person, changes={"role": role}, expected_version=person.version, by=by, at=at)
    for one in ended:
        end_role(role=one, by=by, at=at, note=_("{person} changed role here").format(person=person))
    notify(
        people=[person],
        kind="assignment",
        title=_("Your role here is now: {role}").format(role=Role(role).label),
        url="/you/",
        key=f"account_role:{person.pk}:{person.version}",
        at=at,
    )
    return None
