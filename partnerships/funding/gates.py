"""What the pilot needs of the funding plan, and what the tender needs of the commitments: that somebody pays."""

from datetime import datetime
from typing import Any

from django.db.models import DateField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.commitments.models import Commitment
from partnerships.commitments.queries import commitments_of, pledges_of, underwriting_of
from partnerships.funding.engine.sources import THREE_HEADS
from partnerships.funding.models import FUNDED, FundingLine, FundingPlan, HeadWords
from partnerships.funding.queries import paid_until_of
from partnerships.timeline.models import Timeline
from psp.core.dates import in_words, london_date
from psp.core.gates import Gap, criterion


def _funded_heads() -> Any:
    funded = Q()
    for head in THREE_HEADS:
        funded &= Q(Exists(FundingLine.objects.filter(partnership=OuterRef("pk"), head=head, status__in=FUNDED)))
    return funded


@criterion(
    "funding_covers_heads",
    before="start_pilot",
    title=gettext_lazy("A funding plan with money for each of the three heads"),
    is_met=lambda at: _funded_heads(),
    why=gettext_lazy(
        "A development officer with ongoing support, shared vision and values, and administration: without money for each, partnerships do not last."
    ),
    position=90,
)
def funding_covers_heads(partnership: Any, at: datetime) -> Gap:
    """Name the heads without money that is secured or promised."""
    funded = set(FundingLine.objects.filter(partnership=partnership, status__in=FUNDED).values_list("head", flat=True))
    missing = ", ".join(str(HeadWords(head).label).lower() for head in THREE_HEADS if head not in funded)
    return Gap(
        _("Find money, secured or promised, for: {heads}").format(heads=missing),
        partnership.url("funding"),
        str(partnership.leader or ""),
    )


def _is_underwritten(at: datetime) -> Any:
    """Every day from the end of the money, today at the earliest, to the service start lies in a signed commitment.

    The end of the money is that of ``funding.queries.paid_until_of``.

    That is so where a commitment covers the first day, and each one that ends too early is followed by another without a
    day between. ``commitments.engine.first_uncovered_day`` says the same.
    """
    today = Value(london_date(at), output_field=DateField())
    by_plan = Subquery(FundingPlan.objects.filter(partnership=OuterRef("partnership")).values("paid_until")[:1])
    paid_until = Coalesce(by_plan, F("funding_ends_on"))
    signed = Commitment.objects.signed()
    first = signed.filter(
        partnership=OuterRef("partnership"), starts_on__lte=OuterRef("first_day"), until__gt=OuterRef("first_day")
    )
    next_one = signed.filter(
        partnership=OuterRef("partnership"), starts_on__lte=OuterRef("until"), until__gt=OuterRef("until")
    )
    broken_off = signed.filter(
        ~Exists(next_one),
        partnership=OuterRef("partnership"),
        until__gt=OuterRef("first_day"),
        until__lt=OuterRef("service_starts_on"),
    )
    plans = Timeline.objects.annotate(first_day=Greatest(Coalesce(paid_until, today), today))
    lasts = Q(service_starts_on__lte=F("first_day"))
    return Exists(plans.filter(lasts | (Q(Exists(first)) & ~Q(Exists(broken_off))), partnership=OuterRef("pk")))


@criterion(
    "service_underwritten",
    before="start_tender",
    title=gettext_lazy("The service is underwritten until the contract starts"),
    is_met=_is_underwritten,
    why=gettext_lazy(
        "Of ten early partnerships none reached a contract; of fourteen later ones, thirteen had it in writing who would pay after the pilot."
    ),
    waivable=True,
    position=50,
)
def service_underwritten(partnership: Any, at: datetime) -> Gap:
    """Name the first day nobody has committed to pay for, and who is asked first."""
    page, owner = partnership.url("commitments"), str(partnership.lead_public or partnership.purchasing_council)
    found = underwriting_of(
        partnership,
        pledges_of(commitments_of(partnership)),
        today=london_date(at),
        paid_until=paid_until_of(partnership),
        costs=(),
    )
    if found is None or found.uncovered_on is None:
        return Gap(_("Make a plan first, so that it is clear how long the service must be paid for"), page, owner)
    words = _("Nobody has committed to pay for the service from {day}").format(day=in_words(found.uncovered_on))
    return Gap(words, page, owner, found.uncovered_on)
