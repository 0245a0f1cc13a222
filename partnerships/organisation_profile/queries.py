"""What the page of an organisation shows beside its own fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.activity.models import Activity
from partnerships.income.engine import parts_shown
from partnerships.income.models import IncomeYear
from partnerships.lifecycle.models import Partnership
from partnerships.organisations.models import Kind, Organisation, VehicleMember
from partnerships.partners.models import Member
from partnerships.register_preview.queries import label_of
from psp.core.charts.chart import Chart
from psp.core.charts.stacked_bars import Stack, StackedBars, stacked_bars
from psp.core.charts.words import Unit
from psp.core.dates import in_words
from psp.core.finding import Folded
from psp.core.records import in_words_today

YEARS_SHOWN = 6
CHANGES_SHOWN = 6
REGISTERS = {
    "charity_number": "https://www.oscr.org.uk/about-charities/search-the-register/charity-details?number={}",
    "company_number": "https://find-and-update.company-information.service.gov.uk/company/{}",
}
PART_LABELS = {
    "grants": gettext_lazy("Grants"),
    "contracts": gettext_lazy("Contracts"),
    "donations": gettext_lazy("Donations and legacies"),
    "trading": gettext_lazy("Trading"),
    "other": gettext_lazy("Other"),
    "charitable_activities": gettext_lazy("Charitable activities"),
    "unsplit": gettext_lazy("Not split by kind"),
}


def with_lists(organisations: "QuerySet[Organisation]") -> "QuerySet[Organisation]":
    """Fetch what an organisation's page lists."""
    lists = ("services", "client_groups", "areas", "departments", "contacts__department")
    return organisations.prefetch_related(
        *lists,
        "memberships__person",
        "memberships__department",
        Prefetch("owned", VehicleMember.objects.select_related("vehicle").order_by("vehicle__name", "pk")),
        Prefetch("ownerships", VehicleMember.objects.select_related("member").order_by("member__name", "pk")),
    )


def partnerships_of(organisation: Organisation, user: Any) -> "list[Member]":
    """The organisation's places in partnerships the person may see, those that run first. One query."""
    members = Member.objects.visible_to(user).current().filter(organisation=organisation).select_related("partnership")
    return sorted(members, key=lambda member: (not member.partnership.is_running, member.partnership.name.casefold()))


def purchases_of(organisation: Organisation, user: Any) -> "list[Partnership]":
    """The partnerships a council purchases from, as far as the person may see them. One query for a council, none else."""
    if organisation.kind != Kind.COUNCIL:
        return []
    return list(Partnership.objects.visible_to(user).filter(purchasing_council=organisation).order_by(Folded("name")))


def income_chart(years: Sequence[IncomeYear]) -> Chart | None:
    """Draw the last six years' income by kind, newest first; None where there is no income at all."""
    rows = [income_year.as_year() for income_year in years[:YEARS_SHOWN]]
    parts = parts_shown(rows)
    if not parts:
        return None
    stacks = tuple(
        Stack(
            _("Year to {day}").format(day=in_words(row.year_end)), tuple(row.parts[part] for part in parts), row.total
        )
        for row in rows
    )
    return stacked_bars(
        StackedBars(
            id="income",
            title=_("Income by year and kind"),
            parts=tuple(str(PART_LABELS[part]) for part in parts),
            stacks=stacks,
            unit=Unit.MONEY,
            what=_("Financial year"),
        )
    )


DEEDS = {
    "organisation.added": gettext_lazy("added the organisation"),
    "organisation.edited": gettext_lazy("changed the entry"),
    "vehicle_member.added": gettext_lazy("added an owner"),
    "vehicle_member.removed": gettext_lazy("ended an ownership"),
    "department.added": gettext_lazy("added a department"),
    "department.deleted": gettext_lazy("deleted a department"),
    "contact.added": gettext_lazy("added a contact"),
    "contact.deleted": gettext_lazy("deleted a contact"),
    "membership.added": gettext_lazy("added a person"),
    "membership.edited": gettext_lazy("changed what a person does"),
    "membership.removed": gettext_lazy("removed a person"),
    "income.added": gettext_lazy("added a year of income"),
    "income.deleted": gettext_lazy("deleted a year of income"),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done to an entry: who, what, and the names of the fields or the thing it was about."""

    who: str
    what: str
    about: str
    at: datetime


def changes_of(organisation: Organisation) -> list[Deed]:
    """The latest things done to an organisation's entry, newest first. Two queries."""
    target = {"target_type__app_label": "partnerships", "target_type__model": "organisation"}
    rows = Activity.objects.filter(target_id=organisation.pk, is_private=False, partnership=None, **target)
    return [
        Deed(
            who=str(activity.actor or _("The service")),
            what=str(DEEDS.get(activity.verb, activity.verb)),
            about=_about(activity),
            at=activity.at,
        )
        for activity in rows.with_actor().with_changes()[:CHANGES_SHOWN]
    ]


def _about(activity: Activity) -> str:
    if activity.verb == "organisation.edited":
        return ", ".join(label_of(change.field).lower() for change in activity.changes)
    changes = [change for change in activity.changes if not change.is_unrecorded]
    return ", ".join(in_words_today(change.after or change.before) for change in changes)
