"""A verification of everything kept: how far it is, how much it checked and what it found."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rules.contrib.models import RulesModelBase, RulesModelMixin

from partnerships.verification import rules
from psp.core.work import Work, WorkQuerySet, WorkState


class VerificationQuerySet(WorkQuerySet):
    def visible_to(self, user):
        return self if rules.is_verifier(user) else self.none()

    def under_way(self):
        return self.filter(state__in=[WorkState.QUEUED, WorkState.RUNNING])

    def over(self):
        """Those that came to an end, the latest first."""
        return self.filter(state__in=[WorkState.DONE, WorkState.FAILED])


class Verification(RulesModelMixin, Work, metaclass=RulesModelBase):
    """One pass over all checks. ``code`` and ``position`` say where it is; ``checked`` counts records by check.

    ``problems`` lists the first of them as {check, what, wrong, url}; ``problem_count`` counts them all.
    """

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("asked for by")
    )
    asked_at = models.DateTimeField(_("asked for"))
    code = models.CharField(_("check under way"), max_length=40, blank=True, editable=False)
    position = models.CharField(max_length=200, blank=True, editable=False)
    failures = models.PositiveSmallIntegerField(_("steps that failed in a row"), default=0, editable=False)
    checked = models.JSONField(_("records checked"), default=dict, editable=False)
    problem_count = models.PositiveIntegerField(_("problems"), default=0, editable=False)
    problems = models.JSONField(_("what was found"), default=list, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)

    objects: ClassVar[Any] = VerificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("verification")
        ordering = ["-asked_at", "-pk"]
        rules_permissions = {"view": rules.is_verifier, "add": rules.is_verifier}

    def __str__(self):
        return str(_("Verification {number}").format(number=self.pk))

    def get_absolute_url(self):
        return reverse("verification", args=[self.pk])

    @property
    def is_under_way(self):
        return self.state in {WorkState.QUEUED, WorkState.RUNNING}

    @property
    def total(self):
        """How many records were checked."""
        return sum(self.checked.values())

    @property
    def standing(self):
        """A code for the tag, and how it stands in words."""
        if self.is_under_way:
            return "running", _("Under way")
        if self.state == WorkState.FAILED:
            return "failed", _("Stopped")
        return ("not_met", _("Problems found")) if self.problem_count else ("met", _("No problems"))
