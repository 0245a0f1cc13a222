"""A tender's dates in the shape of the timetable engine, and what the engine finds, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.involvement.queries import disclosure_of
from procurement.tenders.engine.figures import Figures
from procurement.tenders.engine.findings import Finding, Rule, Severity
from procurement.tenders.engine.timetable import Timetable, check_timetable
from procurement.tenders.models import Tender
from procurement.tenders.queries import announced_award
from procurement.thresholds.models import TimeLimit, TrustWords
from procurement.thresholds.queries import figures_in_force, sources_of_limits
from psp.core.dates import london_date
from psp.core.moments import Moment, either_words

DATES = {
    "notice_on": gettext_lazy("the notice"),
    "questions_close_on": gettext_lazy("the close of questions"),
    "last_answer_on": gettext_lazy("the last answer"),
    "deadline": gettext_lazy("the deadline for bids"),
    "award_decided_on": gettext_lazy("the award decision"),
    "last_notice_on": gettext_lazy("the last notice to bidders"),
    "standstill_ends_on": gettext_lazy("the end of the standstill"),
    "contract_starts_on": gettext_lazy("the start of the contract"),
}

SENTENCES = {
    "date_missing": gettext_lazy("Enter a date for {date}"),
    "dates_out_of_order": gettext_lazy("Move {later} ({second}) to {first} or later: it cannot come before {earlier}"),
    "deadline_not_worked": gettext_lazy("Move the deadline from {day} to a working day, such as {next}"),
    "deadline_too_early": gettext_lazy(
        "Bidders have {given} whole days from the day after the notice: give them {needed}. Use {earliest}, or later"
    ),
    "window_end_not_worked": gettext_lazy(
        "The last whole day bidders have, {last}, is not a working day. Use {earliest}, or later"
    ),
    "questions_close_too_late": gettext_lazy(
        "Close questions on {latest} or earlier: answers go out at least {needed} days before the deadline"
    ),
    "answers_too_late": gettext_lazy("Answer the last question by {latest}, or move the deadline"),
    "award_notice_late": gettext_lazy("Publish the award notice by {due}"),
    "standstill_too_short": gettext_lazy(
        "The standstill has {given} days and needs {needed}: end it on {earliest} or later"
    ),
    "standstill_end_not_worked": gettext_lazy("End the standstill on a working day: {next} instead of {day}"),
    "contract_before_signature": gettext_lazy("Start the contract on {earliest} or later: it cannot be signed before"),
    "disclosure_missing": gettext_lazy(
        "Publish a disclosure pack: an organisation that helped to design or pilot the service may bid"
    ),
    "disclosed_after_notice": gettext_lazy(
        "The disclosure pack comes out on {disclosed}, after the notice on {notice}"
    ),
    "disclosure_too_late": gettext_lazy(
        "The other bidders need {needed} whole days with the disclosure pack. Use {earliest}, or later"
    ),
}

# Rules without a figure that could change have their source here, the others in the table of time limits.
SOURCES = {
    "working_last_day": gettext_lazy("A period in calendar days ends on a working day in Scotland"),
    "order": gettext_lazy("One step follows another"),
    "prior_involvement": gettext_lazy("Public Contracts (Scotland) Regulations 2015, regulation 42"),
    "even_split": gettext_lazy("Equal weighting of quality and price, the model’s source document"),
    "weights_sum": gettext_lazy("Weights are shares of a whole"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A finding in words: what to do, the rule it rests on, and how far to trust that rule."""

    is_error: bool
    sentence: str
    source: str
    trust: str
    needs_checking: bool


def timetable_of(tender: Tender, extra_days: int = 0) -> Timetable:
    """Return the dates of a tender as the engine takes them; of prior involvement the days it adds alone. No query."""
    return Timetable(
        notice_on=tender.notice_on,
        questions_close_on=tender.questions_close_on,
        deadline=tender.deadline,
        award_decided_on=tender.decision_on,
        standstill_ends_on=tender.standstill_ends_on,
        contract_starts_on=tender.contract_starts_on,
        electronic=tender.is_electronic,
        notices_electronic=tender.notices_are_electronic,
        extra_days=extra_days,
    )


def findings_of(tender: Tender, figures: Figures | None = None) -> list[Finding]:
    """List everything wrong or unusual with a tender's dates, prior involvement and what became of the award included."""
    disclosure = disclosure_of(tender.partnership)
    timetable = replace(
        timetable_of(tender, disclosure.extra_days),
        has_prior_involvement=disclosure.is_due,
        disclosed_on=disclosure.published_on,
    )
    if award := announced_award(tender):
        timetable = _as_happened(timetable, award)
    return check_timetable(timetable, figures or figures_in_force())


def _as_happened(timetable: Timetable, award: Any) -> Timetable:
    # The plan of the award no longer counts: the standstill runs from the real notices.
    contract = getattr(award, "contract", None)
    return replace(
        timetable,
        award_decided_on=london_date(award.decided_at),
        last_notice_on=award.last_notice_on,
        standstill_ends_on=award.standstill_ends_on,
        contract_awarded_on=award.contract_awarded_on,
        award_notice_on=award.notice_published_on,
        contract_starts_on=contract.starts_on if contract else timetable.contract_starts_on,
        notices_electronic=not award.notices.filter(is_electronic=False).exists(),
    )


def said_of(tender: Tender) -> list[Said]:
    """List the findings of a tender's dates in words, errors first."""
    return in_sentences(findings_of(tender), SENTENCES)


def in_sentences(findings: list[Finding], sentences: Mapping[str, Any]) -> list[Said]:
    """Put findings into words with the source and the trust of their rules, errors first. One query where there are any."""
    if not findings:
        return []
    limits = sources_of_limits()
    said = [
        Said(
            is_error=finding.severity is Severity.ERROR,
            sentence=str(sentences[finding.code]).format(**_words(finding.params)),
            source=_source(finding.rule, limits),
            trust=str(TrustWords(finding.rule.trust.value).label),
            needs_checking=not finding.rule.trust.is_settled,
        )
        for finding in findings
    ]
    return sorted(said, key=lambda one: not one.is_error)


def _words(params: Mapping[str, object]) -> dict[str, str]:
    return {name: _word(value) for name, value in params.items()}


def _word(value: object) -> str:
    if isinstance(value, tuple):
        return either_words(*value)
    if isinstance(value, Moment | date):
        return Moment.of(value).words
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(DATES.get(value, value)) if isinstance(value, str) else str(value)


def _source(rule: Rule, limits: dict[str, TimeLimit]) -> str:
    row = limits.get(rule.code)
    if row is None:
        return str(SOURCES.get(rule.code, rule.code))
    return _("{name}: {figure} {unit} ({source})").format(
        name=row.name, figure=row.figure, unit=row.get_unit_display(), source=row.source
    )
