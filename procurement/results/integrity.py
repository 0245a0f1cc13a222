"""What of this slice is verified: every result opens and is of its tender."""

from typing import Any

from procurement.results.models import Result
from psp.core.sealed_rows import Content, sealed


def _is_own(result: Any, content: Content) -> bool:
    return (content.get("tender"), content.get("number")) == (result.tender_id, result.number)


sealed(Result, "sealed", belongs=_is_own)
