"""Before the tender stage starts, each partner that may bid knows what it does if it loses."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.contingency.queries import bidders_without_plan
from psp.core.finding import Folded
from psp.core.gates import Gap, criterion


@criterion(
    "contingency_agreed",
    before="start_tender",
    title=gettext_lazy("Each partner that may bid has an agreed contingency plan"),
    is_met=lambda at: ~Exists(bidders_without_plan().filter(partnership=OuterRef("pk"))),
    why=gettext_lazy("Staff and people who use the service are not left alone when a partner loses the tender."),
    position=50,
)
def contingency_agreed(partnership, at):
    members = bidders_without_plan().filter(partnership=partnership).select_related("organisation")
    names = ", ".join(member.organisation.name for member in members.order_by(Folded("organisation__name")))
    words = _("Agree a contingency plan: {names}").format(names=names)
    return Gap(words, partnership.url("contingency_plans"), names)
