"""Holds that keep data past its time, and what each night deleted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from rules.contrib.models import RulesModel

from partnerships.retention import rules
from psp.core import retention
from psp.core.records import Record


class RetentionHoldQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if rules.is_record_keeper(user) else self.none()

    def open(self):
        return self.filter(ended_at=None)


class RetentionHold(Record):
    """Data that is not deleted though its time is over, until the hold ends. Without a ``rule`` it holds everything;
    without a partnership it holds what a rule covers everywhere.
    """

    rule = models.CharField(_("what is kept"), max_length=40, blank=True)
    partnership = models.ForeignKey(
        "partnerships.Partnership",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("partnership"),
    )
    reason = models.TextField(_("why"))
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("placed by"), editable=False
    )
    placed_at = models.DateTimeField(_("placed"), editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("ended by"),
        editable=False,
    )
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    end_reason = models.TextField(_("why it ended"), blank=True, editable=False)

    objects = RetentionHoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold on deletion")
        verbose_name_plural = _("holds on deletion")
        ordering = ["ended_at", "-placed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "partnership"], condition=Q(ended_at=None), name="one_open_hold_of_a_partnership"
            ),
            models.UniqueConstraint(
                fields=["rule"], condition=Q(ended_at=None, partnership=None), name="one_open_hold_of_a_rule"
            ),
            models.CheckConstraint(condition=Q(ended_at=None) | ~Q(end_reason=""), name="an_ended_hold_says_why"),
        ]
        rules_permissions = {
            "view": rules.is_record_keeper,
            "add": rules.is_record_keeper,
            "end": rules.is_record_keeper,
        }

    def __str__(self):
        return _now("{what}, {where}").format(what=self.what, where=self.where)

    @property
    def what(self):
        """What is kept, in the words of the rule."""
        rule = retention.find(self.rule)
        return str(rule.what) if rule else _now("Everything")

    @property
    def where(self):
        """Where it is kept, in words."""
        return str(self.partnership) if self.partnership else _now("everywhere")


class RetentionRunQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if rules.is_record_keeper(user) else self.none()


class RetentionRun(RulesModel):
    """What one rule did in one night: how many records it deleted and left for a hold, or what stopped it."""

    rule = models.CharField(_("rule"), max_length=40)
    at = models.DateTimeField(_("when"))
    deleted = models.PositiveIntegerField(_("deleted"), default=0)
    held = models.PositiveIntegerField(_("kept by a hold"), default=0)
    error = models.CharField(_("what went wrong"), max_length=200, blank=True)

    objects = RetentionRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("deletion run")
        verbose_name_plural = _("deletion runs")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["rule", "-at"], name="runs_of_a_retention_rule")]
        rules_permissions = {"view": rules.is_record_keeper}

    def __str__(self):
        return f"{self.rule}, {self.at:%Y-%m-%d}"
