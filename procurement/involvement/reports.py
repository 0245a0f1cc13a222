"""The register of prior involvement, as a chapter of the tender evaluation report (regulation 42).

What an organisation said in proof stays with those who judged it.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from procurement.involvement.queries import register_of
from psp.core import reports


@reports.chapter("tender_evaluation", key="involvement", title=gettext_lazy("Prior involvement"), position=40)
def prior_involvement(found: Any, at: datetime) -> dict[str, Any]:
    """Read who helped to design or pilot the service, what was disclosed to the others, and what was decided. Three queries."""
    return {"entries": register_of(found.tender.partnership)}
