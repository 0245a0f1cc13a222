"""Recording and answering bidders' questions: anonymously, to all, and early enough."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from partnerships.models import PartnershipRole
from partnerships.public import apply_changes, lock_record, notify, record
from procurement.bids.operations import check_handles
from procurement.publication.operations import amend_tender
from procurement.publication.queries import moved_with_deadline
from procurement.questions.models import Clarification
from procurement.questions.queries import deadline_after_answer, last_answer_on
from procurement.questions.rules import can_answer
from procurement.tenders.models import Tender
from procurement.tenders.operations import check_may, locked_tender
from procurement.tenders.queries import people_who, people_with
from procurement.tenders.workflow import State
from psp.core.dates import in_words, london_date, moment_in_words
from psp.core.problems import Invalid, WrongState
from psp.core.sealing import seal, unseal


def _check_open(tender: Tender, at: datetime) -> None:
    if tender.state != State.PUBLISHED or tender.deadline_has_passed(at):
        raise WrongState(_("Questions are recorded and answered only while the tender is open for bids."))


@transaction.atomic
def record_question(*, tender: Tender, text: str, asked_on: date, asker: str, by: Any, at: datetime) -> Clarification:
    """Record a question a bidder asked. ``asker`` is sealed and kept for the file alone; the history does not name it.

    Raises NotPermitted, WrongState, and Invalid for a question from after the close of questions or before the notice.
    """
    lock_record(tender)
    check_may("procurement.add_clarification", tender, by)
    tender = locked_tender(tender.pk, at=at)
    _check_open(tender, at)
    errors = {}
    if not text.strip():
        errors["text"] = _("Enter the question")
    if asked_on > london_date(at):
        errors["asked_on"] = _("Enter today or an earlier day")
    elif tender.notice_on and asked_on < tender.notice_on:
        errors["asked_on"] = _("Enter a day from {day} on, when the notice was published").format(
            day=in_words(tender.notice_on)
        )
    elif tender.questions_close_on and asked_on > tender.questions_close_on:
        words = _(
            "Questions closed on {day}: a later one is answered to nobody. Move the close of questions first, for all bidders"
        )
        errors["asked_on"] = words.format(day=in_words(tender.questions_close_on))
    if errors:
        raise Invalid(errors)
    number = (tender.clarifications.aggregate(last=Max("number"))["last"] or 0) + 1
    asked = Clarification.objects.create(
        tender=tender,
        number=number,
        text=text,
        asked_on=asked_on,
        sealed_asker=seal({"asker": asker}) if asker.strip() else "",
    )
    record(verb="bidder_question.recorded", target=asked, partnership=tender.partnership, by=by, at=at)
    people = people_who(can_answer.test, asked, PartnershipRole.PURCHASER)
    _tell(asked, _("A bidder has a question: {tender}"), people, by=by, at=at)
    return asked


def _tell(asked: Clarification, title: str, people: Sequence[int], *, by: Any, at: datetime) -> None:
    notify(
        people=[pk for pk in people if pk != by.pk],
        kind="question",
        title=title.format(tender=asked.tender.title),
        url=asked.tender.url("clarifications"),
        key=f"bidder_question:{asked.pk}:{asked.version}",
        at=at,
        partnership=asked.partnership,
    )


@transaction.atomic
def edit_question_text(
    *, clarification: Clarification, text: str, expected_version: int, by: Any, at: datetime
) -> Clarification:
    """Reword a question nobody else reads yet, for example so that it no longer tells who asked.

    The history keeps no words of it. Once answered, or left with a reason, bidders have read it.
    Raises NotPermitted, WrongState, StaleVersion.
    """
    lock_record(clarification)
    check_may("procurement.change_clarification", clarification, by)
    if clarification.answered_at:
        raise WrongState(_("This question is answered: bidders have read it."))
    if clarification.left_at:
        raise WrongState(_("This question is left unanswered with a reason: bidders have read it."))
    if not text.strip():
        raise Invalid({"text": _("Enter the question")})
    verb = "bidder_question.edited"
    words = {"text": text}
    apply_changes(clarification, {}, expected_version=expected_version, verb=verb, by=by, at=at, unrecorded=words)
    record(verb=verb, target=clarification, partnership=clarification.partnership, by=by, at=at)
    return clarification


@transaction.atomic
def answer_question(
    *, clarification: Clarification, answer: str, extend: bool, expected_version: int, by: Any, at: datetime
) -> Clarification:
    """Answer a question to all bidders at once.

    An answer less than 6 days before the deadline (guide) needs ``extend``: then 1. the deadline moves, with what is
    planned after it, as an amendment; 2. the answer is published; 3. the people of the partnership are told. It is never changed:
    a correction is a further question and answer. Raises NotPermitted, WrongState, StaleVersion, Invalid.
    """
    lock_record(clarification)
    check_may("procurement.change_clarification", clarification, by)
    tender = clarification.tender
    _check_open(tender, at)
    if clarification.answered_at:
        raise WrongState(_("This question is answered: bidders have read it."))
    if not answer.strip():
        raise Invalid({"answer": _("Enter the answer")})
    _extend_where_late(clarification, extend=extend, by=by, at=at)
    apply_changes(
        clarification,
        {"answered_at": at},
        expected_version=expected_version,
        verb="bidder_question.answered",
        by=by,
        at=at,
        unrecorded={"answer": answer, "answered_by": by},
    )
    _tell(clarification, _("A bidder’s question is answered: {tender}"), people_with(tender.partnership), by=by, at=at)
    return clarification


@transaction.atomic
def leave_question(*, clarification: Clarification, reason: str, by: Any, at: datetime) -> Clarification:
    """Record, for all bidders, why the deadline stands though a question is not answered 6 days before it (guide).

    Until then there is time to answer. The question can still be answered while the tender is open. Raises NotPermitted,
    WrongState, Invalid.
    """
    lock_record(clarification)
    check_may("procurement.change_clarification", clarification, by)
    tender = clarification.tender
    last = last_answer_on(tender)
    if tender.state != State.PUBLISHED or clarification.answered_at or last is None or london_date(at) <= last:
        raise WrongState(_("Answer the question: the deadline moves only once the last day to answer has passed."))
    if not reason.strip():
        raise Invalid({"note": _("Enter the reason: all bidders can read it")})
    changes = {"left_reason": reason.strip(), "left_at": at}
    version = clarification.version
    apply_changes(clarification, changes, expected_version=version, verb="bidder_question.left", by=by, at=at)
    _tell(
        clarification,
        _("A bidder’s question is left unanswered: {tender}"),
        people_with(tender.partnership),
        by=by,
        at=at,
    )
    return clarification


@transaction.atomic
def open_asker(*, clarification: Clarification, by: Any, at: datetime) -> str:
    """Open who asked a question, for the purchasers alone and once the deadline has passed; "" where it was not recorded.

    Superusers are no exception. The history keeps that somebody did, not the name. Raises NotPermitted, WrongState.
    """
    lock_record(clarification)
    check_handles(clarification.tender, by)
    if not clarification.tender.deadline_has_passed(at):
        raise WrongState(_("Who asked stays sealed until the deadline for bids has passed."))
    partnership = clarification.partnership
    record(verb="asker.opened", target=clarification, partnership=partnership, by=by, at=at, is_private=True)
    return str(unseal(clarification.sealed_asker)["asker"]) if clarification.sealed_asker else ""


def _extend_where_late(clarification: Clarification, *, extend: bool, by: Any, at: datetime) -> None:
    tender = clarification.tender
    deadline = deadline_after_answer(tender, london_date(at))
    if deadline is None:
        return
    if not extend:
        words = _("Tick this to answer now: the deadline then moves to {moment}").format(
            moment=moment_in_words(deadline)
        )
        raise Invalid({"extend": words})
    amend_tender(
        tender=tender,
        changes=moved_with_deadline(tender, deadline),
        reason=_("{question} was answered on {day}, less than 6 days before the deadline.").format(
            question=clarification, day=in_words(london_date(at))
        ),
        expected_version=tender.version,
        by=by,
        at=at,
    )
