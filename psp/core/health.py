"""The registry of health checks: each part of the service says how it is, for the health page and those who watch it.

What a check says is public: states, counts and times, nothing about people, content or secrets.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Finding:
    """How a part is: ``state`` as the health page says it; where it is not well the whole service is "degraded"."""

    state: Any
    is_well: bool = True


Check = Callable[[datetime], Finding]
_checks: dict[str, Check] = {}


def check(code: str) -> Callable[[Check], Check]:
    """Register a function ``(at) -> Finding``. It is asked only while the database answers. Raises ValueError on a second one."""

    def decorate(function: Check) -> Check:
        if code in _checks:
            raise ValueError(f"Two health checks are called {code}")
        _checks[code] = function
        return function

    return decorate


def findings(at: datetime) -> dict[str, Finding]:
    """Ask every check, by code. A check that fails itself says so and stops no other."""
    return {code: _ask(code, function, at) for code, function in sorted(_checks.items())}


def _ask(code: str, function: Check, at: datetime) -> Finding:
    try:
        return function(at)
    except Exception as problem:  # whatever a part meets, the health page answers
        log.warning("health_check_failed", check=code, problem=type(problem).__name__)
        return Finding("unknown", is_well=False)
