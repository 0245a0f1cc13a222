from datetime import date

from partnerships.models import Partnership
from partnerships.timeline.operations import lay_plan
from psp.core.dates import start_of_day


def a_plan(partnership: Partnership, *, on: date = date(2026, 1, 5), planned_from: str = "design", **more):
    """Lay the recommended plan of a partnership down as on the day it starts from; return its timeline."""
    made_at = more.pop("at", None) or start_of_day(on)
    return lay_plan(partnership=partnership, planned_from=planned_from, on=on, by=None, at=made_at, **more)


FAR_OFF = date(2090, 1, 5)


def a_plan_far_ahead(partnership: Partnership, **more):
    """Plan a partnership whose design has not begun whatever the day of the test, for pages, which read the clock."""
    partnership.spells.update(began_on=FAR_OFF)
    return a_plan(partnership, on=FAR_OFF, at=start_of_day(date(2026, 6, 3)), **more)
