"""What the last verification said."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from partnerships.verification.models import Verification
from psp.core import health, integrity
from psp.core.work import WorkState

# One runs every night; three missed ones are no accident.
OLD_AFTER = timedelta(days=3)


def last_verification() -> Verification | None:
    """Return the latest verification that came to an end, without what it found; None before the first."""
    return Verification.objects.over().defer("problems").first()


@dataclass(frozen=True, slots=True)
class Findings:
    """What a verification found by one check: how many records it looked at, the problems it names, and what to do."""

    label: Any
    checked: int
    problems: list[dict[str, str]]
    advice: Any


def findings_of(verification: Verification) -> list[Findings]:
    """Group what a verification found by check, those it looked at without a problem too."""
    ordered = sorted(verification.problems, key=lambda problem: problem["check"])
    found = {code: list(problems) for code, problems in groupby(ordered, key=lambda problem: problem["check"])}
    return [
        Findings(check.label, verification.checked.get(check.code, 0), found.get(check.code, []), check.advice)
        for check in integrity.checks()
    ]


@health.check("verification")
def verification_health(at: datetime) -> health.Finding:
    """Say when everything was last verified and how many problems that found. One query."""
    last = last_verification()
    if last is None or last.ended_at is None:
        return health.Finding({"state": "never"})
    hours = int((at - last.ended_at).total_seconds() // 3600)
    state = "stopped" if last.state == WorkState.FAILED else "problems" if last.problem_count else "ok"
    found = {"state": state, "problems": last.problem_count, "hours_ago": max(hours, 0)}
    return health.Finding(found, is_well=state == "ok" and at - last.ended_at <= OLD_AFTER)
