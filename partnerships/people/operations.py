"""Accounts: invitations, and closing an account with its work handed over."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from partnerships.activity.operations import record
from partnerships.mail.operations import queue_mail
from partnerships.partners.operations import take_role
from partnerships.people.models import Invitation, Role, User, hash_of, new_secret
from psp.core.access import refusal
from psp.core.handover import Handover, hand_over
from psp.core.problems import Invalid, NotPermitted, StaleVersion
from psp.core.records import changes_between, values_of

INVITATION_OPEN_FOR = timedelta(days=14)
# Purchasers can come to read bids and administrators to change accounts, so not everyone may make one.
MAY_INVITE = {
    Role.DEVELOPMENT_OFFICER: {Role.DEVELOPMENT_OFFICER},
    Role.COUNCIL_PURCHASER: {Role.DEVELOPMENT_OFFICER, Role.COUNCIL_PURCHASER},
    Role.ADMINISTRATOR: set(Role),
}


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    role: str,
    by: User,
    at: datetime,
    organisation: Any = None,
    partnership: Any = None,
    partnership_role: str = "",
) -> Invitation:
    """Invite the owner of an e-mail address to an account, an organisation or a role in a partnership.

    1. withdraws an earlier open invitation to the same; 2. writes the invitation, which is open for 14 days; 3. queues the
    mail with the secret link, of which only a hash is kept; 4. records the activity.
    Raises NotPermitted, and Invalid for a role the inviter may not give.
    """
    if role not in MAY_INVITE[Role.ADMINISTRATOR if by.is_administrator else Role(by.role)]:
        raise Invalid({"role": _("Select a role you may give. Administrators can give every role.")})
    if partnership is not None:
        if not by.has_perm("partnerships.add_personrole", partnership):
            raise NotPermitted(refusal(_("the project leader, the purchaser and administrators")))
        if partnership_role in {"purchaser", "evaluator"} and not by.has_perm(
            "partnerships.add_purchaser", partnership
        ):
            raise Invalid(
                {"partnership_role": _("Select another role. Purchasers and evaluators are named by the purchaser.")}
            )
    if organisation is not None and not by.has_perm("partnerships.add_membership", organisation):
        raise Invalid({"organisation": _("Select an organisation you belong to, or leave it empty")})
    Invitation.objects.open_at(at).filter(
        email__iexact=email, organisation=organisation, partnership=partnership, partnership_role=partnership_role
    ).update(withdrawn_at=at)
    secret = new_secret()
    invitation = Invitation.objects.create(
        email=email.lower(),
        name=name,
        role=role,
        organisation=organisation,
        partnership=partnership,
        partnership_role=partnership_role,
        invited_by=by,
        token_hash=hash_of(secret),
        expires_at=at + INVITATION_OPEN_FOR,
    )
    queue_mail(
        to=invitation.email,
        template="invitation",
        context={"invitation": invitation, "inviter": by, "path": reverse("accept_invitation", args=[secret])},
        kind="invitation",
        at=at,
        is_private=True,
    )
    record(
        verb="person.invited", target=invitation, partnership=partnership, by=by, at=at, is_private=partnership is None
    )
    return invitation


def find_invitation(secret: str, *, at: datetime) -> Invitation | None:
    """Return the open invitation a secret link belongs to, or None."""
    return (
        Invitation.objects.open_at(at)
        .filter(token_hash=hash_of(secret))
        .select_related("organisation", "partnership", "invited_by")
        .first()
    )


@transaction.atomic
def open_account(*, invitation: Invitation, name: str, password: str, at: datetime) -> User:
    """Open an account for the owner of an invited address and accept the invitation.

    The link came to that address, so the address counts as verified. Raises Invalid for a weak password or where an
    account exists already.
    """
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise Invalid(_("There is an account for this address already. Sign in to accept the invitation."))
    person = User(email=invitation.email, name=name, role=invitation.role)
    try:
        validate_password(password, person)
    except ValidationError as problem:
        raise Invalid({"password": " ".join(problem.messages)}) from problem
    person.set_password(password)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    accept_invitation(invitation=invitation, by=person, at=at)
    return person


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: User, at: datetime) -> None:
    """Accept an invitation: the person joins the organisation and takes the role in the partnership it names.

    Raises NotPermitted when the person signed in does not own the invited address, Invalid when it was used or withdrawn.
    """
    if by.email.lower() != invitation.email.lower():
        raise NotPermitted(
            _("This invitation is for another e-mail address. Sign in with the account of that address.")
        )
    taken = Invitation.objects.open_at(at).filter(pk=invitation.pk).update(accepted_at=at, accepted_by=by)
    if not taken:
        raise Invalid(_("This invitation is no longer open. Ask for a new one."))
    if invitation.organisation is not None:
        invitation.organisation.memberships.get_or_create(person=by)
    role = invitation.partnership_role
    if role and invitation.partnership is not None and not by.has_role_in(invitation.partnership.pk, role):
        take_role(partnership=invitation.partnership, person=by, role=role, by=by, at=at)
    record(
        verb="invitation.accepted",
        target=by,
        partnership=invitation.partnership,
        by=by,
        at=at,
        is_private=invitation.partnership is None,
    )


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User, at: datetime) -> None:
    """Withdraw an open invitation: its link opens nothing any more. Doing it twice does nothing."""
    if not by.has_perm("partnerships.withdraw_invitation", invitation):
        raise NotPermitted(refusal(_("the person who invited and administrators")))
    if Invitation.objects.open_at(at).filter(pk=invitation.pk).update(withdrawn_at=at):
        record(
            verb="invitation.withdrawn",
            target=invitation,
            partnership=invitation.partnership,
            by=by,
            at=at,
            is_private=True,
        )


@transaction.atomic
def edit_person(*, person: User, changes: dict[str, Any], expected_version: int, by: User, at: datetime) -> User:
    """Change a person's name, telephone, or (administrators only, never their own) role.

    Writes these fields alone: what signing in writes meanwhile stays. Raises NotPermitted, StaleVersion.
    """
    if not by.has_perm("partnerships.change_user", person):
        raise NotPermitted(refusal(_("the person and administrators")))
    if "role" in changes and changes["role"] != person.role and (not by.is_administrator or by.pk == person.pk):
        raise NotPermitted(refusal(_("another administrator")))
    before = values_of(person, list(changes))
    read = User.objects.filter(pk=person.pk, version=expected_version)
    if not read.update(version=expected_version + 1, updated_at=at, **changes):
        raise StaleVersion(str(person))
    for name, value in {**changes, "version": expected_version + 1}.items():
        setattr(person, name, value)
    changed = changes_between(before, changes)
    if changed:
        record(verb="person.edited", target=person, by=by, at=at, changes=changed, is_private=True)
    return person


@transaction.atomic
def deactivate_person(*, person: User, successor: User | None, by: User, at: datetime) -> Handover:
    """Close an account and hand its work to somebody else.

    1. checks that a successor is named where there is work; 2. hands over what each slice knows of; 3. closes the
    account and ends its sessions and calendar link; 4. records the activity. Returns the handover, which says in words
    what nobody took on. Raises NotPermitted, and Invalid when somebody must be named.
    """
    if not by.has_perm("partnerships.deactivate_user", person):
        raise NotPermitted(refusal(_("another administrator")))
    if successor is not None and (successor.pk == person.pk or not successor.is_active):
        raise Invalid({"successor": _("Select another person whose account is open")})
    if successor is None and any(hand_over(Handover(person)).values()):
        raise Invalid({"successor": _("Select who takes over this person’s work")})
    handover = Handover(person, successor, by, at)
    handed = hand_over(handover)
    person.is_active = False
    person.calendar_hash = ""
    person.save(update_fields=["is_active", "calendar_hash"])
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
    if not by.has_perm("partnerships.deactivate_user", person):
        raise NotPermitted(refusal(_("another administrator")))
    if User.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
        person.is_active = True
        record(verb="person.reactivated", target=person, by=by, at=at, is_private=True)
