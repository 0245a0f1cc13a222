"""How long accounts, sign-ins and invitations are kept."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partnerships.people.models import Invitation, User
from psp.core.dates import london_date
from psp.core.retention import Rule, by_age, delete_rows, deletes, keeps

YEAR = timedelta(days=365)
QUARTER = timedelta(days=90)


def _library(label: str) -> Any:
    return apps.get_model(label)


UserSession, Authenticator = _library("usersessions.UserSession"), _library("mfa.Authenticator")
SocialAccount, EmailAddress = _library("socialaccount.SocialAccount"), _library("account.EmailAddress")
EmailConfirmation, LogEntry = _library("account.EmailConfirmation"), _library("admin.LogEntry")


def _sign_in_ends_on(browser: Any) -> date:
    return london_date(browser.ends_at or browser.created_at)


by_age(
    "sign_ins",
    Session,
    "expire_date",
    timedelta(0),
    what=_("That you are signed in"),
    how_long=_("Until you sign out, or the sign-in ends by itself"),
    name=lambda _session: _now("A sign-in that has ended"),
)


def _of_ended_sign_ins(at: datetime) -> QuerySet:
    sessions = Session.objects.filter(session_key=OuterRef("session_key"))
    rows = UserSession.objects.annotate(ends_at=Subquery(sessions.values("expire_date")))
    return rows.exclude(Exists(sessions.filter(expire_date__gte=at)))


deletes(
    Rule(
        code="browsers",
        what=_("Where you are signed in: the address and the kind of browser"),
        how_long=_("Until you sign out, or the night after the sign-in ends by itself"),
        rows=_of_ended_sign_ins,
        due_on=_sign_in_ends_on,
        delete=delete_rows,
        models=(UserSession,),
        name=lambda _browser: _now("The browser of a sign-in that has ended"),
    )
)
by_age(
    "address_links",
    EmailConfirmation,
    "created",
    timedelta(days=30),
    what=_("Links that confirm an e-mail address"),
    how_long=_("30 days"),
    name=lambda _link: _now("A link"),
)
by_age(
    "administration_log",
    LogEntry,
    "action_time",
    YEAR,
    what=_("The administration’s own list of edits; the history keeps them too"),
    how_long=_("1 year"),
)


def _ended_at(invitation: Invitation) -> datetime:
    """Return when an invitation that was not accepted ended."""
    return invitation.declined_at or invitation.refused_at or invitation.withdrawn_at or invitation.expires_at


def _not_accepted(at: datetime) -> QuerySet:
    ended = Coalesce("declined_at", "refused_at", "withdrawn_at", "expires_at")
    return Invitation.objects.filter(accepted_at=None).alias(ended_at=ended).filter(ended_at__lt=at - QUARTER)


deletes(
    Rule(
        code="invitations",
        what=_("Invitations that were not accepted"),
        how_long=_("90 days after they end"),
        rows=_not_accepted,
        due_on=lambda row: london_date(_ended_at(row) + QUARTER),
        delete=delete_rows,
        models=(Invitation,),
        within="partnership",
    )
)
by_age(
    "accepted_invitations",
    Invitation,
    "accepted_at",
    YEAR,
    what=_("Invitations that were accepted"),
    how_long=_("1 year"),
    within="partnership",
)


def _closed(at: datetime) -> QuerySet:
    """Give the accounts closed a year ago of which more than a name and an address is left."""
    own = {"user": OuterRef("pk")}
    factors, linked = Authenticator.objects.filter(**own), SocialAccount.objects.filter(**own)
    wishes = apps.get_model("partnerships", "Preference").objects.filter(person=OuterRef("pk"))
    left = ~Q(phone="") | ~Q(calendar_hash="") | Exists(factors) | Exists(linked) | Exists(wishes)
    closed_at = Coalesce("closed_at", "updated_at")
    return User.objects.alias(since=closed_at).filter(left, is_active=False, since__lt=at - YEAR)


def _empty_accounts(people: Collection[Any], at: datetime) -> int:
    """Delete the telephone number, second factors, linked sign-ins and settings of closed accounts."""
    keys = [person.pk for person in people]
    for rows in (Authenticator.objects, SocialAccount.objects):
        rows.filter(user__in=keys).delete()
    apps.get_model("partnerships", "Preference").objects.filter(person__in=keys).delete()
    return User.objects.filter(pk__in=keys).update(phone="", calendar_hash="")


def _closed_due_on(person: Any) -> date:
    return london_date((person.closed_at or person.updated_at) + YEAR)


deletes(
    Rule(
        code="closed_accounts",
        what=_("Telephone number, second factors and settings of a closed account"),
        how_long=_("1 year after the account is closed"),
        rows=_closed,
        due_on=_closed_due_on,
        delete=_empty_accounts,
        models=(Authenticator, SocialAccount),
    )
)
keeps(
    _("Your name and e-mail address"),
    _("As long as the service runs, because they stand beside what you did"),
    User,
    EmailAddress,
)
