"""What the plan asks of the gate before the pilot: that what comes before it has begun."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.lifecycle.models import Spell
from psp.core.dates import in_words, london_date
from psp.core.gates import Gap, criterion


def _ahead(at: datetime) -> Any:
    """Design begins on its planned day; every later state begins on the day somebody records."""
    return Spell.objects.filter(ended_on=None, began_on__gt=london_date(at))


@criterion(
    "design_begun",
    before="start_pilot",
    title=gettext_lazy("Design has begun"),
    is_met=lambda at: ~Exists(_ahead(at).filter(partnership=OuterRef("pk"))),
    why=gettext_lazy("A pilot cannot start before the design stage has: the plan says when that is."),
    position=5,
    # Without it the transition is refused whatever else holds.
    fixed=True,
    silent=True,
)
def design_begun(partnership: Any, at: datetime) -> Gap:
    """Say the day design begins by the plan."""
    day = _ahead(at).filter(partnership=partnership).values_list("began_on", flat=True).get()
    words = _("By the plan, design begins only on {day}. Move it on the timeline first")
    return Gap(words.format(day=in_words(day)), partnership.url("timeline"), str(partnership.leader or ""), day)
