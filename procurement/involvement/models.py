"""The register of prior involvement: whoever ever helped to design or pilot the service, and so knows more as a bidder.

Public Contracts (Scotland) Regulations 2015, regulation 42: the other bidders get the information and enough time; the
involved bidder is excluded only where nothing else restores equal treatment, and may first prove it distorts nothing.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnerships.models import Organisation, Partnership
from procurement.involvement import rules
from psp.core.records import Record


class Outcome(models.TextChoices):
    UNDISTORTED = "undistorted", _("Competition is not distorted")
    RESTORED = "restored", _("Equal treatment is restored by the disclosure and the time given")
    EXCLUDED = "excluded", _("Nothing else restores equal treatment: the organisation is excluded")


class PriorInvolvementQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The register is open to everyone in the partnership; what was said in proof is not."""
        return self.filter(partnership__in=Partnership.objects.visible_to(user))

    def to_be_disclosed(self):
        """Those who helped to design or pilot and are not excluded: their information goes to the other bidders."""
        return self.filter(helped_design=True).exclude(outcome=Outcome.EXCLUDED)


class PriorInvolvement(Record):
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="prior_involvements")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="prior_involvements")
    helped_design = models.BooleanField(_("helped to design or pilot the service"))
    how = models.TextField(_("how it was involved"), blank=True)
    information = models.TextField(_("what information it had"), blank=True)
    disclosed = models.TextField(_("what is disclosed to the other bidders"), blank=True)
    pack = models.ForeignKey(
        "partnerships.Document",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="discloses",
        verbose_name=_("disclosure pack"),
    )
    disclosed_on = models.DateField(_("pack published"), null=True, blank=True)
    extra_days = models.PositiveSmallIntegerField(_("days added for the other bidders"), default=0)

    asked_on = models.DateField(_("asked to prove"), null=True, editable=False)
    proof = models.TextField(_("what the organisation says"), blank=True, editable=False)
    answered_on = models.DateField(_("answered"), null=True, editable=False)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True, editable=False)
    outcome_reason = models.TextField(_("reason for the outcome"), blank=True, editable=False)
    decided_on = models.DateField(_("decided"), null=True, editable=False)

    objects = PriorInvolvementQuerySet.as_manager()

    class Meta:
        verbose_name = _("prior involvement")
        verbose_name_plural = _("prior involvements")
        ordering = ["partnership", "organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "organisation"], name="one_prior_involvement_per_organisation"
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(decided_on__isnull=False), name="involvement_outcome_has_its_day"
            ),
        ]
        rules_permissions = {
            "view": rules.is_signed_in,
            "add": rules.can_keep,
            "change": rules.can_keep,
            "prove": rules.can_prove,
            "read_proof_of": rules.can_read_proof,
        }

    def __str__(self):
        return str(self.organisation)

    def get_absolute_url(self):
        return self.partnership.url("prior_involvement", self.pk)
