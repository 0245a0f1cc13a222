"""What was learned, as a chapter of the partnership report."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from partnerships.learning.models import LearningPoint
from partnerships.lifecycle.models import Partnership
from psp.core import reports


@reports.chapter("partnership", key="learning", title=gettext_lazy("Learning"), position=90)
def learning(partnership: Partnership, at: datetime) -> dict[str, Any]:
    """Read the partnership's learning points, the latest first. One query."""
    points = LearningPoint.objects.filter(partnership=partnership, withdrawn_at=None)
    return {"points": list(points.select_related("written_by"))}
