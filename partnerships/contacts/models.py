"""Who to ring at an organisation, and who of it has an account."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partnerships.contacts import rules
from partnerships.organisations.models import EntryQuerySet
from psp.core.records import Record


class Contact(Record):
    """Somebody to ring, with or without an account."""

    unrecorded_fields = frozenset({"name", "job_title", "email", "phone", "about"})

    organisation = models.ForeignKey("partnerships.Organisation", models.CASCADE, related_name="contacts")
    department = models.ForeignKey(
        "partnerships.Department",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name=_("department"),
    )
    name = models.CharField(_("name"), max_length=150)
    job_title = models.CharField(_("job title"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    about = models.CharField(_("ask about"), max_length=200, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        ordering = ["name"]
        rules_permissions = {
            "view": rules.is_signed_in,
            "add": rules.can_edit,
            "change": rules.can_edit,
            "delete": rules.can_edit,
        }

    def __str__(self):
        return self.name

    @property
    def name_in_history(self):
        """The organisation it is of: the contact's own name is deleted with the contact."""
        return self.organisation


class Membership(Record):
    """A person belongs to an organisation. Who may add and remove: people/rules.py, ``add_membership``."""

    unrecorded_fields = frozenset({"job_title"})

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey("partnerships.Organisation", models.CASCADE, related_name="memberships")
    department = models.ForeignKey(
        "partnerships.Department",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("department"),
    )
    job_title = models.CharField(_("job title"), max_length=150, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation"], name="one_membership_per_organisation")
        ]

    def __str__(self):
        return f"{self.person} at {self.organisation}"
