"""What the pilot needs of the involvement log: that service users took part in the design."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.involvement.models import Involvement
from psp.core.gates import Gap, criterion


@criterion(
    "users_involved",
    before="start_pilot",
    title=gettext_lazy("Service users involved in the design, not only told or consulted"),
    is_met=lambda at: Exists(Involvement.objects.taking_part().filter(partnership=OuterRef("pk"))),
    why=gettext_lazy(
        "Better services come from those who use them: at least once they were involved, co-designed or led."
    ),
    position=70,
)
def users_involved(partnership: Any, at: datetime) -> Gap:
    """Say that the log has no entry at a level of taking part."""
    return Gap(
        _("Involve service users in the design, and log it as involved, co-designed or led"),
        partnership.url("involvement_log"),
        str(partnership.leader or ""),
    )
