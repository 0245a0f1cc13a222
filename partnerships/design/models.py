"""What the design stage writes down, version by version, and who has to agree to it.

Three kinds of text share one shape: vision and values, which the leads agree on; the memorandum of understanding, which
every partner agrees on; the service design, which is there to be read. A changed text is a new version that all agree to
again, and so is one whose partners have changed.
"""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from partnerships.design import rules
from partnerships.lifecycle.models import Partnership
from partnerships.partners.models import Member, MemberRole
from psp.core.records import Record


class TextKind(models.TextChoices):
    VISION = "vision", _("Vision and values")
    MEMORANDUM = "memorandum", _("Memorandum of understanding")
    SERVICE_DESIGN = "service_design", _("Service design")


# Whose agreement each kind of text needs, by the partners' roles.
AGREED_BY = {
    TextKind.VISION: (MemberRole.LEAD_PUBLIC, MemberRole.LEAD_THIRD_SECTOR),
    TextKind.MEMORANDUM: tuple(MemberRole),
    TextKind.SERVICE_DESIGN: (),
}


class DesignTextQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(partnership__in=Partnership.objects.visible_to(user))

    def latest(self):
        return self.filter(replaced_at=None)

    def in_force(self, kind):
        """The latest version of a kind where exactly the partners it concerns today are its parties and all have agreed.

        A kind nobody has to agree to is in force as soon as it is written.
        """
        found = self.latest().filter(kind=kind)
        roles = AGREED_BY[kind]
        if not roles:
            return found
        parties = Party.objects.filter(text=OuterRef("pk"))
        partners = Member.objects.current().filter(role__in=roles)
        strangers = parties.exclude(
            Exists(partners.filter(partnership=OuterRef("text__partnership"), organisation=OuterRef("organisation")))
        )
        left_out = partners.filter(partnership=OuterRef("partnership")).exclude(
            Exists(Party.objects.filter(text=OuterRef(OuterRef("pk")), organisation=OuterRef("organisation")))
        )
        return found.filter(
            Exists(parties), ~Exists(parties.filter(agreed_on=None)), ~Exists(strangers), ~Exists(left_out)
        )


class DesignText(Record):
    """One version of a text. ``replaced_at`` is empty for the latest."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="design_texts")
    kind = models.CharField(_("kind"), max_length=20, choices=TextKind.choices)
    number = models.PositiveIntegerField(_("version"))
    body = models.TextField(_("text"), blank=True)
    shared_values = models.TextField(_("values"), blank=True)
    document = models.ForeignKey(
        "partnerships.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document")
    )
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written"))
    replaced_at = models.DateTimeField(_("replaced"), null=True, editable=False)

    objects = DesignTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of the design stage")
        verbose_name_plural = _("texts of the design stage")
        ordering = ["partnership", "kind", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "kind", "number"], name="design_text_number"),
            models.UniqueConstraint(
                fields=["partnership", "kind"], condition=Q(replaced_at=None), name="one_latest_design_text"
            ),
            models.CheckConstraint(
                condition=~Q(body="") | Q(document__isnull=False),
                name="design_text_says_something",
            ),
        ]
        rules_permissions = {"view": rules.is_signed_in, "add": rules.can_write}

    def __str__(self):
        return str(_("{text}, version {number}").format(text=self.get_kind_display(), number=self.number))

    def get_absolute_url(self):
        return self.partnership.url("design_text", self.slug)

    @property
    def slug(self):
        return self.kind.replace("_", "-")

    @property
    def is_latest(self):
        return self.replaced_at is None


class PartyQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(text__partnership__in=Partnership.objects.visible_to(user))


class Party(Record):
    """An organisation whose agreement a version needs, and the agreement once it is given."""

    text = models.ForeignKey(DesignText, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey("partnerships.Organisation", models.PROTECT, related_name="+")
    agreed_on = models.DateField(_("agreed"), null=True, blank=True)
    signatory = models.CharField(_("who agreed for it"), max_length=150, blank=True)
    document = models.ForeignKey(
        "partnerships.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed copy")
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("party to a text")
        verbose_name_plural = _("parties to texts")
        ordering = ["text", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["text", "organisation"], name="an_organisation_is_a_party_once"),
            models.CheckConstraint(
                condition=Q(agreed_on=None, signatory="") | (Q(agreed_on__isnull=False) & ~Q(signatory="")),
                name="an_agreement_has_a_name_and_a_day",
            ),
        ]
        rules_permissions = {"view": rules.is_signed_in}

    def __str__(self):
        return str(self.organisation)

    @property
    def partnership(self):
        return self.text.partnership

    @property
    def partnership_id(self):
        return self.text.partnership_id
