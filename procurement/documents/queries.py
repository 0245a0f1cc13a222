"""What a tender makes of documents of the partnership: published ones stand still, drafts are kept from possible bidders."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from procurement.involvement.models import PriorInvolvement
from procurement.tenders.models import TenderDocument
from procurement.tenders.rules import partnerships_bid_in
from procurement.tenders.workflow import State
from psp.core.holds import hold, keep_back


@hold
def hold_of_tender(document: Any) -> str:
    """Say that bidders were given the document; a cancelled tender holds nothing. One query."""
    given = document.in_tenders.filter(is_published=True).exclude(tender__state=State.CANCELLED)
    row = given.select_related("tender").order_by("-published_at").first()
    if row is None:
        return ""
    words = _(
        "This document is published with the tender “{tender}”: bidders rely on it. A purchaser adds a version to the "
        "tender’s documents, with a reason, before the deadline for bids."
    )
    return words.format(tender=row.tender)


@keep_back
def drafts_kept_from(user: Any) -> Q:
    """Restricted documents and packs of tenders, before all bidders read them, in partnerships the person may bid in."""
    drafts = TenderDocument.objects.values("document")
    packs = PriorInvolvement.objects.filter(pack__isnull=False).values("pack")
    return Q(partnership__in=partnerships_bid_in(user)) & (Q(pk__in=drafts) | Q(pk__in=packs))
