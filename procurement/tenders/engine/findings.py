"""What a check says: a finding under a rule, and how far the rule may be trusted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Trust(StrEnum):
    """Where a rule was read, and whether its figure still has to be confirmed."""

    SEED = "seed"
    LAW = "law"
    GUIDE = "guide"
    OURS = "ours"
    GUIDE_UNCONFIRMED = "guide, unconfirmed"
    LAW_UNCONFIRMED = "law, unconfirmed"
    LAW_UNDER_REVIEW = "law, under review"

    @property
    def is_settled(self) -> bool:
        """Tell whether the figure may be shown without a "check this" note."""
        return "," not in self.value


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by its code, its figure where it has one (days, per cent, people, years) and its trust."""

    code: str
    trust: Trust
    figure: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong or unusual.

    ``code`` names the sentence to show, ``params`` holds what is put into it (dates, numbers, names
    of fields) and ``rule`` what it rests on.
    """

    severity: Severity
    code: str
    rule: Rule
    params: Mapping[str, object] = field(default_factory=dict)


def has_errors(findings: list[Finding]) -> bool:
    """Tell whether any finding is more than a warning."""
    return any(finding.severity is Severity.ERROR for finding in findings)
