"""Success criteria of a pilot, the day they were frozen, what was changed since, and the results."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from partnerships.lifecycle.models import Partnership
from partnerships.pilot import rules
from partnerships.pilot.engine import Direction, judge, standing
from psp.core.charts.words import Unit, exact
from psp.core.records import Record


class DirectionWords(models.TextChoices):
    AT_LEAST = Direction.AT_LEAST.value, _("At least")
    AT_MOST = Direction.AT_MOST.value, _("At most")


class UnitWords(models.TextChoices):
    NUMBER = Unit.NUMBER.value, _("A number")
    PERCENT = Unit.PERCENT.value, _("A percentage")
    MONEY = Unit.MONEY.value, _("Pounds")


class CriteriaFreeze(models.Model):
    """The moment the criteria were frozen, once for a partnership."""

    partnership = models.OneToOneField(Partnership, models.CASCADE, related_name="criteria_freeze")
    frozen_at = models.DateTimeField(_("frozen"))
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("freeze of success criteria")
        verbose_name_plural = _("freezes of success criteria")

    def __str__(self):
        return str(_("Success criteria of {partnership}").format(partnership=self.partnership))


class SuccessCriterionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(partnership__in=Partnership.objects.visible_to(user))

    def in_force(self):
        return self.filter(withdrawn_at=None)

    def without_result(self):
        return self.in_force().filter(~Exists(CriterionResult.objects.filter(criterion=OuterRef("pk"))))

    def without_final_result(self):
        """Those with no figure from the day it was asked for, or later."""
        figures = CriterionResult.objects.filter(criterion=OuterRef("pk"), measured_on__gte=OuterRef("due_on"))
        return self.in_force().filter(~Exists(figures))


class SuccessCriterion(Record):
    """One thing the pilot has to show. Figures have two decimals at most; a percentage is given in hundredths."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="success_criteria")
    statement = models.CharField(_("what success looks like"), max_length=200)
    indicator = models.CharField(_("indicator"), max_length=200)
    unit = models.CharField(_("counted as"), max_length=10, choices=UnitWords.choices, default=UnitWords.NUMBER)
    baseline = models.DecimalField(_("baseline"), max_digits=14, decimal_places=2, null=True, blank=True)
    direction = models.CharField(
        _("direction"), max_length=10, choices=DirectionWords.choices, default=DirectionWords.AT_LEAST
    )
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=2)
    source = models.CharField(_("where the figure comes from"), max_length=300)
    due_on = models.DateField(_("by when"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)

    objects = SuccessCriterionQuerySet.as_manager()

    class Meta:
        verbose_name = _("success criterion")
        verbose_name_plural = _("success criteria")
        ordering = ["partnership", "pk"]
        indexes = [models.Index(fields=["due_on"], condition=Q(withdrawn_at=None), name="criterion_by_day")]
        rules_permissions = {
            "view": rules.is_signed_in,
            "add": rules.can_set,
            "change": rules.can_set,
            "withdraw": rules.can_set,
            "record_result_of": rules.can_record_results,
        }

    def __str__(self):
        return self.statement

    def get_absolute_url(self):
        return self.partnership.url("success_criterion", self.pk)

    def is_after(self, gate_on):
        """Whether it is measured after the day of a gate; never where that is None."""
        return gate_on is not None and self.due_on > gate_on

    def is_unmeasured_at(self, gate_on):
        """Whether it is measured after the day of a gate and has no result yet."""
        return self.is_after(gate_on) and self.latest_result is None

    def said(self, figure):
        """Write a figure in the criterion's unit."""
        return exact(figure, Unit(self.unit))

    @property
    def target_words(self):
        """Say the target: "at least 96"."""
        return f"{self.get_direction_display().lower()} {self.said(self.target)}"

    @property
    def baseline_words(self):
        return self.said(self.baseline)

    @property
    def latest_result(self):
        """The result that counts, the one measured last, from the prefetched ones where there are any."""
        return max(self.results.all(), key=lambda result: (result.measured_on, result.pk), default=None)

    def judge(self, value):
        return judge(value, target=self.target, direction=Direction(self.direction), baseline=self.baseline)


class Amendment(models.Model):
    """A change to a frozen criterion, with the reason and what was there before and after. Both stay."""

    criterion = models.ForeignKey(SuccessCriterion, models.CASCADE, related_name="amendments")
    reason = models.TextField(_("reason"))
    changes = models.JSONField(_("changes"), default=dict)
    amended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    amended_at = models.DateTimeField(_("amended"))

    class Meta:
        verbose_name = _("amendment of a success criterion")
        verbose_name_plural = _("amendments of success criteria")
        ordering = ["amended_at", "pk"]

    def __str__(self):
        return self.reason[:100]


class CriterionResultQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(criterion__partnership__in=Partnership.objects.visible_to(user))


class CriterionResult(Record):
    """A figure measured for a criterion on a day. The one measured last counts."""

    criterion = models.ForeignKey(SuccessCriterion, models.CASCADE, related_name="results")
    value = models.DecimalField(_("figure"), max_digits=14, decimal_places=2)
    measured_on = models.DateField(_("measured"))
    note = models.TextField(_("note"), max_length=2000, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    evidence = GenericRelation("partnerships.Evidence", object_id_field="target_id", content_type_field="target_type")

    objects = CriterionResultQuerySet.as_manager()
    evidence_permission = "partnerships.change_criterionresult"

    class Meta:
        verbose_name = _("result of a success criterion")
        verbose_name_plural = _("results of success criteria")
        ordering = ["criterion", "-measured_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["criterion", "measured_on"], name="one_result_a_day")]
        rules_permissions = {"view": rules.is_signed_in, "change": rules.can_record_results}

    def __str__(self):
        return str(_("Result of {criterion}").format(criterion=self.criterion))

    def get_absolute_url(self):
        return self.criterion.get_absolute_url()

    @property
    def partnership(self):
        return self.criterion.partnership

    @property
    def partnership_id(self):
        return self.criterion.partnership_id

    @property
    def verdict(self):
        return self.criterion.judge(self.value)

    @property
    def said(self):
        return self.criterion.said(self.value)

    @property
    def standing(self):
        return standing(self.verdict, measured_on=self.measured_on, due_on=self.criterion.due_on)

    @property
    def short_by_words(self):
        return self.criterion.said(self.verdict.short_by)
