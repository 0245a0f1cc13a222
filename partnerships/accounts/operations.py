"""What administrators do to another person's account: another role, and a way back in for who lost a second factor.

A step back in role is made by an administrator, any other role is offered and accepted.
"""

from collections.abc import Collection
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from partnerships.activity.operations import lock_history, record
from partnerships.mail.operations import Draft, queue_drafts
from partnerships.notifications.operations import notify
from partnerships.notifications.queries import active_administrators
from partnerships.offers.operations import offer
from partnerships.partners.models import PersonRole
from partnerships.people.models import GUARDED, Invitation, Role, User
from partnerships.people.operations import edit_person
from partnerships.roles.operations import end_role, may_end_role
from psp.core import second_factors
from psp.core.access import refusal
from psp.core.mail import ACCOUNT, Letter
from psp.core.notices import Sight
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


@transaction.atomic
def reset_second_factor(*, person: User, reason: str, by: User | None, at: datetime) -> int:
    """Delete a person's second factors, so that the next sign-in sets up a new one; return how many there were.

    For somebody who lost theirs and has no recovery code left; the password stays, so nobody signs in by this alone. ``by``
    is None for the person who runs the server. 1. deletes the factors; 2. ends the person's sessions; 3. records the activity;
    4. writes to the person, and notifies the other administrators. Raises NotPermitted, Invalid without a reason.
    """
    lock_history(None)
    if by is not None and not by.has_perm("partnerships.reset_second_factor_of_user", person):
        raise NotPermitted(refusal(_("another administrator")))
    if not reason.strip():
        raise Invalid({"note": _("Enter how you know that this person asks for it")})
    factors = Authenticator.objects.filter(user=person)
    count = factors.exclude(type=Authenticator.Type.RECOVERY_CODES).count()
    factors.delete()
    for session in UserSession.objects.filter(user=person):
        session.end()
    entry = record(verb="second_factor.reset", target=person, by=by, at=at, note=reason.strip(), is_private=True)
    who = str(by) if by else _("The administrator of the server")
    _write_to(person, who, at)
    others = [pk for pk in active_administrators() if pk not in {person.pk, by.pk if by else None}]
    notify(
        people=others,
        kind="service",
        title=_("{who} reset the second factor of {person}").format(who=who, person=person),
        url=person.get_absolute_url(),
        key=f"second_factor_reset:{entry.pk}",
        at=at,
        sight=Sight("administrators"),
    )
    return count


def _write_to(person: User, who: str, at: datetime) -> None:
    """Queue the letter to the person, even if they turned notifications off: somebody else may have asked."""
    subject = _("Your second factor was reset")
    words = _(
        "{who} reset the second factor of your account and signed you out everywhere. Sign in with your password to set up "
        "a new one.\n\nIf you did not ask for this, change your password now and tell another administrator."
    )
    text = words.format(who=who)
    html = render_to_string("emails/account.html", {"subject": subject, "said": text})
    queue_drafts([Draft(Letter(subject, text, html), person.email, ACCOUNT, person_id=person.pk)], at=at)


def renew_second_factors(*, at: datetime) -> tuple[int, int]:
    """Encrypt the secrets of second factors with the newest key; return how many, and how many no key opens.

    Call it before an older key of ``BID_SEAL_KEY`` goes. Safe to call again, and while people sign in.
    """
    changed = unreadable = 0
    for pk in list(Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).values_list("pk", flat=True)):
        with transaction.atomic():
            lock_history(None)
            row = Authenticator.objects.select_for_update().filter(pk=pk).first()
            if row is None:
                continue
            if not second_factors.is_readable(row.data):
                unreadable += 1
            elif not second_factors.is_of_newest_key(row.data):
                row.data = second_factors.renewed(row.data)
                row.save(update_fields=["data"])
                changed += 1
    return changed, unreadable
