"""What the grid shows beside the figures a person types: each row's impact, and where its sources are."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.runs.queries import Shown
from evaluation.sroi.engine.values import Materiality
from evaluation.value_map.models import Outcome
from evaluation.value_map.queries import key_of
from psp.core.money import in_words, rounded


@dataclass(frozen=True, slots=True)
class Impact:
    """What a row comes to in its first year, in words; ``tone`` is "bad" below nought, "quiet" where it does not count."""

    words: str
    tone: str = ""


def impacts(shown: Shown) -> dict[int, Impact]:
    """Say what each row comes to, by the outcome's id."""
    computed: dict[str, Any] = {}
    if shown.headline is not None:
        computed = {working.key: working for working in shown.headline.result.outcomes}
    return {outcome.pk: _impact(outcome, computed.get(key_of(outcome))) for outcome in shown.rows.outcomes}


def _impact(outcome: Outcome, working: Any) -> Impact:
    if outcome.open_figures:
        return Impact(_("Not counted yet"), "quiet")
    if outcome.materiality == Materiality.HELD:
        return Impact(_("Held without a price"), "quiet")
    if outcome.materiality == Materiality.EXCLUDED:
        return Impact(_("Left out"), "quiet")
    if working is None:
        return Impact("–", "quiet")
    return Impact(in_words(rounded(working.impact, 0)), "bad" if working.impact < 0 else "")


def source_words(outcome: Outcome) -> str:
    """Say how many of a row's figures have a source."""
    count = outcome.source_count
    if not count:
        return _("No source yet")
    return ngettext("{count} source", "{count} sources", count).format(count=count)
