"""What came in, by year and kind."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from partnerships.income import rules
from partnerships.income.engine import PARTS, Year
from partnerships.organisations.models import EntryQuerySet
from psp.core.records import Record


def pounds(label):
    return models.DecimalField(label, max_digits=14, decimal_places=2, default=Decimal(0))


class IncomeYear(Record):
    """What came in during one financial year, by kind. Grant reliance is the share of grants in it."""

    organisation = models.ForeignKey("partnerships.Organisation", models.CASCADE, related_name="income_years")
    year_end = models.DateField(_("financial year ended"))
    grants = pounds(_("grants"))
    contracts = pounds(_("contracts"))
    donations = pounds(_("donations and legacies"))
    trading = pounds(_("trading"))
    other = pounds(_("other"))
    charitable_activities = pounds(_("charitable activities, grants and contracts together"))
    unsplit = pounds(_("not split by kind"))
    is_from_register = models.BooleanField(default=False, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("year of income")
        verbose_name_plural = _("years of income")
        ordering = ["-year_end"]
        constraints = [models.UniqueConstraint(fields=["organisation", "year_end"], name="one_income_per_year")]
        rules_permissions = {
            "view": rules.is_signed_in,
            "add": rules.can_edit,
            "change": rules.can_edit,
            "delete": rules.can_edit,
        }

    def __str__(self):
        return f"{self.organisation}, year to {self.year_end:%Y-%m-%d}"

    def as_year(self):
        """Return the year as the engine takes it."""
        return Year(self.year_end, {part: getattr(self, part) for part in PARTS}, self.is_from_register)

    @property
    def total(self):
        return self.as_year().total

    @property
    def grant_reliance(self):
        """Grants as a percentage of all income; None where it cannot be known."""
        return self.as_year().grant_reliance
