"""An import of a register: the file, how far it is, and what each row of it would change."""

import secrets

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rules.contrib.models import RulesModelBase, RulesModelMixin

from partnerships.register import rules
from psp.core.work import Work, WorkQuerySet, WorkState


class Register(models.TextChoices):
    OSCR = "oscr", _("Scottish Charity Register (OSCR)")


class Step(models.TextChoices):
    """What a worker does with the import, or did last."""

    READ = "read", _("Read the file")
    APPLY = "apply", _("Change the directory")
    UNDO = "undo", _("Undo the changes")


class ImportQuerySet(WorkQuerySet):
    def visible_to(self, user):
        return self if user.is_authenticated and user.is_administrator else self.none()

    def in_force(self):
        """Those whose changes stand, or are being made."""
        return self.filter(step=Step.APPLY).exclude(state=WorkState.FAILED)


def random_name(register_import, filename):
    """Keep the file under a random name outside the web root; it is served to nobody."""
    return f"register/{secrets.token_hex(2)}/{secrets.token_urlsafe(24)}"


class RegisterImport(RulesModelMixin, Work, metaclass=RulesModelBase):
    """One file of a register. ``position`` and ``done`` say how far the step at hand is; ``counts`` what the file holds."""

    register = models.CharField(_("register"), max_length=20, choices=Register.choices, default=Register.OSCR)
    step = models.CharField(_("step"), max_length=10, choices=Step.choices, default=Step.READ, editable=False)
    file = models.FileField(_("file"), upload_to=random_name, max_length=200)
    original_name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64, db_index=True)
    close_gone = models.BooleanField(_("close organisations that left the register"), default=False, editable=False)
    counts = models.JSONField(default=dict, editable=False)
    total = models.PositiveIntegerField(default=0, editable=False)
    done = models.PositiveIntegerField(default=0, editable=False)
    position = models.PositiveBigIntegerField(default=0, editable=False)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(_("uploaded"))
    read_at = models.DateTimeField(_("read"), null=True, editable=False)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    applied_at = models.DateTimeField(_("applied"), null=True, editable=False)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    undone_at = models.DateTimeField(_("undone"), null=True, editable=False)

    objects = ImportQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("import of a register")
        verbose_name_plural = _("imports of registers")
        ordering = ["-started_at", "-pk"]
        rules_permissions = {
            "view": rules.is_administrator,
            "add": rules.is_administrator,
            "apply": rules.is_administrator,
            "undo": rules.is_administrator,
        }

    def __str__(self):
        return f"{self.get_register_display()}, {self.original_name}"

    def get_absolute_url(self):
        return reverse("register_import", args=[self.pk])

    @property
    def is_working(self):
        return self.state in {WorkState.QUEUED, WorkState.RUNNING}

    @property
    def is_previewed(self):
        return self.step == Step.READ and self.state == WorkState.DONE

    @property
    def is_applied(self):
        return self.step == Step.APPLY and self.state == WorkState.DONE

    @property
    def is_undone(self):
        return self.step == Step.UNDO and self.state == WorkState.DONE


class RowKind(models.TextChoices):
    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    GONE = "gone", _("No longer in the register")
    REMOVED = "removed", _("Removed from the register, and not in the directory")
    UNREADABLE = "unreadable", _("Left out")


class ImportRowQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.is_authenticated and user.is_administrator else self.none()

    def with_problems(self):
        return self.exclude(problem="")

    def kept(self):
        """Rows where the register says one thing and a person said another, which stays."""
        return self.exclude(kept=[])


class ImportRow(models.Model):
    """One row of the file set against the directory.

    ``before`` and ``after`` hold the fields that change; ``said`` all the register says, where that is news, and
    ``said_before`` what it said at the last import; ``kept`` names fields a person edited, ``left`` what an undo left alone.
    """

    register_import = models.ForeignKey(RegisterImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    kind = models.CharField(_("kind"), max_length=10, choices=RowKind.choices)
    # None where it cannot be read: any number of such rows, and one of each other.
    charity_number = models.CharField(_("charity number"), max_length=10, null=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    organisation = models.ForeignKey(
        "partnerships.Organisation", models.SET_NULL, null=True, related_name="register_rows"
    )
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    said = models.JSONField(null=True)
    said_before = models.JSONField(null=True)
    checked_before = models.DateField(null=True)
    kept = models.JSONField(default=list)
    left = models.JSONField(default=list)
    problem = models.TextField(_("what is wrong"), blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["register_import", "charity_number"], name="one_row_per_charity"),
        ]
        indexes = [models.Index(fields=["register_import", "kind"], name="rows_of_a_kind")]

    def __str__(self):
        return f"{self.number}: {self.name}"
