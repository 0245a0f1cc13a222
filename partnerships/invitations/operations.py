"""Invitations: to an account, an organisation or a role in a partnership; only the owner of the address accepts."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from partnerships.activity.operations import lock_history, record
from partnerships.mail.operations import queue_mail
from partnerships.partners.operations import take_role
from partnerships.people.models import Invitation, Role, User, hash_of, new_secret
from psp.core.access import refusal
from psp.core.dates import end_of_day, london_date
from psp.core.problems import Invalid, NotPermitted

INVITATION_OPEN_FOR = timedelta(days=14)
# Purchasers can come to read bids and administrators to change accounts, so not everyone may make one.
MAY_INVITE = {
    Role.DEVELOPMENT_OFFICER: {Role.DEVELOPMENT_OFFICER},
    Role.COUNCIL_PURCHASER: {Role.DEVELOPMENT_OFFICER, Role.COUNCIL_PURCHASER},
    Role.ADMINISTRATOR: set(Role),
}


def _check_may_invite(by: User, role: str, organisation: Any, partnership: Any, partnership_role: str) -> None:
    if role not in MAY_INVITE[Role.ADMINISTRATOR if by.is_administrator else Role(by.role)]:
        raise Invalid({"role": _("Select a role you may give. Administrators can give every role.")})
    if partnership is not None:
        if not by.has_perm("partnerships.add_personrole", partnership):
            raise NotPermitted(refusal(_("the project leader, the purchaser and administrators")))
        sees_bids = partnership_role in {"purchaser", "evaluator"}
        if sees_bids and not by.has_perm("partnerships.add_purchaser", partnership):
            words = _("Select another role. Purchasers and evaluators are named by the purchaser.")
            raise Invalid({"partnership_role": words})
    if organisation is not None and not by.has_perm("partnerships.add_membership", organisation):
        raise Invalid({"organisation": _("Select an organisation you belong to, or leave it empty")})


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
    lock_history(partnership)
    _check_may_invite(by, role, organisation, partnership, partnership_role)
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
        # Its mail and page name the day alone, so all of that day counts.
        expires_at=end_of_day(london_date(at + INVITATION_OPEN_FOR)),
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
    lock_history(invitation.partnership)
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise Invalid(_("There is an account for this address already. Sign in to accept the invitation."))
    person = User(email=invitation.email, name=name, role=invitation.role)
    try:
        validate_password(password, person)
    except ValidationError as problem:
        raise Invalid({"password": " ".join(problem.messages)}) from problem
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as problem:
        # Two invitations to one address, accepted at once.
        raise Invalid(_("There is an account for this address already. Sign in to accept the invitation.")) from problem
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    accept_invitation(invitation=invitation, by=person, at=at)
    return person


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: User, at: datetime) -> None:
    """Accept an invitation: the person joins the organisation and takes the role in the partnership it names.

    Raises NotPermitted when the person signed in does not own the invited address, Invalid when it was used or withdrawn.
    """
    lock_history(invitation.partnership)
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
    lock_history(invitation.partnership)
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
