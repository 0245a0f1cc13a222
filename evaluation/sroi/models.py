"""Dated discount schedules and price indices. Their figures are never changed: a new edition is a new row."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evaluation.sroi import rules
from evaluation.sroi.engine.discounting import Band
from evaluation.sroi.engine.discounting import DiscountSchedule as EngineSchedule
from evaluation.sroi.engine.figures import as_kept
from evaluation.sroi.engine.values import Deflator
from psp.core.records import Record

# The code of the schedule whose rate each study may state for itself.
FLAT = "flat"


class ExactFigure(models.DecimalField):
    """A figure with every digit that both databases keep (``engine.figures.as_kept``), read back without trailing zeros."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_digits": 28, "decimal_places": 15} | kwargs)

    def deconstruct(self):
        """Stand in migrations as the plain field it is to the database."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs

    def to_python(self, value):
        value = super().to_python(value)
        return None if value is None else as_kept(value)

    def from_db_value(self, value, expression, connection):
        return None if value is None else as_kept(value)


def is_in_order(name, of):
    """Constrain the stated range of a figure: its lowest value is not above its highest."""
    either_is_open = Q(**{f"{name}_low": None}) | Q(**{f"{name}_high": None})
    in_order = either_is_open | Q(**{f"{name}_high__gte": F(f"{name}_low")})
    return models.CheckConstraint(condition=in_order, name=f"{of}_{name}_range_is_in_order")


class ReferenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rates and indices are for everyone signed in."""
        return self if user.is_authenticated else self.none()

    def offered(self):
        return self.filter(is_offered=True)


class Reference(Record):
    """Published figures with where they were read, and whether people are asked to check them first."""

    code = models.SlugField(_("code"), max_length=80, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=150)
    edition = models.CharField(_("edition"), max_length=60)
    source = models.CharField(_("source"), max_length=300)
    note = models.TextField(_("what to know before using it"), blank=True)
    needs_checking = models.BooleanField(_("check this before you rely on it"), default=False)
    is_offered = models.BooleanField(_("offered to studies"), default=True)

    objects = ReferenceQuerySet.as_manager()
    # The field that holds what studies are computed with, and what to say where the engine cannot take it.
    figures = ""
    wrong: Any = ""

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.name} ({self.edition})"

    def clean_fields(self, exclude=None):
        super().clean_fields(exclude)
        if self.figures not in (exclude or ()):
            self.check_figures()

    def check_figures(self):
        """Refuse figures the engine cannot take, and a change of those a study rests on."""
        try:
            self.in_engine()
        except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError) as problem:
            raise ValidationError({self.figures: self.wrong}) from problem
        kept = type(self).objects.filter(pk=self.pk).first() if self.pk else None
        if kept is not None and getattr(kept, self.figures) != getattr(self, self.figures) and kept.studies.exists():
            words = _("Studies rest on these figures. Add the new ones as an edition of their own.")
            raise ValidationError({self.figures: words})

    def save(self, *args, **kwargs):
        # Imports save without a form; a list of studies must never meet figures that make no schedule.
        self.check_figures()
        super().save(*args, **kwargs)


class DiscountSchedule(Reference):
    """Rates by band of years. ``bands`` lists ``{"to_year": 30, "rate": "3.5"}``; a last band without end has None."""

    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    bands = models.JSONField(_("bands"))
    figures = "bands"
    wrong = _("Enter the bands in order of their last year, each rate between 0 and 100")

    class Meta:
        verbose_name = _("discount schedule")
        ordering = ["name", "-in_force_from", "pk"]
        constraints = [models.UniqueConstraint(fields=["name", "edition"], name="one_discount_schedule_of_an_edition")]
        rules_permissions = {"view": rules.is_signed_in, "add": rules.can_keep, "change": rules.can_keep}

    @property
    def is_flat(self):
        """Whether one rate holds for every year, which a study may then state itself."""
        return self.code == FLAT

    def in_engine(self):
        """Give the schedule as the engine takes it. Raises ValueError and the like for bands that make none."""
        bands = tuple(Band(band["to_year"], Decimal(str(band["rate"]))) for band in self.bands)
        return EngineSchedule(self.name, self.edition, self.in_force_from or date.min, bands)


class PriceIndex(Reference):
    """An index of prices by year, such as GDP deflators. ``indices`` maps the year to the index, both as text."""

    published_on = models.DateField(_("published"), null=True, blank=True)
    indices = models.JSONField(_("indices"))
    figures = "indices"
    wrong = _("Enter years from 1900 to 2200, each with an index above 0 and at most 1,000,000")

    class Meta:
        verbose_name = _("price index")
        verbose_name_plural = _("price indices")
        ordering = ["name", "-published_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["name", "edition"], name="one_price_index_of_an_edition")]
        rules_permissions = {"view": rules.is_signed_in, "add": rules.is_signed_in, "change": rules.can_check}

    @property
    def years(self):
        """The years it has an index for, in order."""
        return sorted(int(year) for year in self.indices)

    def in_engine(self):
        """Give the deflators by year as the engine takes them. Raises ValueError and the like outside its limits."""
        if not self.indices:
            raise ValueError("no year has an index")
        return tuple(Deflator(int(year), Decimal(str(index))) for year, index in sorted(self.indices.items()))
