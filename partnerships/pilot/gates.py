"""What the pilot and its evaluation need of the success criteria."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partnerships.pilot.models import CriteriaFreeze, SuccessCriterion
from psp.core.gates import Gap, criterion


def _criteria() -> Any:
    return SuccessCriterion.objects.in_force().filter(partnership=OuterRef("pk"))


@criterion(
    "criteria_frozen",
    before="start_pilot",
    title=gettext_lazy("Success criteria frozen"),
    is_met=lambda at: Exists(CriteriaFreeze.objects.filter(partnership=OuterRef("pk"))) & Exists(_criteria()),
    why=gettext_lazy("What counts as success is settled before anybody knows the results."),
    position=80,
)
def criteria_frozen(partnership: Any, at: datetime) -> Gap:
    """Say whether criteria are missing or only not frozen."""
    any_yet = SuccessCriterion.objects.in_force().filter(partnership=partnership).exists()
    words = _("Freeze the success criteria") if any_yet else _("Set success criteria for the pilot, then freeze them")
    return Gap(words, partnership.url("pilot"), str(partnership.leader or ""))


@criterion(
    "results_recorded",
    before="start_evaluation",
    title=gettext_lazy("A result against each success criterion"),
    is_met=lambda at: (
        Exists(_criteria()) & ~Exists(SuccessCriterion.objects.without_result().filter(partnership=OuterRef("pk")))
    ),
    why=gettext_lazy("An evaluation sets what was achieved against what was promised, good or bad."),
    position=10,
)
def results_recorded(partnership: Any, at: datetime) -> Gap:
    """Say how many criteria have no result, with the earliest day one is due."""
    open_criteria = SuccessCriterion.objects.without_result().filter(partnership=partnership)
    days = list(open_criteria.order_by("due_on").values_list("due_on", flat=True))
    leader = str(partnership.leader or "")
    if not days:
        return Gap(_("Set success criteria and record their results"), partnership.url("pilot"), leader)
    words = ngettext(
        "Record a result for {n} success criterion", "Record results for {n} success criteria", len(days)
    ).format(n=len(days))
    return Gap(words, partnership.url("pilot"), leader, days[0])
