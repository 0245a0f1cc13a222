"""What happens from the first draft of a tender to the last question of a bidder. Days are real ones: deadlines follow the rules."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from procurement.criteria.operations import add_question
from procurement.documents.operations import add_documents
from procurement.involvement.operations import record_involvement
from procurement.models import Tender
from procurement.publication.operations import publish_tender
from procurement.questions.operations import answer_question, record_question
from procurement.tenders.engine.proposal import propose_from_notice
from procurement.tenders.operations import create_tender
from procurement.thresholds.operations import consider_thresholds
from procurement.thresholds.queries import figures_in_force
from procurement.timetable.operations import edit_dates
from psp.core.moments import Moment
from psp.demo.days import moment
from psp.demo.story import Story

DOCUMENTS = {
    "invitation": "Invitation to tender",
    "specification": "Specification of the service",
    "terms": "Terms of the contract",
    "pricing": "Pricing schedule",
}


def prepare(
    story: Story, *, days_before: int, notice_on: date, value: int, note: str, ends_a_day: bool = False, **fields: Any
) -> Tender:
    """Draft a tender some days before its notice, with the dates the rules propose from the notice, and its documents.

    Its deadline is at midday, or at the end of a day where that is said.
    """
    began_on = notice_on - timedelta(days=days_before)
    by = story.purchaser
    tender = create_tender(
        partnership=story.partnership,
        estimated_value=Decimal(value),
        by=by,
        at=moment(began_on),
        **fields,
    )
    like = Moment.end(notice_on) if ends_a_day else None
    planned = propose_from_notice(notice_on, figures=figures_in_force(), like=like)
    dates = {
        "notice_on": notice_on,
        "questions_close_on": planned.questions_close_on,
        "submission_deadline": planned.deadline.as_datetime(),
        "decision_on": planned.award_decided_on,
        "standstill_ends_on": planned.standstill_ends_on,
        "contract_starts_on": planned.contract_starts_on,
        "contract_ends_on": planned.contract_starts_on.replace(year=planned.contract_starts_on.year + 3),
    }
    edit_dates(tender=tender, changes=dates, expected_version=tender.version, by=by, at=moment(began_on, 11))
    consider_thresholds(
        tender=tender, note=note, expected_version=tender.version, by=by, at=moment(began_on + timedelta(days=3))
    )
    for kind, title in DOCUMENTS.items():
        words = (tender.title, tender.description, "Fictional: part of a demonstration.")
        document = story.document(f"tender_{kind}", title, *words, kind="tender", months=0, by=by, on=began_on)
        add_documents(tender=tender, documents=[document], kind=kind, by=by, at=moment(began_on, 15))
    return tender


def ask(story: Story, tender: Tender, questions: Sequence[dict[str, Any]], *, on: date) -> None:
    """Set the quality questions with their weights."""
    for told in questions:
        weight = Decimal(told["weight"])
        add_question(tender=tender, by=story.purchaser, at=moment(on), **{**told, "weight": weight})


def disclose(
    story: Story, organisation: str, *, on: date, how: str = "", information: str = "", disclosed: str = ""
) -> None:
    """Record how a partner that may bid was involved, and what the other bidders are given of what it knows."""
    helped = bool(how)
    pack = None
    if helped:
        title = f"Disclosure pack: what {story.cast.organisation(organisation)} knows from the pilot"
        pack = story.document(
            f"pack_{organisation}", title, information, disclosed, kind="tender", by=story.purchaser, on=on
        )
    record_involvement(
        partnership=story.partnership,
        organisation=story.cast.organisation(organisation),
        helped_design=helped,
        how=how,
        information=information,
        disclosed=disclosed,
        pack=pack,
        disclosed_on=on if helped else None,
        extra_days=0,
        by=story.purchaser,
        at=moment(on),
    )


def publish(story: Story, tender: Tender) -> None:
    """Publish the tender on the morning of its notice."""
    tender.refresh_from_db()
    publish_tender(tender=tender, by=story.purchaser, at=moment(tender.notice_on, 9))


def clarify(
    story: Story, tender: Tender, question: str, answer: str, *, asker: str, asked: int, answered: int | None
) -> None:
    """Record a bidder's question and answer it, each some days after the notice; None leaves it unanswered."""
    asked_on = tender.notice_on + timedelta(days=asked)
    found = record_question(
        tender=tender, text=question, asked_on=asked_on, asker=asker, by=story.purchaser, at=moment(asked_on, 14)
    )
    if answered is not None:
        at = moment(tender.notice_on + timedelta(days=answered), 11)
        answer_question(
            clarification=found, answer=answer, extend=False, expected_version=found.version, by=story.purchaser, at=at
        )
