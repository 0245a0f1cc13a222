"""The frozen run of a study: every input and every figure as they were when it was approved."""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluation.studies import rules
from evaluation.studies.models import Study
from psp.core.records import Record


class RunQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(study__in=Study.objects.visible_to(user))

    def update(self, **fields):
        """Refuse: what was published is not changed."""
        raise TypeError("A frozen run is never changed.")

    def delete(self):
        """Refuse: what was published is not taken away."""
        raise TypeError("A frozen run is never deleted.")


class Run(Record):
    """Made once, when the study is approved, and never changed. A withdrawn approval keeps it."""

    study = models.OneToOneField("evaluation.Study", models.PROTECT, related_name="run")
    method_version = models.CharField(_("method"), max_length=20)
    record = models.JSONField(_("inputs and figures"))
    sha256 = models.CharField("SHA-256", max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"))

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("frozen run")
        ordering = ["-made_at", "-pk"]
        rules_permissions = {"view": rules.is_signed_in}

    def __str__(self):
        return f"{self.study}, {self.sha256[:12]}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("A frozen run is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Refuse: what was published is not taken away."""
        raise TypeError("A frozen run is never deleted.")

    @property
    def is_intact(self):
        """Whether the record is still the one that was frozen."""
        return self.sha256 == fingerprint(self.record)


def fingerprint(record):
    """Hash a record of a run, independent of the order its fields are kept in."""
    return hashlib.sha256(json.dumps(record, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
