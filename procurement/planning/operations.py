"""A tender's dates in the partnership's plan: planned for the days the tender sets, reached when they come to pass."""

from datetime import date, datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Max

from partnerships.models import Partnership
from partnerships.public import plan_days, record_milestone
from procurement.tenders.engine.periods import latest_answer
from procurement.tenders.models import Tender, is_out
from procurement.thresholds.queries import figures_in_force
from psp.core import sequels
from psp.core.dates import london_date
from psp.core.problems import Invalid

log = structlog.stdlib.get_logger(__name__)


def plan_tender(*, tender: Tender, by: Any, at: datetime) -> None:
    """Plan the milestones of a tender for its own dates, the earliest first."""
    deadline = tender.submission_deadline
    days = {
        "notice_published": tender.notice_on,
        "questions_close": tender.questions_close_on,
        "answers_published": latest_answer(deadline, figures_in_force()) if deadline else None,
        "tenders_submitted": london_date(deadline) if deadline else None,
        "award_decided": tender.decision_on,
        "standstill_ends": tender.standstill_ends_on,
    }
    plan_days(partnership=tender.partnership, days={key: day for key, day in days.items() if day}, by=by, at=at)


def reach_notice(*, tender: Tender, by: Any, at: datetime) -> None:
    """Mark the contract notice as published on the day the tender came out: bids are written from then on."""
    if tender.published_at is not None:
        _reach(tender, {"notice_published": london_date(tender.published_at)}, by=by, at=at)


@sequels.after("make_plan")
def reach_notice_before_the_plan(partnership: Partnership, *, by: Any, at: datetime) -> None:
    """Mark the notice in a plan made after it was published."""
    tender = partnership.tenders.filter(is_out(at)).order_by("published_at").first()
    if tender is not None:
        reach_notice(tender=tender, by=by, at=at)


def reach_deadline(*, tender: Tender, by: Any, at: datetime) -> None:
    """Mark what lay before the opening as reached: the close of questions, the last answer, the deadline."""
    deadline, closed_on = tender.submission_deadline, tender.questions_close_on
    if deadline is None or closed_on is None:
        return
    last = tender.clarifications.aggregate(last=Max("answered_at"))["last"]
    answered_on = max(closed_on, london_date(last)) if last else closed_on
    _reach(tender, {"questions_close": closed_on, "answers_published": answered_on}, by=by, at=at)
    _reach(tender, {"tenders_submitted": london_date(deadline)}, by=by, at=at)


def reach_award(*, tender: Tender, told_on: date, standstill_ends_on: date, by: Any, at: datetime) -> None:
    """Mark the award as decided once every bidder is told, and plan the end of the standstill counted from then."""
    _reach(tender, {"award_decided": told_on}, by=by, at=at)
    plan_days(partnership=tender.partnership, days={"standstill_ends": standstill_ends_on}, by=by, at=at)


def reach_standstill_end(*, tender: Tender, ended_on: date, by: Any, at: datetime) -> None:
    """Mark the standstill as ended."""
    _reach(tender, {"standstill_ends": ended_on}, by=by, at=at)


def _reach(tender: Tender, days: dict[str, date], *, by: Any, at: datetime) -> None:
    for key, day in days.items():
        try:
            with transaction.atomic():
                record_milestone(partnership=tender.partnership, key=key, on=day, by=by, at=at)
        except Invalid as problem:
            # Days somebody typed into the plan can contradict the tender's. They never hold the tender up.
            log.warning("milestone_not_reached", key=key, tender=tender.pk, problem=str(problem))
