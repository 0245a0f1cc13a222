"""Figures of the law and of guidance that change over time: thresholds of value and limits of time."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from procurement.tenders.engine.findings import Trust
from procurement.tenders.engine.thresholds import Duty
from procurement.thresholds import rules
from psp.core.records import Record


class TrustWords(models.TextChoices):
    """How far a figure may be trusted, in words."""

    SEED = Trust.SEED.value, _("Source document")
    LAW = Trust.LAW.value, _("Law")
    GUIDE = Trust.GUIDE.value, _("Guidance")
    OURS = Trust.OURS.value, _("This service’s own rule")
    GUIDE_UNCONFIRMED = Trust.GUIDE_UNCONFIRMED.value, _("Guidance, not confirmed")
    LAW_UNCONFIRMED = Trust.LAW_UNCONFIRMED.value, _("Law, not confirmed")
    LAW_UNDER_REVIEW = Trust.LAW_UNDER_REVIEW.value, _("Law, under review")


class Trusted(Record):
    """A figure with where it was read and how far to trust it."""

    source = models.CharField(_("source"), max_length=300)
    trust = models.CharField(_("trust"), max_length=30, choices=TrustWords.choices)
    note = models.TextField(_("what it means"), blank=True)

    class Meta:
        abstract = True

    @property
    def needs_checking(self):
        """Whether people are asked to check the figure before they rely on it."""
        return not Trust(self.trust).is_settled


class ThresholdQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Figures of the law are for everyone signed in."""
        return self if user.is_authenticated else self.none()

    def in_force_on(self, day):
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)


class DutyWords(models.TextChoices):
    """What a threshold brings with it, in words."""

    REGULATED = Duty.REGULATED.value, _("Regulated contract")
    GOODS_SERVICES = Duty.GOODS_SERVICES.value, _("Full regulations: council goods and services")
    LIGHT_TOUCH = Duty.LIGHT_TOUCH.value, _("Light touch: social and other specific services")
    COMMUNITY_BENEFITS = Duty.COMMUNITY_BENEFITS.value, _("Community benefits must be considered")


class Threshold(Trusted):
    """A value from which a duty applies to a contract, for the days it is valid."""

    code = models.SlugField(_("code"), max_length=60, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=150)
    # The answer which regime applies finds its thresholds by this, whatever they are called.
    duty = models.CharField(_("what it brings with it"), max_length=30, choices=DutyWords.choices, blank=True)
    amount = models.DecimalField(_("amount in pounds"), max_digits=14, decimal_places=2)
    includes_vat = models.BooleanField(_("the amount includes VAT"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = ThresholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("threshold")
        ordering = ["amount", "name", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["name", "valid_from"], name="one_threshold_of_a_name_from_a_day"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="threshold_is_money"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="threshold_ends_after_it_begins",
            ),
        ]
        rules_permissions = {"view": rules.is_signed_in, "add": rules.can_keep, "change": rules.can_keep}

    def __str__(self):
        return self.name


class TimeLimitQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.is_authenticated else self.none()


class TimeLimit(Trusted):
    """How long a step of a tender takes at least or at most. ``code`` is the name the timetable engine knows it by."""

    class Unit(models.TextChoices):
        DAYS = "days", _("days")
        YEARS = "years", _("years")

    code = models.SlugField(_("code"), max_length=60, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=150)
    figure = models.PositiveSmallIntegerField(_("figure"), validators=[MinValueValidator(1), MaxValueValidator(365)])
    unit = models.CharField(_("unit"), max_length=10, choices=Unit.choices, default=Unit.DAYS, editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0, editable=False)

    objects = TimeLimitQuerySet.as_manager()

    class Meta:
        verbose_name = _("time limit")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(figure__gte=1, figure__lte=365), name="time_limit_is_a_time"),
        ]
        rules_permissions = {"view": rules.is_signed_in, "change": rules.can_keep}

    def __str__(self):
        return self.name
