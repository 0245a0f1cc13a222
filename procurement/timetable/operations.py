"""Setting the dates of a tender while it is prepared."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from partnerships.public import apply_changes, lock_record
from procurement.involvement.queries import disclosure_of
from procurement.tenders.engine.findings import Severity
from procurement.tenders.engine.periods import latest_notice
from procurement.tenders.engine.timetable import check_timetable
from procurement.tenders.models import Tender
from procurement.tenders.operations import check_draft, check_may
from procurement.tenders.workflow import State
from procurement.thresholds.models import TimeLimit
from procurement.thresholds.queries import figures_in_force
from procurement.timetable.queries import timetable_of
from psp.core import sequels
from psp.core.dates import LONDON
from psp.core.moments import MIDNIGHT, Midnight
from psp.core.problems import Invalid


@transaction.atomic
def edit_dates(*, tender: Tender, changes: dict[str, Any], expected_version: int, by: Any, at: datetime) -> Tender:
    """Set the dates of a draft. Dates that break a rule are kept and counted: the gate of publication refuses them.

    1. writes the dates; 2. counts what is wrong with them; 3. records the activity. Raises NotPermitted, WrongState,
    StaleVersion, and Invalid for a deadline at 00:00.
    """
    lock_record(tender)
    check_may("procurement.change_tender", tender, by)
    check_draft(tender, at=at)
    check_names_a_time(changes.get("submission_deadline"))
    apply_changes(tender, changes, expected_version=expected_version, verb="tender_dates.set", by=by, at=at)
    count_date_errors(tender)
    return tender


def check_names_a_time(deadline: datetime | None) -> None:
    """Refuse 00:00, which half of all bidders take for the end of the day it begins. Raises Invalid."""
    local = deadline.astimezone(LONDON) if deadline else None
    if local and local.time() == MIDNIGHT:
        raise Invalid({"submission_deadline": str(Midnight(local.date()))})


@sequels.after("record_prior_involvement")
def count_again(partnership: Any, *, by: Any, at: datetime) -> None:
    """Hold the dates of a tender that is not out yet against the days that the register of prior involvement adds."""
    _count(partnership.tenders.all())


@sequels.after("edit_time_limit")
def count_all_again(time_limit: TimeLimit, *, by: Any, at: datetime) -> None:
    """Hold the dates of every tender that is not out yet against a limit that changed."""
    _count(Tender.objects.all())


def _count(tenders: QuerySet[Tender]) -> None:
    for tender in tenders.filter(state__in=(State.DRAFT, State.SCHEDULED)).select_related("partnership").order_by("pk"):
        count_date_errors(tender)


def count_date_errors(tender: Tender) -> Tender:
    """Run the timetable engine and keep with the tender how many errors it finds, and by when packs must be out."""
    figures, extra_days = figures_in_force(), disclosure_of(tender.partnership).extra_days
    findings = check_timetable(timetable_of(tender, extra_days), figures)
    tender.date_errors = sum(finding.severity is Severity.ERROR for finding in findings)
    tender.disclose_by = _disclose_by(tender, figures, extra_days)
    tender.save(update_fields=["date_errors", "disclose_by"])
    return tender


def _disclose_by(tender: Tender, figures: Any, extra_days: int) -> Any:
    """The last day that leaves the other bidders the time all bidders have at least; with the notice is always early enough."""
    if tender.submission_deadline is None:
        return None
    last = latest_notice(tender.submission_deadline, tender.is_electronic, figures, extra_days)
    return max(last, tender.notice_on) if tender.notice_on else last
