from datetime import date

from partnerships.models import Partnership
from partnerships.timeline.operations import lay_plan
from psp.core.dates import start_of_day


def a_plan(partnership: Partnership, *, on: date = date(2026, 1, 5), planned_from: str = "design", **more):
    """Lay the recommended plan of a partnership down as on the day it starts from; return its timeline."""
    made_at = more.pop("at", None) or start_of_day(on)
    return lay_plan(partnership=partnership, planned_from=planned_from, on=on, by=None, at=made_at, **more)
