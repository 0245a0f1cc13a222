"""People: an account signs in by e-mail address; a person belongs to organisations and has a role in partnerships."""

import hashlib
import secrets
from functools import cached_property

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rules.contrib.models import RulesModelBase, RulesModelMixin

from partnerships.people import rules
from psp.core.records import Record


class Role(models.TextChoices):
    DEVELOPMENT_OFFICER = "development_officer", _("Development officer")
    COUNCIL_PURCHASER = "council_purchaser", _("Council purchaser")
    ADMINISTRATOR = "administrator", _("Administrator")


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
        """Make the first administrator. Whoever does this at the server vouches for the address, so it counts as verified."""
        fields = {"role": Role.ADMINISTRATOR, "name": email.partition("@")[0], "is_superuser": True} | fields
        person = self.create_user(email, password, **fields)
        addresses = apps.get_model("account", "EmailAddress").objects
        addresses.create(user=person, email=person.email, verified=True, primary=True)
        return person

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(RulesModelMixin, AbstractBaseUser, PermissionsMixin, metaclass=RulesModelBase):
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=150)
    role = models.CharField(_("role"), max_length=30, choices=Role.choices, default=Role.DEVELOPMENT_OFFICER)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
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
        }

    def __str__(self):
        return self.name or self.email

    def get_absolute_url(self):
        return reverse("person", args=[self.pk])

    def get_full_name(self):
        return self.name

    @property
    def is_administrator(self):
        return self.role == Role.ADMINISTRATOR or self.is_superuser

    @property
    def is_staff(self):
        """Django's admin asks this; administrators alone may enter it."""
        return self.is_active and self.is_administrator

    @property
    def needs_second_factor(self):
        """Whoever may change accounts or come to read bids, by their own role or one in a partnership."""
        return self.role in GUARDED or self.is_superuser or self.handles_bids

    @cached_property
    def handles_bids(self):
        """Whether the person purchases or evaluates anywhere; lists annotate it (``people_with_second_factor``)."""
        return bool(self.partnerships_with(rules.PURCHASER, rules.EVALUATOR))

    @cached_property
    def organisation_ids(self):
        """Ids of the organisations the person belongs to, asked once a request."""
        return frozenset(self.memberships.values_list("organisation_id", flat=True))

    @cached_property
    def roles_by_partnership(self):
        """The person's roles in each partnership, ``{partnership_id: {role, …}}``, asked once a request."""
        roles = {}
        for partnership_id, role in self.partnership_roles.values_list("partnership_id", "role"):
            roles.setdefault(partnership_id, set()).add(role)
        return roles

    def belongs_to(self, organisation_id):
        return organisation_id in self.organisation_ids

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
        return self if user.is_administrator else self.filter(invited_by=user)

    def open_at(self, at):
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at)


class Invitation(Record):
    """An invitation to an account, an organisation or a role in a partnership. Only the owner of the address accepts it."""

    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    role = models.CharField(_("role"), max_length=30, choices=Role.choices, default=Role.DEVELOPMENT_OFFICER)
    organisation = models.ForeignKey(
        "partnerships.Organisation", models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    partnership = models.ForeignKey(
        "partnerships.Partnership", models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    partnership_role = models.CharField(_("role in the partnership"), max_length=20, blank=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="invitations_sent")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("open until"), editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    accepted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="invitations_accepted", editable=False
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        ordering = ["-created_at"]
        rules_permissions = {
            "view": rules.is_inviter | rules.is_administrator,
            "add": rules.is_signed_in,
            "withdraw": rules.is_inviter | rules.is_administrator,
        }

    def __str__(self):
        return self.email
