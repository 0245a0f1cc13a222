"""Which mornings the reminders ran."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SweepRun(models.Model):
    """One morning's reminders. A row without ``finished_at`` was begun and cut short; the catch-up completes it."""

    day = models.DateField(_("day"), unique=True)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    digests_at = models.DateTimeField(_("digests queued"), null=True)

    class Meta:
        verbose_name = _("morning's reminders")
        verbose_name_plural = _("mornings' reminders")
        ordering = ["-day"]

    def __str__(self):
        return str(self.day)
