"""People: an account signs in by e-mail address; a person belongs to organisations and has a role in partnerships."""

import hashlib
import secrets
from datetime import timedelta
from functools import cached_property

import rules as rules_of_product
from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rules.contrib.models import RulesModelBase, RulesModelMixin

from partnerships.people import rules
from psp.core.dates import london_date
from psp.core.holds import roles_kept_from
from psp.core.known import locks_taken
from psp.core.records import Record


class Role(models.TextChoices):
    DEVELOPMENT_OFFICER = "development_officer", _("Development officer")
    COUNCIL_PURCHASER = "council_purchaser", _("Council purchaser")
    ADMINISTRATOR = "administrator", _("Administrator")


# An invitation can be answered for this long after it was sent.
OPEN_FOR = timedelta(days=14)
GUARDED = (Role.ADMINISTRATOR, Role.COUNCIL_PURCHASER)


class UserQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def visible_to(self, user):
        """Everyone signed in may see who else works here; it takes a name to ask somebody."""
        return self if user.is_authenticated else self.none()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # the class is made at run time
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email, password=None, **fields):
        """Make the first administrator, who may what any other may and no more.

        Whoever does this at the server vouches for the address, so it counts as verified.
        """
        fields = {"role": Role.ADMINISTRATOR, "name": email.partition("@")[0]} | fields
        person = self.create_user(email, password, **fields)
        addresses = apps.get_model("account", "EmailAddress").objects
        addresses.create(user=person, email=person.email, verified=True, primary=True)
        return person

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(RulesModelMixin, AbstractBaseUser, PermissionsMixin, metaclass=RulesModelBase):
    # Name and address stand beside what the person did; the telephone number is deleted after the account is closed.
    unrecorded_fields = frozenset({"phone"})

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=150)
    role = models.CharField(_("role"), max_length=30, choices=Role.choices, default=Role.DEVELOPMENT_OFFICER)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    is_demo = models.BooleanField(_("demonstration account"), default=False, editable=False)
    blurb = models.CharField(_("about this demonstration account"), max_length=200, blank=True, editable=False)
    calendar_hash = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_email")]
        rules_permissions = {
            "view": rules.is_signed_in,
            "add": rules.is_administrator,
            "change": rules.is_self | rules.is_administrator,
            "deactivate": rules.is_administrator & ~rules.is_self,
            "reset_second_factor_of": rules.is_administrator & ~rules.is_self,
        }

    # At which number of locks what the person rests on was read; None for one just made, who is as made.
    _known_at: int | None = None

    @classmethod
    def from_db(cls, *args, **kwargs):
        person = super().from_db(*args, **kwargs)
        person._known_at = locks_taken()
        return person

    def __str__(self):
        return self.name or self.email

    def get_absolute_url(self):
        return reverse("person", args=[self.pk])

    def get_full_name(self):
        return self.name

    @property
    def is_administrator(self):
        """Whether the person keeps the service running. Django's flag for superusers says nothing here."""
        self.know()
        return self.role == Role.ADMINISTRATOR

    def has_perm(self, perm, obj=None):
        """Ask the rules, and nothing else: Django would grant superusers everything."""
        self.know()
        return self.is_active and rules_of_product.has_perm(perm, self, obj)

    def has_module_perms(self, app_label):
        """Grant no app as a whole; the pages of the admin ask for administrators."""
        return False

    @property
    def is_staff(self):
        """Django's admin asks this; administrators alone may enter it."""
        return self.is_active and self.is_administrator

    @property
    def needs_second_factor(self):
        """Whoever may change accounts or come to read bids, by their own role or one in a partnership."""
        return self.role in GUARDED or self.handles_bids

    @cached_property
    def handles_bids(self):
        """Whether the person purchases or evaluates anywhere; lists annotate it (``people_with_second_factor``)."""
        return bool(self.partnerships_with(rules.PURCHASER, rules.EVALUATOR))

    @cached_property
    def _organisation_ids(self):
        return frozenset(self.memberships.values_list("organisation_id", flat=True))

    @cached_property
    def _roles_by_partnership(self):
        roles = {}
        for partnership_id, role in self.partnership_roles.values_list("partnership_id", "role"):
            roles.setdefault(partnership_id, set()).add(role)
        return roles

    @property
    def organisation_ids(self):
        """Ids of the organisations the person belongs to, asked once a request and again after a lock."""
        self.know()
        return self._organisation_ids

    @property
    def roles_by_partnership(self):
        """The person's roles in each partnership, ``{partnership_id: {role, …}}``, asked once a request and again after a lock."""
        self.know()
        return self._roles_by_partnership

    def belongs_to(self, organisation_id):
        return organisation_id in self.organisation_ids

    def know(self):
        """Read again what the person may rest on, where a lock was waited for since: a role may have ended meanwhile."""
        if self._known_at == locks_taken():
            return
        if self._known_at is not None:
            self.forget()
            self.refresh_from_db(fields=["role", "is_active"])
        self._known_at = locks_taken()

    def forget(self):
        """Ask again, within the same request, which organisations and roles the person has."""
        for name in ("_organisation_ids", "_roles_by_partnership", "handles_bids"):
            self.__dict__.pop(name, None)

    def partnerships_with(self, *roles):
        """Ids of the partnerships in which the person has one of the roles."""
        return [pk for pk, held in self.roles_by_partnership.items() if held & set(roles)]

    def has_role_in(self, partnership_id, *roles):
        return bool(self.roles_by_partnership.get(partnership_id, set()) & set(roles))


def hash_of(token):
    """Secret links are kept as hashes only: a copy of the database opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_secret():
    return secrets.token_urlsafe(32)


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those a person sent, those sent to them, and those that need their yes; administrators see all.

        Of the others' to a role that is kept from them, to evaluate bids say, administrators see none.
        """
        own = Q(invited_by=user) | self.addressed(user)
        if not user.is_administrator:
            return self.filter(own | Q(needs_yes=True, organisation__in=user.memberships.values("organisation")))
        return self.without_kept_roles(user, but=own)

    def without_kept_roles(self, user, *, but=None):
        """Leave out offers of roles that are kept from a person (``psp.core.holds``), except ``but`` these."""
        rows = self
        for kept in roles_kept_from(user, "partnership_role"):
            rows = rows.exclude(kept if but is None else kept & ~but)
        return rows

    @staticmethod
    def addressed(user):
        """Return the condition that an invitation is to a person: to their account, or to their address before they had one."""
        return Q(person=user) | Q(person=None, email__iexact=user.email)

    def to(self, user):
        return self.filter(self.addressed(user))

    def unanswered(self):
        """Neither accepted nor declined, withdrawn, or refused by the organisation; they may have run out."""
        return self.filter(accepted_at=None, declined_at=None, withdrawn_at=None, refused_at=None)

    def open_at(self, at):
        return self.unanswered().filter(expires_at__gt=at)

    def sent_out(self):
        """Those the invited person knows of: none that still wait for the organisation's yes."""
        return self.filter(Q(needs_yes=False) | Q(confirmed_at__isnull=False))

    def waiting_for_yes(self):
        return self.unanswered().filter(needs_yes=True, confirmed_at=None)


class Invitation(Record):
    """An invitation to an account, an organisation, a role in a partnership or another role here.

    Only the person it is to accepts it, and nothing changes before. ``person`` is the account it is to; None while the
    address has none. ``needs_yes``: one of the organisation's own people has to agree before it goes out. ``speaks_first``:
    the organisation has nobody yet. ``takes_over_from``: whose role this was. ``changes_role``: ``role`` is to become the
    person's own, instead of the one a new account gets.
    """

    unrecorded_fields = frozenset({"email", "name", "job_title", "knows"})

    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    person = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="invitations_received", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=30, choices=Role.choices, default=Role.DEVELOPMENT_OFFICER)
    changes_role = models.BooleanField(_("changes the person’s own role"), default=False, editable=False)
    organisation = models.ForeignKey(
        "partnerships.Organisation", models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    department = models.ForeignKey("partnerships.Department", models.SET_NULL, null=True, blank=True, related_name="+")
    job_title = models.CharField(_("job title"), max_length=150, blank=True)
    speaks_first = models.BooleanField(_("first to speak for the organisation"), default=False, editable=False)
    partnership = models.ForeignKey(
        "partnerships.Partnership", models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    partnership_role = models.CharField(_("role in the partnership"), max_length=20, blank=True)
    knows = models.TextField(_("experience"), blank=True)
    # Ids of the person's roles in partnerships that end with another role here, as the invitation says.
    ends_roles = models.JSONField(default=list, editable=False)
    takes_over_from = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="invitations_sent")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    mail = models.ForeignKey(
        "partnerships.OutgoingMail", models.SET_NULL, null=True, related_name="invitations", editable=False
    )
    expires_at = models.DateTimeField(_("open until"), editable=False)
    needs_yes = models.BooleanField(_("needs the organisation’s agreement"), default=False, editable=False)
    confirmed_at = models.DateTimeField(_("agreed by the organisation"), null=True, editable=False)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    refused_at = models.DateTimeField(_("refused by the organisation"), null=True, editable=False)
    refused_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    accepted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="invitations_accepted", editable=False
    )
    declined_at = models.DateTimeField(_("declined"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    replaced_by = models.ForeignKey("self", models.SET_NULL, null=True, related_name="replaces", editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(needs_yes=False) | Q(confirmed_at__isnull=False),
                name="nobody_joins_without_the_organisation",
            )
        ]
        rules_permissions = {
            "view": rules.is_signed_in,
            "add": rules.is_signed_in,
            "answer": rules.is_invited,
            "confirm": rules.speaks_for_inviting_organisation,
            "resend": rules.is_inviter | rules.is_administrator,
            "withdraw": rules.is_inviter | rules.is_administrator,
        }

    def __str__(self):
        return self.email

    def get_absolute_url(self):
        return reverse("invitation", args=[self.pk])

    def is_to(self, user):
        """Whether the invitation is to this person: see ``InvitationQuerySet.addressed``."""
        if self.person_id is not None:
            return self.person_id == user.pk
        return bool(user.email) and user.email.lower() == self.email.lower()

    @property
    def name_in_history(self):
        """What it is to: whom it is to is deleted with the invitation."""
        return self.what

    @property
    def partnership_role_label(self):
        choices = apps.get_model("partnerships", "PersonRole")._meta.get_field("role").flatchoices
        return dict(choices).get(self.partnership_role, "")

    @property
    def is_private_in_history(self):
        """Partners may bid, and do not learn from the history who is invited to evaluate."""
        return self.partnership_role == rules.EVALUATOR

    def shows_role_to(self, user):
        """Whether a person who may see the invitation reads the role in the partnership too.

        The people of an organisation who are asked whether somebody joins it may speak for a bidder.
        """
        return (
            not self.is_private_in_history or user.is_administrator or self.invited_by_id == user.pk or self.is_to(user)
        )

    @property
    def what_is_asked(self):
        """Say what the organisation's own people are asked to agree to: as ``what``, without a role that is private."""
        return str(self.organisation) if self.is_private_in_history else self.what

    def what_for(self, user):
        """Say what somebody is invited to, as far as a person who may see the invitation may know."""
        return self.what if self.shows_role_to(user) else self.what_is_asked

    @property
    def what(self):
        """Say in a few words what somebody is invited to: "Good Company", "Kirkton Befriending, observer"."""
        parts = [str(self.organisation)] if self.organisation else []
        if self.partnership:
            parts.append(f"{self.partnership}, {str(self.partnership_role_label).lower()}")
        if self.changes_role or not parts:
            parts.append(str(self.get_role_display()))
        return " · ".join(parts)

    @property
    def sent_on(self):
        """The day it was last sent, or asked about: the days to answer count from then."""
        return london_date(self.expires_at) - OPEN_FOR

    @property
    def waits_for_yes(self):
        return self.needs_yes and self.confirmed_at is None

    @property
    def needs_purchaser(self):
        """Whether only a purchaser of the council can agree: the invited person purchases, and the inviter brings no purchasers.

        One query where the address had no account when it was invited, one more for the organisations of the inviter.
        """
        council = self.organisation
        if council is None or council.kind != "council" or rules.brings_purchasers(self.invited_by, council.pk):
            return False
        person = self.person or User.objects.filter(email__iexact=self.email).first()
        return (person or self).role == Role.COUNCIL_PURCHASER

    def state_at(self, at):
        """Return how an invitation stands: ``accepted``, ``declined``, ``refused``, ``replaced``, ``withdrawn``, ``expired``, ``unconfirmed`` or ``open``."""
        answers = (("accepted", self.accepted_at), ("declined", self.declined_at), ("refused", self.refused_at))
        answered = next((state for state, moment in answers if moment), "")
        if answered:
            return answered
        if self.withdrawn_at:
            return "replaced" if self.replaced_by_id else "withdrawn"
        if self.expires_at <= at:
            return "expired"
        return "unconfirmed" if self.waits_for_yes else "open"
