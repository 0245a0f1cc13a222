"""The registry of what a partnership's contract is worth, excluding VAT: a spoke that knows better than the estimate says so."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

Source = Callable[[Any, datetime], Decimal | None]
_sources: list[Source] = []


def source(function: Source) -> Source:
    """Register a function ``(partnership, at) -> pounds``, None where it knows none that everyone may read."""
    _sources.append(function)
    return function


def of(partnership: Any, *, at: datetime) -> Decimal | None:
    """Return the value every page and report shows: the first a source knows, else the estimate among the facts."""
    known = (function(partnership, at) for function in _sources)
    estimate: Decimal | None = partnership.contract_value
    return next((value for value in known if value is not None), estimate)
