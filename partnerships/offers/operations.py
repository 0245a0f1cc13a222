"""Offers: what one person invites another to. Nothing changes for anybody until they accept (``invitations``)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.activity.operations import lock_history, lock_record, record
from partnerships.mail.models import OutgoingMail
from partnerships.mail.operations import queue_mail
from partnerships.notifications.operations import notify
from partnerships.offers.queries import account_of, mails_to_since, people_who_agree, sent_by_since
from partnerships.people.models import OPEN_FOR, Invitation, User, hash_of, new_secret
from partnerships.people.rules import brings_purchasers, speaks_for_inviting_organisation
from psp.core import sequels
from psp.core.access import allowed, refusal
from psp.core.dates import end_of_day, london_date
from psp.core.mail import Letter, NotSent, before_sending
from psp.core.notices import Sight
from psp.core.problems import Invalid, NotPermitted, WrongState

# Ours: enough for a large partnership's first day, too few to trouble strangers with.
MOST_BY_ONE_PERSON = 40
MOST_TO_ONE_ADDRESS = 4
INVITATION = "invitation"
OWN_PEOPLE = gettext_lazy("people of the organisation who do not administer this service")
INVITES = gettext_lazy("{inviter} invites you: {what}")
OWN_PURCHASERS = gettext_lazy("purchasers of the council")
BRINGS_PURCHASERS = gettext_lazy(
    "This is a council purchaser: they join {council} by an invitation of one of its own purchasers or of an administrator"
)
SENDERS = gettext_lazy("the person who invited and administrators")


def offer(
    *, email: str, name: str, by: Any, at: datetime, person: Any = None, is_sequel: bool = False, **offered: Any
) -> Invitation:
    """Write an invitation down and send it, without asking permission: part of every operation that invites somebody.

    ``is_sequel``: it follows from another action (a closed account, a started partnership, a new lead) and is to somebody
    with an account. It is then announced as a notice, without a secret link, and no limit counts it. ``offered`` are the model's own: role, changes_role, organisation, department, job_title, speaks_first, needs_yes,
    partnership, partnership_role, knows, takes_over_from, ends_roles. 1. finds the account of the address; 2. withdraws an earlier
    invitation to the same; 3. writes this one, open for 14 days; 4. records the activity; 5. sends the mail with the secret
    link and the notice, or first asks the organisation's own people. Raises Invalid for oneself, a closed account, too
    many in a day, and a purchaser whom nobody could let into the council.
    """
    lock_history(offered.get("partnership"))
    person = person or account_of(email)
    _check_reachable(email, person, by)
    if not is_sequel:
        _check_limits(email, by, at)
    same: dict[str, Any] = {key: offered.get(key) for key in ("organisation", "partnership")}
    same |= {
        "partnership_role": offered.get("partnership_role", ""),
        "changes_role": offered.get("changes_role", False),
    }
    earlier = list(Invitation.objects.unanswered().filter(email__iexact=email, **same).values_list("pk", flat=True))
    secret = new_secret()
    invitation = Invitation.objects.create(
        email=email.lower(),
        name=name,
        person=person,
        invited_by=by,
        token_hash=hash_of(secret),
        expires_at=_open_until(at),
        **offered,
    )
    _check_can_join(invitation)
    Invitation.objects.filter(pk__in=earlier).update(withdrawn_at=at, replaced_by=invitation)
    _record("role.offered" if is_sequel else "person.invited", invitation, by=by, at=at)
    if is_sequel:
        _tell([person], INVITES, invitation, at=at)
    elif invitation.waits_for_yes:
        _ask_organisation(invitation, at=at)
    else:
        _send(invitation, secret, at=at)
    return invitation


def _open_until(at: datetime) -> datetime:
    # Its mail and page name the day alone, so all of that day counts.
    return end_of_day(london_date(at) + OPEN_FOR)


def _check_reachable(email: str, person: User | None, by: Any) -> None:
    if email.lower() == by.email.lower() or (person is not None and person.pk == by.pk):
        raise Invalid({"email": _("Enter somebody else’s address: this is your own. Ask a colleague to invite you")})
    if person is not None and not person.is_active:
        words = _("The account of {email} is closed. Ask an administrator to open it again, then invite the person")
        raise Invalid({"email": words.format(email=email)})


def _check_can_join(invitation: Invitation) -> None:
    """Refuse an invitation of a purchaser to a council that could be agreed to and sent, and then not be accepted."""
    if invitation.speaks_first or not invitation.needs_purchaser:
        return
    agreed_by = invitation.confirmed_by
    is_agreed = agreed_by is not None and brings_purchasers(agreed_by, invitation.organisation_id)
    if not is_agreed and not (invitation.waits_for_yes and people_who_agree(invitation).exists()):
        raise Invalid({"email": BRINGS_PURCHASERS.format(council=invitation.organisation)})


def _check_limits(email: str, by: Any, at: datetime) -> None:
    if sent_by_since(by, at) >= MOST_BY_ONE_PERSON:
        words = _("You have sent {count} invitations within a day. Send the next ones tomorrow")
        raise Invalid(words.format(count=MOST_BY_ONE_PERSON))
    if mails_to_since(email, at) >= MOST_TO_ONE_ADDRESS:
        words = _("{email} has been sent {count} invitations within a day. Call the person, or try again tomorrow")
        raise Invalid({"email": words.format(email=email, count=MOST_TO_ONE_ADDRESS)})


def _send(invitation: Invitation, secret: str, *, at: datetime) -> None:
    """Queue the mail with the secret link, of which only a hash is kept, and tell an account holder on the site."""
    invitation.mail = queue_mail(
        to=invitation.email,
        template="invitation",
        context={
            "invitation": invitation,
            "inviter": invitation.invited_by,
            "path": reverse("accept_invitation", args=[secret]),
        },
        kind="invitation",
        at=at,
        is_private=True,
    )
    invitation.save(update_fields=["mail", "updated_at"])
    if invitation.person is not None:
        # The mail above says it all: the notice is for the site alone.
        _tell([invitation.person], str(INVITES), invitation, at=at, by_mail=False)


def _ask_organisation(invitation: Invitation, *, at: datetime) -> None:
    words = _("Agree or refuse: {inviter} invites {name} to {what}")
    _tell(people_who_agree(invitation), words, invitation, what=invitation.what_is_asked, at=at)


def _tell(
    people: Any, words: Any, invitation: Invitation, *, at: datetime, what: str = "", by_mail: bool = True
) -> None:
    said = {"inviter": invitation.invited_by, "name": invitation.name or invitation.email}
    notify(
        people=people,
        kind=INVITATION,
        title=words.format(what=what or invitation.what, **said),
        url=invitation.get_absolute_url(),
        key=f"invitation:{invitation.pk}:{invitation.version}",
        at=at,
        by_mail=by_mail,
        sight=Sight("invitation", invitation.pk),
    )


def who_agrees(invitation: Invitation) -> Any:
    """Say who agrees for the organisation to an invitation."""
    return OWN_PURCHASERS if invitation.needs_purchaser else OWN_PEOPLE


@transaction.atomic
def confirm_invitation(*, invitation: Invitation, by: Any, at: datetime) -> Invitation:
    """Agree, as one of the organisation's own people, that somebody is invited to it; only then the invitation goes out.

    Raises NotPermitted, and WrongState once it is answered.
    """
    lock_record(invitation)
    _answer_for_organisation(invitation, {"confirmed_at": at, "confirmed_by": by}, by=by)
    secret = new_secret()
    invitation.token_hash, invitation.expires_at = hash_of(secret), _open_until(at)
    invitation.person = account_of(invitation.email)
    invitation.save(update_fields=["token_hash", "expires_at", "person", "updated_at"])
    _record("invitation.agreed", invitation, by=by, at=at)
    _send(invitation, secret, at=at)
    return invitation


@transaction.atomic
def refuse_invitation(*, invitation: Invitation, by: Any, at: datetime) -> Invitation:
    """Refuse, as one of the organisation's own people, that somebody is invited to it; whoever invited hears of it.

    Raises NotPermitted, and WrongState once it is answered.
    """
    lock_record(invitation)
    _answer_for_organisation(invitation, {"refused_at": at, "refused_by": by}, by=by)
    _record("invitation.refused", invitation, by=by, at=at)
    tell_inviter(invitation, _("{organisation} does not agree to your invitation of {name}"), at=at)
    return invitation


def _answer_for_organisation(invitation: Invitation, answer: dict[str, Any], *, by: Any) -> None:
    if not allowed(speaks_for_inviting_organisation, by, invitation):
        raise NotPermitted(refusal(who_agrees(invitation)))
    if not Invitation.objects.waiting_for_yes().filter(pk=invitation.pk).update(**answer):
        raise WrongState(_("This invitation has been answered or withdrawn."))
    for field, value in answer.items():
        setattr(invitation, field, value)


@before_sending
def without_answered_invitations(mail: OutgoingMail, letter: Letter, at: datetime) -> Letter:
    """Keep back the mail of an invitation that was answered, withdrawn or sent again since; raises NotSent."""
    is_invitation = mail.kind == INVITATION and not mail.notices.exists()
    if is_invitation and not Invitation.objects.unanswered().filter(mail=mail).exists():
        reason = _("The invitation was answered or withdrawn before the mail was sent.")
        raise NotSent(reason, is_final=True, is_withheld=True)
    return letter


@sequels.after("give_up_mail")
def tell_of_failed_mail(mail: OutgoingMail, *, by: Any, at: datetime) -> None:
    """Tell whoever invited that the mail did not arrive: they correct the address and send it again."""
    for invitation in Invitation.objects.unanswered().filter(mail=mail).select_related("invited_by"):
        notify(
            people=[invitation.invited_by],
            kind=INVITATION,
            title=_("Your invitation did not reach {name}").format(name=invitation.name or invitation.email),
            detail=mail.error,
            url=invitation.get_absolute_url(),
            key=f"invitation:{invitation.pk}:undelivered",
            at=at,
            sight=Sight("invitation", invitation.pk),
        )


def tell_inviter(invitation: Invitation, words: str, *, at: datetime) -> None:
    """Tell whoever sent an invitation what became of it. ``words`` may hold {name} and {organisation}."""
    person = invitation.accepted_by or invitation.person
    said = {"name": person or invitation.name or invitation.email, "organisation": invitation.organisation}
    notify(
        people=[invitation.invited_by],
        kind=INVITATION,
        title=words.format(**said),
        url=invitation.get_absolute_url(),
        key=f"invitation:{invitation.pk}:answered",
        at=at,
        sight=Sight("invitation", invitation.pk),
    )


@transaction.atomic
def resend_invitation(*, invitation: Invitation, email: str, by: Any, at: datetime) -> Invitation:
    """Send an unanswered invitation again, to another address where the first was wrong; the earlier link stops working.

    Another address is up to whoever invited: an administrator sends it again as it is. What the organisation agreed to
    stands for the same address alone. Raises NotPermitted, WrongState once it is answered, and Invalid as ``offer``.
    """
    lock_record(invitation)
    is_same = email.lower() == invitation.email.lower()
    if not by.has_perm("partnerships.resend_invitation", invitation):
        raise NotPermitted(refusal(SENDERS))
    if not is_same and by.pk != invitation.invited_by_id:
        words = _("Only {person} can send this to another address. Invite the person yourself instead")
        raise Invalid({"email": words.format(person=invitation.invited_by)})
    person = account_of(email)
    _check_reachable(email, person, by)
    _check_limits(email, by, at)
    if not Invitation.objects.unanswered().filter(pk=invitation.pk).update(withdrawn_at=at):
        raise WrongState(_("This invitation has been answered or withdrawn. Invite the person again."))
    secret, copied = new_secret(), Invitation(**{name: getattr(invitation, name) for name in COPIED})
    copied.email, copied.person = email.lower(), person
    copied.token_hash, copied.expires_at = hash_of(secret), _open_until(at)
    if is_same:
        copied.confirmed_at, copied.confirmed_by = invitation.confirmed_at, invitation.confirmed_by
    _check_can_join(copied)
    copied.save(force_insert=True)
    Invitation.objects.filter(pk=invitation.pk).update(replaced_by=copied)
    changes = {} if is_same else {"email": [invitation.email, copied.email]}
    _record("invitation.resent", copied, by=by, at=at, changes=changes)
    if copied.waits_for_yes:
        _ask_organisation(copied, at=at)
    else:
        _send(copied, secret, at=at)
    return copied


COPIED = (
    *("name", "role", "changes_role", "organisation", "department", "job_title", "speaks_first", "partnership"),
    *("partnership_role", "knows", "takes_over_from", "ends_roles", "needs_yes", "invited_by"),
)


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Any, at: datetime) -> None:
    """Withdraw an unanswered invitation: its link opens nothing any more. Doing it twice does nothing. Raises NotPermitted."""
    lock_record(invitation)
    if not by.has_perm("partnerships.withdraw_invitation", invitation):
        raise NotPermitted(refusal(SENDERS))
    if Invitation.objects.unanswered().filter(pk=invitation.pk).update(withdrawn_at=at):
        _record("invitation.withdrawn", invitation, by=by, at=at)


def _record(verb: str, invitation: Invitation, *, by: Any, at: datetime, changes: Any = None) -> None:
    record(
        verb=verb,
        target=invitation,
        partnership=invitation.partnership,
        by=by,
        at=at,
        changes=changes,
        is_private=invitation.partnership is None,
    )
