"""Who did what to what, when: a chain of hashes per partnership makes it tamper-evident."""

import hashlib
import json

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from psp.core.holds import entries_kept_from

SERVICE_CHAIN = "service"


class Chain(models.Model):
    """The end of one chain of activities. Its row is locked while an activity is added, so no two share a number."""

    name = models.CharField(max_length=40, primary_key=True)
    length = models.PositiveIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True)

    def __str__(self):
        return f"{self.name} ({self.length})"


class ActivityQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A partnership's activities to those who see the partnership; the service's own to administrators.

        What a spoke keeps from the person, entries about a tender that is not public say, is left out.
        """
        rows = self
        if not user.is_administrator:
            from django.apps import apps

            partnerships = apps.get_model("partnerships", "Partnership").objects.visible_to(user)
            rows = rows.filter(partnership__in=partnerships).exclude(is_private=True)
        for kept in entries_kept_from(user):
            rows = rows.exclude(kept)
        return rows

    def with_actor(self):
        return self.select_related("actor")


class Activity(models.Model):
    """One thing that was done. ``changes`` maps a field's name to [before, after]."""

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="activities")
    number = models.PositiveIntegerField(_("number"))
    partnership = models.ForeignKey("partnerships.Partnership", models.PROTECT, null=True, related_name="activities")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(_("what was done"), max_length=60)
    target_type = models.ForeignKey(ContentType, models.PROTECT, null=True, related_name="+")
    target_id = models.BigIntegerField(null=True)
    target = GenericForeignKey("target_type", "target_id")
    target_label = models.CharField(_("to what"), max_length=300)
    changes = models.JSONField(_("changes"), default=dict)
    note = models.TextField(_("reason or note"), blank=True)
    is_private = models.BooleanField(_("for administrators alone"), default=False)
    at = models.DateTimeField(_("when"))
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="activity_number_in_its_chain")]
        indexes = [
            models.Index(fields=["partnership", "-at"], name="activity_of_partnership"),
            models.Index(fields=["target_type", "target_id"], name="activity_of_target"),
        ]

    def __str__(self):
        return f"{self.verb} {self.target_label}"

    def computed_hash(self):
        """Hash everything the activity says together with the hash before it."""
        said = [
            self.previous_hash,
            self.chain_id,
            self.number,
            self.partnership_id,
            self.actor_id,
            self.verb,
            self.target_type_id,
            self.target_id,
            self.target_label,
            self.changes,
            self.note,
            self.is_private,
            self.at.timestamp(),
        ]
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class SentForm(models.Model):
    """A form's token and the address of what it made, so that a double click makes one thing."""

    token = models.CharField(max_length=64, primary_key=True)
    url = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return self.token
