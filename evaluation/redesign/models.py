"""What changes in the contract because of what a study found."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluation.studies import rules
from evaluation.studies.models import Study
from evaluation.studies.workflow import State
from psp.core.records import Record


class RedesignQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(study__in=Study.objects.visible_to(user))


class RedesignDecision(Record):
    """One change of the contract, with the finding it follows from."""

    study = models.ForeignKey("evaluation.Study", models.CASCADE, related_name="redesign_decisions")
    finding = models.TextField(_("what the study found"))
    change = models.TextField(_("what changes in the contract"))
    reason = models.TextField(_("why"), blank=True)
    decided_on = models.DateField(_("decided"))
    decided_by = models.CharField(_("decided by"), max_length=200, blank=True)

    evidence = GenericRelation("partnerships.Evidence", object_id_field="target_id", content_type_field="target_type")
    evidence_permission = "evaluation.change_redesigndecision"
    objects = RedesignQuerySet.as_manager()

    class Meta:
        verbose_name = _("redesign decision")
        ordering = ["decided_on", "pk"]
        rules_permissions = {
            "view": rules.is_signed_in,
            "add": rules.can_decide,
            "change": rules.can_decide,
            "delete": rules.can_decide,
        }

    def __str__(self):
        return self.change[:100]

    @property
    def evidence_url(self):
        return self.study.url("redesign")

    @property
    def partnership(self):
        return self.study.partnership

    @property
    def partnership_id(self):
        return self.study.partnership_id

    @property
    def takes_evidence(self):
        return self.study.state != State.WITHDRAWN
