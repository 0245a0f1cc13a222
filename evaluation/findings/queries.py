"""Check before you publish: what a careful reader would ask, in words, with where it is mended."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evaluation.runs.queries import Shown
from evaluation.sroi.engine.checks import Code, Finding, Level, findings_of
from evaluation.studies.queries import pounds_words, ratio_words
from evaluation.value_map.models import Decision, Outcome
from evaluation.value_map.queries import key_of
from psp.core.money import in_words, percent


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to look at before publishing; ``is_claim`` where it would be an over-claim or leaves a gap.

    ``places`` are the rows it is about, each with its address, where there are several.
    """

    sentence: str
    url: str = ""
    is_claim: bool = False
    places: tuple[tuple[str, str], ...] = ()


SENTENCES = {
    Code.NO_OUTCOMES: gettext_lazy("No outcome is valued yet"),
    Code.NO_INPUTS: gettext_lazy("No input has a value: there is no ratio without what was put in"),
    Code.VALUE_IN_ONE_OUTCOME: gettext_lazy("{percent} of the value rests on one outcome, “{outcome}”"),
    Code.OUTCOME_WITHOUT_STAKEHOLDER: gettext_lazy("“{outcome}” says for nobody"),
    Code.STAKEHOLDER_WITHOUT_OUTCOME: gettext_lazy("{stakeholder}: no outcome. Does nothing change for them?"),
    Code.NO_REASON_FOR_NO_DEADWEIGHT: gettext_lazy("“{outcome}” has no reason for 0% deadweight"),
    Code.NO_REASON_FOR_NO_ATTRIBUTION: gettext_lazy("“{outcome}” has no reason why attribution is 0%"),
    Code.NO_DROP_OFF: gettext_lazy("“{outcome}” lasts {years} years and never weakens"),
    Code.DROP_OFF_WITHOUT_EFFECT: gettext_lazy(
        "“{outcome}” lasts one year, so its drop-off of {percent} has no effect"
    ),
    Code.QUANTITY_WITHOUT_SOURCE: gettext_lazy("“{outcome}” has no source for its quantity"),
    Code.PROXY_WITHOUT_SOURCE: gettext_lazy("“{outcome}” has no source for what it is worth"),
    Code.NO_REASON_FOR_LEAVING_OUT: gettext_lazy("“{outcome}” is not valued, and no reason is given"),
    Code.NOTHING_LEFT: gettext_lazy("“{outcome}” counts for nothing: one of its deductions is 100%"),
    Code.NEGATIVE_OUTCOME: gettext_lazy("“{outcome}” makes things worse by {pounds}: say so where you publish"),
    Code.TWO_NEGATIVES: gettext_lazy("“{outcome}” is negative twice, which counts as a benefit"),
    Code.NO_NEGATIVE_OUTCOME: gettext_lazy("Nothing gets worse for anybody: did you ask?"),
    Code.LONG_DURATION: gettext_lazy("“{outcome}” lasts {years} years: can you show it?"),
    Code.UNUSUAL_DEADWEIGHT: gettext_lazy(
        "Deadweight is unusual: {percent} in the middle, {typical} in published studies"
    ),
    Code.UNUSUAL_ATTRIBUTION: gettext_lazy(
        "Attribution is unusual: {percent} in the middle, {typical} in published studies"
    ),
    Code.UNUSUAL_DROP_OFF: gettext_lazy("Drop-off is unusual: {percent} in the middle, {typical} in published studies"),
    Code.UNUSUAL_RATIO: gettext_lazy("A ratio of {ratio} is unusual: {typical} is in the middle of published studies"),
    Code.RATIO_BELOW_ONE: gettext_lazy("The value is less than what was put in"),
}
# The same of several rows is said once.
OF_SEVERAL = {
    Code.NO_REASON_FOR_NO_DEADWEIGHT: gettext_lazy("{count} outcomes have no reason for 0% deadweight"),
    Code.NO_REASON_FOR_NO_ATTRIBUTION: gettext_lazy("{count} outcomes have no reason why attribution is 0%"),
    Code.NO_DROP_OFF: gettext_lazy("{count} outcomes last several years and never weaken"),
    Code.DROP_OFF_WITHOUT_EFFECT: gettext_lazy("{count} outcomes last one year, so their drop-off has no effect"),
    Code.QUANTITY_WITHOUT_SOURCE: gettext_lazy("{count} outcomes have no source for their quantity"),
    Code.PROXY_WITHOUT_SOURCE: gettext_lazy("{count} outcomes have no source for what they are worth"),
    Code.NO_REASON_FOR_LEAVING_OUT: gettext_lazy("{count} outcomes are not valued, and no reason is given"),
    Code.NOTHING_LEFT: gettext_lazy("{count} outcomes count for nothing: one of their deductions is 100%"),
    Code.NEGATIVE_OUTCOME: gettext_lazy("{count} outcomes make things worse: say so where you publish"),
    Code.LONG_DURATION: gettext_lazy("{count} outcomes last long: can you show it?"),
}
_SAID: dict[str, Callable[[Any], str]] = {
    "percent": percent,
    "pounds": lambda amount: in_words(abs(amount)),
    "ratio": ratio_words,
}


def advice_on(shown: Shown) -> list[Advice]:
    """List what to look at before publishing: over-claims and gaps first, then what is only unusual.

    No query: everything comes from what is shown. Empty where the study cannot be computed.
    """
    if shown.engine_study is None:
        return []
    by_code: dict[Code, list[Finding]] = {}
    # A row that is not finished counts for nothing yet, and still says that something changes.
    named = {outcome.stakeholder.name for outcome in shown.rows.outcomes}
    for finding in findings_of(shown.engine_study):
        if finding.code is Code.STAKEHOLDER_WITHOUT_OUTCOME and finding.figures["stakeholder"] in named:
            continue
        by_code.setdefault(finding.code, []).append(finding)
    found: list[Advice] = []
    for code, findings in by_code.items():
        if len(findings) > 1 and code in OF_SEVERAL:
            found.append(_together(code, findings, shown))
        else:
            found += [_advice(finding, shown) for finding in findings]
    return sorted([*found, *_own(shown)], key=lambda advice: not advice.is_claim)


def _together(code: Code, findings: list[Finding], shown: Shown) -> Advice:
    rows = [row for finding in findings if (row := shown.rows.outcome(finding.row or "")) is not None]
    places = tuple((str(row), shown.study.url("outcome", row.pk)) for row in rows)
    sentence = str(OF_SEVERAL[code]).format(count=len(findings))
    return Advice(sentence, is_claim=findings[0].level is Level.CLAIM, places=places)


def _advice(finding: Finding, shown: Shown) -> Advice:
    figures = {name: _said(name, value, finding.code) for name, value in finding.figures.items()}
    row = shown.rows.outcome(finding.row or "")
    if row is not None:
        # Three rows of one change are told apart by their indicators; what one outcome is worth is of all of them.
        figures["outcome"] = row.description if finding.code is Code.VALUE_IN_ONE_OUTCOME else str(row)
    sentence = str(SENTENCES[finding.code]).format(**figures)
    return Advice(sentence, _where(finding.code, row, shown), finding.level is Level.CLAIM)


def _said(name: str, value: Any, code: Code) -> str:
    if name == "typical":
        return ratio_words(value) if code is Code.UNUSUAL_RATIO else percent(value)
    if name in _SAID and isinstance(value, Decimal):
        return _SAID[name](value)
    return str(value)


def _where(code: Code, row: Outcome | None, shown: Shown) -> str:
    study = shown.study
    if row is not None:
        return study.url("outcome", row.pk)
    if code in {Code.NO_INPUTS, Code.STAKEHOLDER_WITHOUT_OUTCOME}:
        return study.url("stakeholders")
    return study.url("value_map")


def _own(shown: Shown) -> Iterator[Advice]:
    """What the engine does not see: who was asked, and how a private company would compare."""
    study = shown.study
    computed = {row.key: row for row in shown.headline.result.outcomes} if shown.headline else {}
    for outcome in shown.rows.outcomes:
        working = computed.get(key_of(outcome))
        if outcome.stated_impact is not None and working is not None and working.impact_pounds != outcome.stated_impact:
            words = _("The file “{outcome}” came from states an impact of {stated}: its figures give {impact}")
            stated, impact = pounds_words(outcome.stated_impact), pounds_words(working.impact)
            sentence = words.format(outcome=outcome, stated=stated, impact=impact)
            yield Advice(sentence, study.url("outcome", outcome.pk))
    silent = [
        person.name
        for person in shown.rows.stakeholders
        if person.decision != Decision.EXCLUDED and not person.involvement.strip()
    ]
    if silent:
        words = ngettext(
            "{first}: nothing says how they were asked",
            "{first} and {others} more: nothing says how they were asked",
            len(silent),
        )
        sentence = words.format(first=silent[0], others=len(silent) - 1)
        yield Advice(sentence, study.url("stakeholders"), is_claim=True)
    if not study.comparison.strip():
        words = _("Nothing says how a private company delivering the contract would compare")
        yield Advice(words, f"{study.get_absolute_url()}#about")
    if study.schedule.needs_checking:
        words = _("Check that the discount rates of “{schedule}” are still in force")
        yield Advice(words.format(schedule=study.schedule), f"{study.get_absolute_url()}#about")
