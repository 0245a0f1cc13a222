"""Written commitments to underwrite the service after the pilot: who, how much, until when, on what conditions."""

from datetime import timedelta

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnerships.commitments import rules
from partnerships.commitments.workflow import WORKFLOW, State
from partnerships.lifecycle.models import Partnership
from psp.core.money import in_words
from psp.core.records import Record
from psp.core.workflow import choices


class CommitmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(partnership__in=Partnership.objects.visible_to(user))

    def signed(self):
        return self.filter(state=State.SIGNED)

    def in_force_on(self, day):
        return self.signed().filter(starts_on__lte=day, until__gt=day)


class Commitment(Record):
    """It runs from ``starts_on`` up to ``until``, the first day after it."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="commitments")
    organisation = models.ForeignKey("partnerships.Organisation", models.PROTECT, related_name="commitments")
    monthly = models.DecimalField(_("pounds a month"), max_digits=12, decimal_places=2)
    starts_on = models.DateField(_("from"))
    until = models.DateField(_("first day after it"))
    conditions = models.TextField(_("conditions"), max_length=4000, blank=True)
    sign_by = models.DateField(_("to be signed by"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=choices(State), default=State.OFFERED.value, editable=False
    )
    signed_on = models.DateField(_("signed"), null=True, editable=False)
    evidence = GenericRelation("partnerships.Evidence", object_id_field="target_id", content_type_field="target_type")

    objects = CommitmentQuerySet.as_manager()
    workflow = WORKFLOW
    evidence_permission = "partnerships.change_commitment"

    class Meta:
        verbose_name = _("commitment")
        ordering = ["partnership", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("starts_on")),
                name="commitment_ends_after_it_starts",
                violation_error_message=_("Enter a last day after the first one"),
            ),
            models.CheckConstraint(
                condition=Q(monthly__gt=0),
                name="commitment_is_money",
                violation_error_message=_("Enter an amount above £0"),
            ),
        ]
        indexes = [models.Index(fields=["partnership", "state", "until"], name="commitment_in_force")]
        rules_permissions = {"view": rules.is_signed_in, "add": rules.can_record, "change": rules.can_record}

    def __str__(self):
        return str(
            _("{organisation}, {amount} a month").format(organisation=self.organisation, amount=in_words(self.monthly))
        )

    def get_absolute_url(self):
        return self.partnership.url("commitment", self.pk)

    def transition_url(self, name):
        return self.partnership.url(name, self.pk)

    @property
    def ends_on(self):
        """The last day of the commitment."""
        return self.until - timedelta(days=1)
