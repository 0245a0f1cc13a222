"""Reports: asked for on a page, made by a worker, kept with their SHA-256."""

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rules.contrib.models import RulesModelBase, RulesModelMixin

from partnerships.activity.models import by_an_evaluator
from partnerships.lifecycle.models import Partnership
from partnerships.reports import rules
from psp.core import reports
from psp.core.holds import roles_kept_from
from psp.core.work import Work, WorkQuerySet, WorkState

UNDER_WAY = (WorkState.QUEUED, WorkState.RUNNING)


class Format(models.TextChoices):
    PDF = "pdf", _("PDF")
    LARGE_PRINT = "large_print", _("PDF in large print")
    HTML = "html", _("Web page")
    TEXT = "text", _("Plain text")


SUFFIXES = {Format.PDF: ".pdf", Format.LARGE_PRINT: ".pdf", Format.HTML: ".html", Format.TEXT: ".txt"}
CONTENT_TYPES = {
    ".pdf": "application/pdf",
    ".html": "text/html; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}


class Step(models.TextChoices):
    """What a worker does with the report, or did last."""

    WAITING = "waiting", _("Waiting for its turn")
    READING = "reading", _("Reading the figures")
    LAYING_OUT = "laying_out", _("Laying the pages out")
    FILING = "filing", _("Filing it")


# In percent, when a step begins.
PROGRESS = {Step.WAITING: 0, Step.READING: 10, Step.LAYING_OUT: 40, Step.FILING: 90}


class ReportQuerySet(WorkQuerySet):
    def visible_to(self, user):
        """Those about something the person may report on; each kind says of what. Not those that tell who evaluates."""
        if not user.is_authenticated:
            return self.none()
        readable = Q(pk__in=[])
        for kind in reports.kinds():
            readable |= Q(kind=kind.code, subject_id__in=kind.subjects(user).order_by().values("pk"))
        rows = self.filter(readable)
        for kept in roles_kept_from(user):
            rows = rows.exclude(by_an_evaluator("asked_by", kept & ~Q(person=user.pk)))
        return rows

    def under_way(self):
        return self.filter(state__in=UNDER_WAY)


def random_key():
    return secrets.token_urlsafe(24)


class Report(RulesModelMixin, Work, metaclass=RulesModelBase):
    """One report in one format. ``subject_id`` is of the table that its kind is about."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="reports")
    kind = models.CharField(_("report"), max_length=40)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(_("about"), max_length=300)
    format = models.CharField(_("format"), max_length=20, choices=Format.choices, default=Format.PDF)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    asked_at = models.DateTimeField(_("asked for"))
    step = models.CharField(_("step"), max_length=20, choices=Step.choices, default=Step.WAITING, editable=False)
    progress = models.PositiveSmallIntegerField(_("progress in percent"), default=0, editable=False)
    key = models.CharField(max_length=40, unique=True, default=random_key, editable=False)
    is_sealed = models.BooleanField(_("kept as ciphertext"), default=False, editable=False)
    file = models.FileField(_("file"), max_length=200, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True, editable=False)
    pages = models.PositiveIntegerField(_("pages"), null=True, editable=False)
    made_at = models.DateTimeField(_("made"), null=True, editable=False)

    objects: ClassVar[Any] = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id", "format", "asked_by"],
                condition=Q(state__in=[WorkState.QUEUED, WorkState.RUNNING]),
                name="a_person_has_a_report_made_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=WorkState.DONE) | (~Q(file="") & ~Q(sha256="") & Q(made_at__isnull=False)),
                name="a_report_that_is_made_has_its_file",
            ),
        ]
        indexes = [
            models.Index(fields=["partnership", "-asked_at"], name="reports_of_partnership"),
            models.Index(fields=["state", "next_attempt_at"], name="report_to_be_made"),
        ]
        rules_permissions = {"view": rules.can_read, "retry": rules.can_read}

    def __str__(self):
        return f"{self.kind_title}: {self.subject_label}"

    def get_absolute_url(self):
        return self.partnership.url("report", self.pk)

    @property
    def kind_title(self):
        titles = {kind.code: str(kind.title) for kind in reports.kinds()}
        return titles.get(self.kind, self.kind)

    @property
    def suffix(self):
        return SUFFIXES[Format(self.format)]

    @property
    def content_type(self):
        return CONTENT_TYPES[self.suffix]

    @property
    def sha256_parts(self):
        """The hash in pieces that a line may break between."""
        return [self.sha256[start : start + 16] for start in range(0, len(self.sha256), 16)]

    @property
    def is_under_way(self):
        return self.state in UNDER_WAY

    @property
    def is_made(self):
        return self.state == WorkState.DONE

    @property
    def has_failed(self):
        return self.state == WorkState.FAILED

    @property
    def where_it_is(self):
        """Say how far the report is, in words."""
        if self.is_under_way:
            return self.get_step_display()
        return gettext("Ready") if self.is_made else gettext("Failed")
