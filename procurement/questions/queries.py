"""Reads of bidders' questions: by when they are answered, and what a late answer does to the deadline."""

from datetime import date, datetime

from procurement.tenders.engine.periods import extended_deadline, latest_answer
from procurement.tenders.models import Tender
from procurement.thresholds.queries import figures_in_force


def last_answer_on(tender: Tender) -> date | None:
    """Return the last day on which an answer leaves the deadline as it is; None without a deadline. One query."""
    return latest_answer(tender.submission_deadline, figures_in_force()) if tender.submission_deadline else None


def deadline_after_answer(tender: Tender, on: date) -> datetime | None:
    """Return the deadline an answer on a day asks for, or None where the present one stands (6 days, guide). One query."""
    if tender.deadline is None:
        return None
    extended = extended_deadline(tender.deadline, on, figures_in_force())
    return extended.as_datetime() if extended != tender.deadline else None
