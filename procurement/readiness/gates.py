"""Before the tender stage starts, the council's purchasers have found the partnership ready."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.readiness.queries import is_ready, standing_of
from procurement.tenders.queries import purchasers_of
from psp.core.gates import Gap, criterion


@criterion(
    "readiness_positive",
    before="start_tender",
    title=gettext_lazy("The readiness review is positive"),
    is_met=lambda at: is_ready(),
    why=gettext_lazy("Council purchasers look at the evidence before the service goes to tender."),
    position=40,
)
def readiness_positive(partnership, at):
    standing = standing_of(partnership)
    purchasers = ", ".join(purchasers_of(partnership)) or _("No purchaser named")
    leader = partnership.leader.name if partnership.leader else _("No leader named")
    current = standing.open_round
    if current is None and standing.decided is None:
        return Gap(_("Begin the readiness review"), partnership.url("readiness"), leader)
    if current is None:
        words = _("The last readiness review found the partnership not ready: begin another round")
        return Gap(words, partnership.url("readiness"), leader)
    if current.state == "draft":
        words = _("Answer the readiness review: {answered} of {criteria} answered").format(
            answered=current.answered, criteria=current.criteria
        )
        return Gap(words, current.get_absolute_url(), leader)
    words = _("Decide the readiness review: {judged} of {criteria} judged").format(
        judged=current.judged, criteria=current.criteria
    )
    return Gap(words, current.get_absolute_url(), purchasers, current.judge_by)
