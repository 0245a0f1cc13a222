"""The value map: who is affected, what they put in, what was delivered, and what changes for them."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluation.sroi.engine.values import Materiality, Starts
from evaluation.sroi.models import ExactFigure, is_in_order
from evaluation.studies import rules
from evaluation.studies.models import YEAR, Study
from evaluation.value_map.engine import MOST_YEARS
from psp.core.records import Record

PERCENTAGES = ("deadweight", "displacement", "attribution", "drop_off")
# The figures of an outcome that may have a stated range.
RANGED = ("quantity", "proxy", "duration_years", *PERCENTAGES)
# A row counts once each of these is filled in: an assumption left open is not an assumption of nought.
COUNTED_BY = ("quantity", "duration_years", "proxy", *PERCENTAGES)


# Each table names it for itself: the rules library takes the table out of a Meta it has read.
PERMISSIONS = {
    "view": rules.is_signed_in,
    "add": rules.can_prepare,
    "change": rules.can_prepare,
    "delete": rules.can_prepare,
}


class RowQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(study__in=Study.objects.visible_to(user))


class Row(Record):
    """A row of a study's value map. It can be changed while the study is a draft, by those who prepare it."""

    study = models.ForeignKey("evaluation.Study", models.CASCADE, related_name="%(class)ss")
    position = models.PositiveIntegerField(default=0, editable=False)

    objects = RowQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    @property
    def partnership(self):
        return self.study.partnership

    @property
    def partnership_id(self):
        return self.study.partnership_id


class Decision(models.TextChoices):
    UNDECIDED = "", _("Not decided yet")
    INCLUDED = "included", _("Included")
    EXCLUDED = "excluded", _("Left out")


class Stakeholder(Row):
    name = models.CharField(_("name"), max_length=150)
    description = models.TextField(_("who they are and how many"), blank=True)
    involvement = models.TextField(_("how they were asked"), blank=True)
    decision = models.CharField(_("in the account"), max_length=20, choices=Decision.choices, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta(Row.Meta):
        verbose_name = _("stakeholder")
        rules_permissions = dict(PERMISSIONS)
        constraints = [models.UniqueConstraint(fields=["study", "name"], name="one_stakeholder_of_a_name_in_a_study")]

    def __str__(self):
        return self.name


class RowOfStakeholder(Row):
    stakeholder = models.ForeignKey(
        Stakeholder, models.PROTECT, related_name="%(class)ss", verbose_name=_("stakeholder")
    )

    class Meta(Row.Meta):
        abstract = True


class Input(RowOfStakeholder):
    description = models.CharField(_("what they put in"), max_length=200)
    value = ExactFigure(_("value"))
    year = models.PositiveSmallIntegerField(
        _("in year"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_YEARS)]
    )
    price_year = models.PositiveSmallIntegerField(_("prices of"), null=True, blank=True, validators=YEAR)
    source = models.TextField(_("source"), blank=True)

    class Meta(RowOfStakeholder.Meta):
        verbose_name = _("input")
        rules_permissions = dict(PERMISSIONS)
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=0), name="input_is_not_negative"),
            models.CheckConstraint(condition=Q(year__gte=1, year__lte=MOST_YEARS), name="input_has_a_year"),
        ]

    def __str__(self):
        return self.description


class Output(RowOfStakeholder):
    description = models.CharField(_("what was delivered"), max_length=200)
    quantity = ExactFigure(_("how many"), null=True, blank=True)
    unit = models.CharField(_("of what"), max_length=60, blank=True)
    source = models.TextField(_("source"), blank=True)

    class Meta(RowOfStakeholder.Meta):
        verbose_name = _("output")
        rules_permissions = dict(PERMISSIONS)

    def __str__(self):
        return self.description


class MaterialityWords(models.TextChoices):
    VALUED = Materiality.VALUED.value, _("Valued: it counts in the ratio")
    HELD = Materiality.HELD.value, _("Held without a price, on purpose")
    EXCLUDED = Materiality.EXCLUDED.value, _("Left out")


class StartsWords(models.TextChoices):
    PERIOD = Starts.PERIOD.value, _("In the period of the activity")
    AFTER = Starts.AFTER.value, _("In the period after it")


def _percent(label):
    return ExactFigure(label, null=True, blank=True)


def _end(label):
    return ExactFigure(label, null=True, blank=True)


def _is_percentage(name):
    inside = Q(**{f"{name}__gte": 0, f"{name}__lte": 100})
    return models.CheckConstraint(condition=Q(**{name: None}) | inside, name=f"outcome_{name}_is_a_percentage")


class Ranged(models.Model):
    """What people say each figure of an outcome could be as low and as high as; open where they do not."""

    quantity_low = _end(_("quantity, lowest"))
    quantity_high = _end(_("quantity, highest"))
    proxy_low = _end(_("value of the proxy, lowest"))
    proxy_high = _end(_("value of the proxy, highest"))
    duration_years_low = models.PositiveSmallIntegerField(_("years it lasts, lowest"), null=True, blank=True)
    duration_years_high = models.PositiveSmallIntegerField(_("years it lasts, highest"), null=True, blank=True)
    deadweight_low = _end(_("deadweight, lowest"))
    deadweight_high = _end(_("deadweight, highest"))
    displacement_low = _end(_("displacement, lowest"))
    displacement_high = _end(_("displacement, highest"))
    attribution_low = _end(_("attribution, lowest"))
    attribution_high = _end(_("attribution, highest"))
    drop_off_low = _end(_("drop-off, lowest"))
    drop_off_high = _end(_("drop-off, highest"))

    class Meta:
        abstract = True


class Outcome(Ranged, RowOfStakeholder):
    """One change for one stakeholder: figures, each with its source and reason. Figures may still be open."""

    description = models.CharField(_("what changes"), max_length=200)
    indicator = models.CharField(_("indicator"), max_length=200, blank=True)
    quantity = ExactFigure(_("quantity"), null=True, blank=True)
    unit = models.CharField(_("of what"), max_length=60, blank=True)
    quantity_source = models.TextField(_("source of the quantity"), blank=True)
    duration_years = models.PositiveSmallIntegerField(_("years it lasts"), null=True, blank=True)
    duration_reason = models.TextField(_("why that long"), blank=True)
    starts = models.CharField(_("starts"), max_length=10, choices=StartsWords.choices, default=StartsWords.PERIOD)

    proxy_description = models.CharField(_("financial proxy"), max_length=300, blank=True)
    proxy = ExactFigure(_("value of the proxy"), null=True, blank=True)
    proxy_source = models.TextField(_("source of the proxy"), blank=True)
    proxy_licence = models.CharField(_("licence of the proxy"), max_length=200, blank=True)
    price_year = models.PositiveSmallIntegerField(_("prices of"), null=True, blank=True, validators=YEAR)

    deadweight = _percent(_("deadweight"))
    deadweight_reason = models.TextField(_("reason"), blank=True)
    deadweight_source = models.TextField(_("source"), blank=True)
    displacement = _percent(_("displacement"))
    displacement_reason = models.TextField(_("reason"), blank=True)
    displacement_source = models.TextField(_("source"), blank=True)
    attribution = _percent(_("attribution"))
    attribution_reason = models.TextField(_("reason"), blank=True)
    attribution_source = models.TextField(_("source"), blank=True)
    drop_off = _percent(_("drop-off"))
    drop_off_reason = models.TextField(_("reason"), blank=True)
    drop_off_source = models.TextField(_("source"), blank=True)

    materiality = models.CharField(
        _("in the account"), max_length=10, choices=MaterialityWords.choices, default=MaterialityWords.VALUED
    )
    materiality_reason = models.TextField(_("reason for not valuing it"), blank=True)
    # What the file it came from says it comes to, where that differs by a rounding penny.
    stated_impact = models.DecimalField(
        _("impact its file states"), max_digits=30, decimal_places=2, null=True, editable=False
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    evidence = GenericRelation("partnerships.Evidence", object_id_field="target_id", content_type_field="target_type")
    evidence_permission = "evaluation.change_outcome"

    class Meta(RowOfStakeholder.Meta):
        verbose_name = _("outcome")
        rules_permissions = dict(PERMISSIONS)
        constraints = [
            *(_is_percentage(name) for name in PERCENTAGES),
            *(is_in_order(name, "outcome") for name in RANGED),
            models.CheckConstraint(
                condition=Q(duration_years=None) | Q(duration_years__gte=1, duration_years__lte=MOST_YEARS),
                name="outcome_lasts_1_to_100_years",
            ),
        ]

    def __str__(self):
        return f"{self.description}: {self.indicator}" if self.indicator else self.description

    @property
    def evidence_url(self):
        return self.study.url("outcome", self.pk)

    @property
    def takes_evidence(self):
        return self.study.is_editable

    @property
    def is_valued(self):
        return self.materiality == Materiality.VALUED

    @property
    def open_figures(self):
        """The names of the figures still to be filled in before the row counts; none for a row not valued."""
        return [name for name in COUNTED_BY if getattr(self, name) is None] if self.is_valued else []

    @property
    def source_count(self):
        """How many of its figures say where they come from."""
        names = ("quantity_source", "proxy_source", *(f"{name}_source" for name in PERCENTAGES))
        return sum(bool(getattr(self, name).strip()) for name in names)
