"""The file storage: its pairing with this database, the nightly look through it, and the files nothing refers to."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from rules.contrib.models import RulesModel

from partnerships.storage import rules


class StoragePairing(models.Model):
    """Whose storage this database's files are in: one row. ``next_turn`` is being written into the storage."""

    storage_id = models.CharField(_("storage"), max_length=32)
    turn = models.CharField(_("turn"), max_length=32)
    next_turn = models.CharField(_("next turn"), max_length=32, blank=True)
    paired_at = models.DateTimeField(_("paired"))
    turned_at = models.DateTimeField(_("last turn"))

    class Meta:
        verbose_name = _("pairing with the file storage")
        verbose_name_plural = _("pairings with the file storage")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_storage_of_a_database")]

    def __str__(self):
        return str(_("File storage"))


class StorageLook(models.Model):
    """One night's look through the storage: what it counted, why it stopped where it did, and whether that was confirmed."""

    begun_at = models.DateTimeField(_("begun"))
    stopped_because = models.TextField(_("why it stopped"), blank=True)
    files = models.PositiveIntegerField(_("files in the storage"), default=0)
    referred_to = models.PositiveIntegerField(_("files records refer to"), default=0)
    missing = models.PositiveIntegerField(_("files that are missing"), default=0)
    unreferenced = models.PositiveIntegerField(_("files nothing refers to"), default=0)
    added = models.PositiveIntegerField(_("files put in quarantine"), default=0)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)

    class Meta:
        verbose_name = _("look through the file storage")
        verbose_name_plural = _("looks through the file storage")
        ordering = ["-begun_at", "-pk"]

    def __str__(self):
        return str(self.begun_at)

    @property
    def waits_for_a_decision(self):
        """Whether it stopped at so many files that an administrator must confirm that this is right."""
        return bool(self.stopped_because and (self.missing or self.unreferenced)) and self.confirmed_at is None


class QuarantinedFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if rules.is_storekeeper(user) else self.none()

    def waiting(self):
        """Those still in the storage that nobody decided to keep."""
        return self.filter(deleted_at=None, kept_at=None)

    def due(self, day):
        """Those whose time in quarantine is over on a day."""
        return self.waiting().filter(delete_from__lte=day)


class QuarantinedFile(RulesModel):
    """A file nothing refers to. It stays where it is; from ``delete_from`` on an administrator may have it deleted."""

    name = models.CharField(_("file"), max_length=300, unique=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    written_at = models.DateTimeField(_("written"))
    found_at = models.DateTimeField(_("found"))
    delete_from = models.DateField(_("may be deleted from"))
    kept_at = models.DateTimeField(_("kept"), null=True, editable=False)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    kept_reason = models.TextField(_("why it is kept"), blank=True, editable=False)
    deleted_at = models.DateTimeField(_("deleted"), null=True, editable=False)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = QuarantinedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file in quarantine")
        verbose_name_plural = _("files in quarantine")
        ordering = ["delete_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kept_at=None) | ~models.Q(kept_reason=""), name="a_kept_file_has_its_reason"
            )
        ]
        rules_permissions = {"view": rules.is_storekeeper, "change": rules.is_storekeeper}

    def __str__(self):
        return self.name

    @property
    def standing(self):
        """A code for the tag, and what became of the file in words."""
        if self.deleted_at:
            return "closed", _("Deleted")
        return ("agreed", _("Kept")) if self.kept_at else ("waived", _("In quarantine"))
