"""Before a tender is published, its weights make 100 and bidders know how they are judged."""

from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from procurement.criteria.queries import said_of_weights
from procurement.tenders.gates import PUBLISH, who_purchases
from procurement.tenders.models import PriceMethod, Question
from psp.core.gates import Gap, criterion


def _questions_make_100():
    # SQLite sums decimals as floats.
    summed = Question.objects.filter(tender=OuterRef("pk")).order_by().values("tender").annotate(total=Sum("weight"))
    return Exists(summed.filter(total__gt=Decimal("99.995"), total__lt=Decimal("100.005")))


@criterion(
    "weights_whole",
    before=PUBLISH,
    title=gettext_lazy("The quality questions weigh 100 together, and an uneven split has its reason"),
    is_met=lambda at: (
        Q(_questions_make_100())
        & (Q(quality_weight=50) | ~Q(weights_reason=""))
        & (~Q(price_method=PriceMethod.FIXED_BUDGET) | Q(price_weight=0, budget__isnull=False))
    ),
    why=gettext_lazy("Best value: quality and price weigh the same unless a reason is recorded."),
    position=35,
    fixed=True,
)
def weights_whole(tender, at):
    questions = list(tender.questions.all())
    said = [one.sentence for one in said_of_weights(tender, questions)]
    if not said:
        return Gap(
            _("Set the budget and a price weight of 0"), tender.url("edit_tender_weights"), who_purchases(tender)
        )
    words = said[0]
    if len(said) > 1:
        count = len(said)
        words = ngettext("Fix {count} weight", "Fix {count} weights", count).format(count=count)
    return Gap(words, tender.url("tender_criteria"), who_purchases(tender))
