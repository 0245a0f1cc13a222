"""What a partner does if it loses the tender. Private to the people the organisation names: the database holds ciphertext."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partnerships.models import Organisation, Partnership
from procurement.contingency import rules
from psp.core.records import Record
from psp.core.sealing import unseal

PARTS = {
    "what_if": _("What happens if you lose the tender"),
    "staff": _("What happens to staff"),
    "users": _("What happens to the people who use the service"),
    "finance": _("What it means for your finances"),
    "decisions": _("Who decides what, and by when"),
}


class ContingencyPlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The plans the person's own organisations named them as a reader of; people who administer the service see none."""
        if not user.is_authenticated or user.is_administrator:
            return self.none()
        return self.filter(organisation__in=user.memberships.values("organisation"), readers=user)

    def agreed(self):
        return self.filter(agreed_on__isnull=False)


class ContingencyPlan(Record):
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="contingency_plans")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="contingency_plans")
    readers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="contingency_plans_read",
        verbose_name=_("who may read it"),
        editable=False,
    )
    sealed = models.TextField(editable=False)
    agreed_on = models.DateField(_("agreed"), null=True, editable=False)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)

    objects = ContingencyPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("contingency plan")
        ordering = ["partnership", "organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "organisation"], name="one_contingency_plan_per_organisation"
            )
        ]
        rules_permissions = {"view": rules.can_read, "add": rules.can_write, "change": rules.can_read}

    def __str__(self):
        return _("Contingency plan of {organisation}").format(organisation=self.organisation)

    def get_absolute_url(self):
        return self.partnership.url("contingency_plan", self.pk)

    def content(self):
        """Open the plan: its parts by name. Call it only for its readers."""
        return unseal(self.sealed) if self.sealed else {}
