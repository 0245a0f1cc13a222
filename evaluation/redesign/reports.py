"""What changes in the contract because of the study, as a chapter of the SROI report."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from psp.core import reports


@reports.chapter("sroi", key="redesign", title=gettext_lazy("What changes in the contract"), position=90)
def redesign(found: Any, at: datetime) -> dict[str, Any]:
    """Read the redesign decisions in the order they were made. One query."""
    return {"decisions": list(found.study.redesign_decisions.all())}
