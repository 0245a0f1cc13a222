"""How service users were involved, as a chapter of the partnership report."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.involvement.models import Involvement
from partnerships.involvement.queries import chart_of, involvement_summary
from partnerships.lifecycle.models import Partnership
from psp.core import reports


@reports.chapter("partnership", key="involvement", title=gettext_lazy("Involvement of service users"), position=50)
def involvement(partnership: Partnership, at: datetime) -> dict[str, Any]:
    """Read the log, the latest first, with the people at each level as a picture."""
    summary = involvement_summary(partnership)
    title = _("People at each level of involvement")
    return {
        "summary": summary,
        "chart": chart_of(summary, name="report-involvement", title=title) if summary.occasions else None,
        "entries": Involvement.objects.filter(partnership=partnership),
    }
