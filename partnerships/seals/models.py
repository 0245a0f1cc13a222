"""The keys records of this database were sealed with, by fingerprint: what tells a wrong key at the start."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class SealKeyQuerySet(models.QuerySet):
    def needed(self):
        """Those that records may still be sealed with."""
        return self.filter(retired_at=None, lost_at=None)


class SealKey(models.Model):
    """One key of ``BID_SEAL_KEY``. ``retired_at``: no record needs it any more; ``lost_at``: nobody has it any more."""

    fingerprint = models.CharField(_("fingerprint"), max_length=16, unique=True, editable=False)
    noted_at = models.DateTimeField(_("in use since"), editable=False)
    retired_at = models.DateTimeField(_("no longer needed since"), null=True, editable=False)
    lost_at = models.DateTimeField(_("lost since"), null=True, editable=False)

    objects: ClassVar[models.Manager] = SealKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("key of sealed records")
        verbose_name_plural = _("keys of sealed records")
        ordering = ["noted_at", "pk"]

    def __str__(self):
        return self.fingerprint
