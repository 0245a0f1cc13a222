"""What a careful reader would ask, as a chapter of the SROI report."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from evaluation.findings.queries import advice_on
from psp.core import reports


@reports.chapter("sroi", key="checks", title=gettext_lazy("Checks"), position=80)
def checks(found: Any, at: datetime) -> dict[str, Any]:
    """Read what would be an over-claim or a gap, and what is only unusual."""
    advice = advice_on(found)
    return {
        "claims": [one for one in advice if one.is_claim],
        "unusual": [one for one in advice if not one.is_claim],
    }
