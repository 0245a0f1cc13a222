"""Before bids are opened no question from a bidder is left hanging: it was answered, or all read why it was not."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.questions.models import Clarification
from procurement.tenders.gates import who_purchases
from psp.core.gates import Gap, criterion


@criterion(
    "questions_settled",
    before="open_bids",
    title=gettext_lazy("Every question from a bidder is answered, or left with a reason"),
    is_met=lambda at: ~Exists(Clarification.objects.unanswered().filter(tender=OuterRef("pk"))),
    why=gettext_lazy("A question not answered 6 days before the deadline moves it, unless a reason is recorded."),
    position=15,
    fixed=True,
)
def questions_settled(tender, at):
    words = _("Record for all bidders why a question was left unanswered")
    return Gap(words, tender.url("clarifications"), who_purchases(tender))
