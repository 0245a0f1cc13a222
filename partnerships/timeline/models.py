"""A partnership's plan: its periods, the milestones inside them and what waits for what.

Wishes (lengths, places, pins) and facts (when things began and were over) are what is kept. The planned dates beside them
are what ``engine.schedule`` makes of these, kept so that lists and reminders can ask the database.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnerships.lifecycle.models import Partnership
from partnerships.timeline import rules
from partnerships.timeline.engine.length import Length, end_of
from partnerships.timeline.engine.milestones import GOAL, RECORDED_ELSEWHERE
from partnerships.timeline.engine.recommended import KINDS, Recommendation
from psp.core.dates import duration_words
from psp.core.records import Record

# What the keys of milestones that people add begin with.
OWN = "own_"


class PlannedFrom(models.TextChoices):
    DESIGN = "design", _("The day design starts")
    SERVICE = "service", _("The day the service should start under its contract")
    FUNDING = "funding", _("The day the funding ends")


class InPlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(partnership__in=Partnership.objects.visible_to(user))


class Timeline(Record):
    """The plan as a whole. Its version rises with every change of any date in it."""

    partnership = models.OneToOneField(Partnership, models.CASCADE, related_name="timeline")
    starts_on = models.DateField(_("starts"))
    planned_from = models.CharField(_("planned from"), max_length=10, choices=PlannedFrom.choices)
    wished_on = models.DateField(_("the day it was planned from"))
    funding_ends_on = models.DateField(_("funding ends"), null=True, blank=True)
    service_starts_on = models.DateField(_("service starts"))
    baseline_service_starts_on = models.DateField(_("service starts, as agreed"))
    baseline_taken_on = models.DateField(_("baseline agreed"))
    baseline_reason = models.TextField(_("why the baseline was set anew"), blank=True)
    is_recommended = models.BooleanField(_("as recommended, unchanged"), default=True, editable=False)

    objects = InPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("timeline")
        rules_permissions = {"view": rules.is_signed_in, "add": rules.can_plan, "change": rules.can_plan}

    def __str__(self):
        return str(_("Timeline of {partnership}").format(partnership=self.partnership))

    @property
    def slip_days(self):
        """Calendar days the service is planned to start later than agreed; negative where earlier."""
        return (self.service_starts_on - self.baseline_service_starts_on).days


class Period(Record):
    """One period of the plan. It runs from ``starts_on`` up to ``until``, the first day after it."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="periods")
    key = models.CharField(_("period"), max_length=20, choices=[(kind.key, kind.name) for kind in KINDS.values()])
    position = models.PositiveSmallIntegerField(_("position"))
    months = models.PositiveSmallIntegerField(_("months"))
    days = models.PositiveSmallIntegerField(_("and days"), default=0)
    reason = models.TextField(_("why it is shorter than recommended"), blank=True)
    starts_on = models.DateField(_("starts"))
    until = models.DateField(_("first day after it"))
    baseline_starts_on = models.DateField(_("starts, as agreed"))
    baseline_until = models.DateField(_("first day after it, as agreed"))
    began_on = models.DateField(_("began"), null=True, blank=True)
    over_on = models.DateField(_("over"), null=True, blank=True)

    objects = InPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("period")
        ordering = ["partnership", "position"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "key"], name="one_period_of_a_kind"),
            models.CheckConstraint(condition=Q(until__gte=F("starts_on")), name="period_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(months__gt=0) | Q(days__gt=0), name="period_has_a_length"),
        ]
        rules_permissions = {"view": rules.is_signed_in, "change": rules.can_plan}

    def __str__(self):
        return self.kind.title

    @property
    def kind(self) -> Recommendation:
        """What is recommended for this period, and its names."""
        return KINDS[self.key]

    @property
    def length(self):
        return Length(self.months, self.days)

    @property
    def ends_on(self):
        """The last day of the period."""
        return max(self.starts_on, self.until - timedelta(days=1))

    @property
    def length_words(self):
        """How long it takes as planned, such as "19 months and 15 days"."""
        return duration_words(self.starts_on, self.until)

    @property
    def least_words(self):
        """How long it should take at least."""
        return duration_words(self.starts_on, end_of(self.starts_on, self.kind.least))


class Milestone(Record):
    """A day to reach. ``offset_days`` places it in its period, ``not_before`` pins it; links hold it beside both.

    One that is ``on_working_day`` falls on working days in Scotland, whatever moves it.
    """

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="milestones")
    period = models.ForeignKey(
        Period, models.CASCADE, null=True, blank=True, related_name="milestones", verbose_name=_("period")
    )
    opens = models.OneToOneField(Period, models.CASCADE, null=True, blank=True, related_name="opener", editable=False)
    key = models.CharField(_("key"), max_length=40, editable=False)
    title = models.CharField(_("milestone"), max_length=150)
    offset_days = models.PositiveIntegerField(_("days after its period starts"), null=True, blank=True)
    not_before = models.DateField(_("not before"), null=True, blank=True)
    planned_on = models.DateField(_("planned"))
    baseline_on = models.DateField(_("as agreed"), null=True, blank=True)
    done_on = models.DateField(_("done"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_milestones",
        verbose_name=_("who sees to it"),
    )
    is_gate = models.BooleanField(_("gate"), default=False, editable=False)
    # Off for plans made before there were working dates: they keep their days until somebody moves one.
    on_working_day = models.BooleanField(_("only on working days"), default=False)

    objects = InPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        ordering = ["partnership", "planned_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["partnership", "key"], name="one_milestone_of_a_key")]
        indexes = [models.Index(fields=["planned_on"], condition=Q(done_on=None), name="milestone_still_due")]
        rules_permissions = {
            "view": rules.is_signed_in,
            "add": rules.can_plan,
            "change": rules.can_plan,
            "remove": rules.can_plan,
        }

    def __str__(self):
        return self.title

    @property
    def is_goal(self):
        """The start of the service, which everything leads to."""
        return self.key == GOAL

    @property
    def is_own(self):
        """People added it: it is no part of the recommended plan."""
        return self.key.startswith(OWN)

    @property
    def is_structural(self):
        """It opens a period, is a gate or the goal: the plan cannot be without it."""
        return self.is_gate or self.is_goal or self.opens_id is not None

    @property
    def is_done_by_hand(self):
        """People mark it as done as they see it. Gates and the start of design are reached by what happens to the partnership.

        What a gate looks for itself is reached when it is recorded there: never two truths about one thing. Where the two
        part, ``reached.queries.Standing`` says what a person may mark.
        """
        return not self.is_gate and self.key != "design_starts" and self.key not in RECORDED_ELSEWHERE


class DependencyQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(successor__partnership__in=Partnership.objects.visible_to(user))


class Dependency(models.Model):
    """The successor comes no earlier than ``lag_days`` calendar days after its predecessor."""

    predecessor = models.ForeignKey(Milestone, models.CASCADE, related_name="followers", verbose_name=_("first"))
    successor = models.ForeignKey(Milestone, models.CASCADE, related_name="waits_for", verbose_name=_("then"))
    lag_days = models.PositiveSmallIntegerField(_("days between"), default=0)

    objects = DependencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("link between milestones")
        verbose_name_plural = _("links between milestones")
        ordering = ["successor", "predecessor"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="one_link_between_two"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="nothing_waits_for_itself"),
        ]

    def __str__(self):
        return f"{self.predecessor} → {self.successor}"

    @property
    def partnership(self):
        """The partnership both milestones are of."""
        return self.successor.partnership
