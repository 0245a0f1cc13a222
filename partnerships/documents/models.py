"""Documents of a partnership, each with its versions, kept outside the web root and served through a permission check."""

import secrets
from pathlib import PurePosixPath

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnerships.documents import rules
from partnerships.lifecycle.models import Partnership
from psp.core.holds import kept_from, opened_to_all
from psp.core.records import Record


class DocumentKind(models.TextChoices):
    AGREEMENT = "agreement", _("Agreement or memorandum")
    DESIGN = "design", _("Service design")
    PLAN = "plan", _("Plan")
    MINUTES = "minutes", _("Minutes")
    FUNDING = "funding", _("Funding letter")
    EVIDENCE = "evidence", _("Evidence")
    EVALUATION = "evaluation", _("Evaluation")
    TENDER = "tender", _("Tender document")
    OTHER = "other", _("Other")


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of partnerships the person sees; a restricted one only to the leader, purchasers and its owner.

        A spoke can open documents to all, those of a published tender say, and keep others from the person.
        """
        rows = self.filter(partnership__in=Partnership.objects.visible_to(user))
        if not user.is_administrator:
            trusted = [pk for pk, roles in user.roles_by_partnership.items() if roles & {"leader", "purchaser"}]
            seen = Q(is_restricted=False) | Q(partnership__in=trusted) | Q(owner=user)
            for opened in opened_to_all():
                seen |= opened
            rows = rows.filter(seen)
        for kept in kept_from(user):
            rows = rows.exclude(kept)
        return rows


class Document(Record):
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind.choices, default=DocumentKind.OTHER)
    description = models.TextField(_("what it is for"), blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="documents_owned", verbose_name=_("owner")
    )
    is_restricted = models.BooleanField(_("for the leader, the purchasers and the owner alone"), default=False)
    archived_at = models.DateTimeField(_("archived"), null=True, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        ordering = ["title"]
        indexes = [models.Index(fields=["partnership", "title"], name="document_by_title")]
        rules_permissions = {
            "view": rules.is_signed_in,
            "add": rules.can_add,
            "change": rules.can_change,
            "archive": rules.can_change,
        }

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.partnership.url("document", self.pk)

    @property
    def latest(self):
        """The newest version, from the prefetched ones where there are any."""
        return max(self.versions.all(), key=lambda version: version.number, default=None)


def random_name(version, filename):
    """Keep a file under a random name: its address tells nothing and cannot be guessed."""
    return f"documents/{secrets.token_hex(2)}/{secrets.token_urlsafe(24)}{PurePosixPath(filename).suffix.lower()[:10]}"


class DocumentVersion(models.Model):
    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    file = models.FileField(_("file"), upload_to=random_name, max_length=200)
    original_name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"))

    class Meta:
        verbose_name = _("version of a document")
        verbose_name_plural = _("versions of documents")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="version_number_of_document")]

    def __str__(self):
        return str(_("{document}, version {number}").format(document=self.document, number=self.number))

    @property
    def url(self):
        return self.url_in(self.document)

    def url_in(self, document):
        """Return the address of the file, with the document at hand."""
        return document.partnership.url("download_document", document.pk, self.number)


class Evidence(models.Model):
    """A document that bears out something else: an answer, a figure, an agreement. It does so as it was when given.

    ``version`` is None only where the document had no file then.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="bears_out")
    version = models.ForeignKey(
        DocumentVersion, models.RESTRICT, null=True, related_name="bears_out", verbose_name=_("version given")
    )
    target_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    target_id = models.BigIntegerField()
    target = GenericForeignKey("target_type", "target_id")
    note = models.CharField(_("where to look"), max_length=200, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "target_type", "target_id"], name="evidence_is_given_once")
        ]
        indexes = [models.Index(fields=["target_type", "target_id"], name="evidence_of_target")]

    def __str__(self):
        return f"{self.document} for {self.target_type} {self.target_id}"

    @property
    def url(self):
        """The file as it was given; the document's page where it had none."""
        return self.version.url_in(self.document) if self.version else self.document.get_absolute_url()
