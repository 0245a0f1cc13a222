"""Inviting by e-mail address, and answering: accepting and declining are the invited person's alone."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from partnerships.activity.operations import lock_history, lock_record, record
from partnerships.contacts.operations import join_organisation, lock_for, may_bring, terms_of
from partnerships.notifications.operations import notify
from partnerships.notifications.queries import active_administrators
from partnerships.offers.operations import BRINGS_PURCHASERS, INVITATION, offer, tell_inviter
from partnerships.partners.models import PersonRole
from partnerships.people.models import Invitation, Role, User, hash_of
from partnerships.people.rules import is_invited
from partnerships.roles.operations import check_may_offer, finish_role, take_role
from psp.core.access import allowed, refusal
from psp.core.notices import Sight
from psp.core.problems import Invalid, NotPermitted, Refused, WrongState

# Purchasers can come to read bids and administrators to change accounts, so not everyone may make one.
MAY_INVITE = {
    Role.DEVELOPMENT_OFFICER: {Role.DEVELOPMENT_OFFICER},
    Role.COUNCIL_PURCHASER: {Role.DEVELOPMENT_OFFICER, Role.COUNCIL_PURCHASER},
    Role.ADMINISTRATOR: set(Role),
}


def roles_to_give(by: User) -> set[Role]:
    """Return the roles a person may give to a new account."""
    return MAY_INVITE[Role.ADMINISTRATOR if by.is_administrator else Role(by.role)]


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

    Somebody with an account keeps the role they sign in with: ``role`` is for a new one. Raises NotPermitted, and Invalid
    for a role the inviter may not give and as ``offers.operations.offer``.
    """
    lock_history(partnership)
    if role not in roles_to_give(by):
        raise Invalid({"role": _("Select a role you may give. Administrators can give every role.")})
    if partnership is not None:
        check_may_offer(partnership, partnership_role, by)
    terms = _terms(organisation, by)
    known = User.objects.filter(email__iexact=email.strip()).first()
    if organisation is not None and not terms["needs_yes"] and not may_bring(known, organisation, by):
        raise Invalid({"email": BRINGS_PURCHASERS.format(council=organisation)})
    return offer(
        email=email,
        name=name,
        role=role,
        organisation=organisation,
        partnership=partnership,
        partnership_role=partnership_role,
        by=by,
        at=at,
        **terms,
    )


def _terms(organisation: Any, by: User) -> dict[str, bool]:
    if organisation is None:
        return {}
    try:
        terms = terms_of(organisation, by)
    except NotPermitted as problem:
        words = _("Select your organisation or a partner of a partnership you lead, or leave it empty")
        raise Invalid({"organisation": words}) from problem
    return {"needs_yes": terms.needs_yes, "speaks_first": terms.speaks_first}


def find_invitation(secret: str) -> Invitation | None:
    """Return the invitation a secret link belongs to, answered and expired ones too; None for a link nobody was sent."""
    rows = Invitation.objects.sent_out().filter(token_hash=hash_of(secret))
    return rows.select_related("organisation", "partnership", "invited_by", "person", "replaced_by").first()


def account_for(invitation: Invitation) -> User | None:
    """Return the account an invitation is to, open or closed; None where its address has none yet."""
    return invitation.person or User.objects.filter(email__iexact=invitation.email).first()


@transaction.atomic
def open_account(*, invitation: Invitation, name: str, password: str, at: datetime) -> User:
    """Open an account for the owner of an invited address and accept the invitation.

    The link came to that address, so the address counts as verified. Raises Invalid for a weak password or where an
    account exists already.
    """
    lock_history(None, invitation.partnership)
    locked = _lock(invitation, at)
    if account_for(locked) is not None:
        raise Invalid(_("There is an account for this address already. Sign in to accept the invitation."))
    person = User(email=locked.email, name=name, role=locked.role)
    try:
        validate_password(password, person)
    except ValidationError as problem:
        raise Invalid({"password": " ".join(problem.messages)}) from problem
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save()
            EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    except IntegrityError as problem:
        raise Invalid(_("There is an account for this address already. Sign in to accept the invitation.")) from problem
    accept_invitation(invitation=locked, by=person, at=at)
    return person


def _lock(invitation: Invitation, at: datetime) -> Invitation:
    """Lock an invitation and return it as it stands. Raises Invalid when it is not open any more."""
    rows = Invitation.objects.open_at(at).select_for_update(of=("self",))
    locked = rows.select_related("organisation", "partnership", "invited_by", "person", "department").filter(
        pk=invitation.pk
    )
    found = locked.first()
    if found is None:
        raise Invalid(
            _("This invitation is no longer open. Ask {person} for a new one.").format(person=invitation.invited_by)
        )
    if found.waits_for_yes:
        words = _("{organisation} has not agreed to this invitation yet.")
        raise Invalid(words.format(organisation=found.organisation))
    return found


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: User, at: datetime) -> None:
    """Accept an invitation: the person joins the organisation, takes the role in the partnership, changes their own role.

    1. locks the invitation; 2. checks that whoever invited may still do so; 3. marks it accepted; 4. carries it out, each
    part by the person's own act; 5. tells whoever invited, and the administrators of somebody who is the first to speak for an
    organisation. Raises NotPermitted for anybody else, Invalid when it is no longer open.
    """
    lock_for(by, invitation.partnership)
    locked = _lock(invitation, at)
    if not allowed(is_invited, by, locked):
        raise NotPermitted(
            _("This invitation is for another e-mail address. Sign in with the account of that address.")
        )
    _check_still_offered(locked)
    _check_brought(locked, by)
    locked.accepted_at, locked.accepted_by, locked.person = at, by, by
    locked.save(update_fields=["accepted_at", "accepted_by", "person", "updated_at"])
    record(
        verb="invitation.accepted",
        target=by,
        partnership=locked.partnership,
        by=by,
        at=at,
        is_private=locked.partnership is None or locked.is_private_in_history,
    )
    _carry_out(locked, by, at)
    tell_inviter(locked, _("{name} accepted your invitation"), at=at)


def _check_still_offered(invitation: Invitation) -> None:
    """Refuse what whoever invited could not offer today: what they lost since is not theirs to give."""
    by = invitation.invited_by
    by.forget()
    try:
        if not by.is_active:
            raise NotPermitted("")
        if invitation.role not in roles_to_give(by) and (invitation.changes_role or invitation.person is None):
            raise NotPermitted("")
        if invitation.partnership is not None:
            check_may_offer(invitation.partnership, invitation.partnership_role, by)
        if invitation.organisation is not None:
            terms = terms_of(invitation.organisation, by)
            if terms.needs_yes and invitation.confirmed_at is None:
                raise NotPermitted("")
    except Refused as problem:
        words = _("{person} can no longer invite you to this. Ask somebody who can for a new invitation.")
        raise Invalid(words.format(person=by)) from problem


def _check_brought(invitation: Invitation, by: User) -> None:
    """Refuse a purchaser whom nobody of the council's purchasing side, nor an administrator, brings in."""
    council = invitation.organisation
    brought_by = [person for person in (invitation.invited_by, invitation.confirmed_by) if person is not None]
    if council is not None and not any(may_bring(by, council, person) for person in brought_by):
        raise Invalid(BRINGS_PURCHASERS.format(council=council))


def _carry_out(invitation: Invitation, by: User, at: datetime) -> None:
    if invitation.organisation is not None:
        join_organisation(
            organisation=invitation.organisation,
            department=invitation.department,
            job_title=invitation.job_title,
            by=by,
            at=at,
        )
        if invitation.speaks_first:
            _tell_administrators(invitation.organisation, invitation, by, at)
    role, partnership = invitation.partnership_role, invitation.partnership
    if role and partnership is not None and not by.has_role_in(partnership.pk, role):
        take_role(
            partnership=partnership, role=role, knows=invitation.knows, offered_by=invitation.invited_by, by=by, at=at
        )
    if invitation.changes_role:
        _change_role(invitation, by, at)


def _change_role(invitation: Invitation, by: User, at: datetime) -> None:
    """Give a person the role here that they accepted, and end the roles in partnerships that the invitation named."""
    for role in PersonRole.objects.filter(pk__in=invitation.ends_roles, person=by).select_related("partnership"):
        role.person = by
        finish_role(role, by=by, at=at, note=_("{person} changed role here").format(person=by))
    if by.role != invitation.role:
        changes: dict[str, list[str | None]] = {"role": [by.role, invitation.role]}
        User.objects.filter(pk=by.pk).update(role=invitation.role, version=by.version + 1, updated_at=at)
        by.role, by.version = invitation.role, by.version + 1
        record(verb="person.role_accepted", target=by, by=by, at=at, changes=changes, is_private=True)


def _tell_administrators(organisation: Any, invitation: Invitation, by: User, at: datetime) -> None:
    words = _("{person} is the first to speak for {organisation}, invited by {inviter}")
    notify(
        people=active_administrators(),
        kind=INVITATION,
        title=words.format(person=by, organisation=organisation, inviter=invitation.invited_by),
        url=organisation.get_absolute_url(),
        key=f"invitation:{invitation.pk}:first",
        at=at,
        sight=Sight("administrators"),
    )


@transaction.atomic
def decline_invitation(*, invitation: Invitation, by: User, at: datetime) -> None:
    """Decline an invitation; whoever sent it hears of it. Raises NotPermitted for anybody else, WrongState once answered."""
    lock_record(invitation)
    if not allowed(is_invited, by, invitation):
        raise NotPermitted(refusal(_("the person who is invited")))
    if not Invitation.objects.unanswered().sent_out().filter(pk=invitation.pk).update(declined_at=at, person=by):
        raise WrongState(_("This invitation is no longer open."))
    record(
        verb="invitation.declined",
        target=by,
        partnership=invitation.partnership,
        by=by,
        at=at,
        is_private=invitation.partnership is None or invitation.is_private_in_history,
    )
    invitation.person = by
    tell_inviter(invitation, _("{name} declined your invitation"), at=at)
