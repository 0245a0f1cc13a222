"""Dated discount schedules and price indices. Their figures are never changed: a new edition is a new row."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluation.sroi import rules
from psp.core.records import Record

# The code of the schedule whose rate each study may state for itself.
FLAT = "flat"


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

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.name} ({self.edition})"


class DiscountSchedule(Reference):
    """Rates by band of years. ``bands`` lists ``{"to_year": 30, "rate": "3.5"}``; a last band without end has None."""

    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    bands = models.JSONField(_("bands"))

    class Meta:
        verbose_name = _("discount schedule")
        ordering = ["name", "-in_force_from", "pk"]
        constraints = [models.UniqueConstraint(fields=["name", "edition"], name="one_discount_schedule_of_an_edition")]
        rules_permissions = {"view": rules.is_signed_in, "add": rules.can_keep, "change": rules.can_keep}

    @property
    def is_flat(self):
        """Whether one rate holds for every year, which a study may then state itself."""
        return self.code == FLAT


class PriceIndex(Reference):
    """An index of prices by year, such as GDP deflators. ``indices`` maps the year to the index, both as text."""

    published_on = models.DateField(_("published"), null=True, blank=True)
    indices = models.JSONField(_("indices"))

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
