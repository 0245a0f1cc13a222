"""What the pilot contributes to a partnership's overview: its latest figures against their targets."""

from collections.abc import Iterable
from typing import Any

from partnerships.pilot.models import SuccessCriterion
from partnerships.pilot.queries import with_results
from psp.core.figures import Figure, source

SHOWN = 3


@source
def pilot_so_far(partnership: Any, user: Any) -> Iterable[Figure]:
    """List the first criteria that have a result, each with its target. Three queries, one where there is none."""
    rows = SuccessCriterion.objects.in_force().filter(partnership=partnership, results__isnull=False).distinct()
    for criterion in with_results(rows).order_by("pk")[:SHOWN]:
        yield Figure(
            criterion.indicator, criterion.latest_result.said, criterion.target_words, criterion.get_absolute_url()
        )
