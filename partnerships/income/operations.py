"""Keeping an organisation's income by year, and what follows from it: its size and how much it relies on grants."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.activity.operations import lock_history, lock_record, record
from partnerships.income.engine import latest
from partnerships.income.models import IncomeYear
from partnerships.lifecycle.operations import apply_changes
from partnerships.organisations.engine.bands import band_of, size_of
from partnerships.organisations.models import Organisation
from partnerships.organisations.operations import check_may_edit
from psp.core.bulk import update_rows
from psp.core.dates import london_date
from psp.core.problems import Invalid


@transaction.atomic
def add_income_year(*, organisation: Organisation, by: Any, at: datetime, **fields: Any) -> IncomeYear:
    """Add a year's income, in pounds by kind.

    1. writes the year; 2. brings the organisation's size and grant reliance up to date; 3. records the activity.
    Raises NotPermitted, and Invalid for a year that is there already or has not ended.
    """
    lock_history(None)
    check_may_edit(organisation, by)
    _check_year(organisation, fields["year_end"], at)
    year = IncomeYear.objects.create(organisation=organisation, **fields)
    keep_figures([organisation])
    record(verb="income.added", target=organisation, by=by, at=at, changes={"year_end": [None, str(year.year_end)]})
    return year


@transaction.atomic
def edit_income_year(
    *, income_year: IncomeYear, changes: dict[str, Any], expected_version: int, by: Any, at: datetime
) -> IncomeYear:
    """Change a year's income. From then on it is a person's, and no import overwrites it.

    Raises NotPermitted, StaleVersion, Invalid.
    """
    lock_record(income_year)
    organisation = income_year.organisation
    check_may_edit(organisation, by)
    _check_year(organisation, changes.get("year_end", income_year.year_end), at, but=income_year.pk)
    apply_changes(
        income_year,
        changes,
        expected_version=expected_version,
        verb="income.edited",
        by=by,
        at=at,
        unrecorded={"is_from_register": False},
    )
    keep_figures([organisation])
    return income_year


@transaction.atomic
def delete_income_year(*, income_year: IncomeYear, by: Any, at: datetime) -> None:
    """Delete a year a person entered. Raises NotPermitted, and Invalid for one from the register, which would come back."""
    lock_record(income_year)
    organisation = income_year.organisation
    check_may_edit(organisation, by)
    if income_year.is_from_register:
        raise Invalid(_("This year comes from the register. Change it instead: your figures stay"))
    record(
        verb="income.deleted",
        target=organisation,
        by=by,
        at=at,
        changes={"year_end": [str(income_year.year_end), None], "total": [str(income_year.total), None]},
    )
    income_year.delete()
    keep_figures([organisation])


def _check_year(organisation: Organisation, year_end: Any, at: datetime, *, but: int = 0) -> None:
    if year_end > london_date(at):
        raise Invalid({"year_end": _("Enter the end of a year that is over")})
    if organisation.income_years.filter(year_end=year_end).exclude(pk=but).exists():
        raise Invalid(
            {"year_end": _("Enter another day: there is a year that ended on this one. Change that one instead")}
        )


def keep_figures(organisations: Iterable[Organisation]) -> None:
    """Bring latest income, grant reliance and size up to date from the years of income. Two queries."""
    rows = list(organisations)
    years: dict[int, list[IncomeYear]] = {row.pk: [] for row in rows}
    for income_year in IncomeYear.objects.filter(organisation__in=rows):
        years[income_year.organisation_id].append(income_year)
    for row in rows:
        last = latest(income_year.as_year() for income_year in years[row.pk])
        row.latest_income = last.total if last else None
        row.grant_reliance = last.grant_reliance if last else None
        row.reliance_band = band_of(row.grant_reliance) or ""
        row.size_band = size_of(row.paid_staff, row.latest_income) or ""
    update_rows(rows, ("latest_income", "grant_reliance", "reliance_band", "size_band"))
