"""To whom notices about a tender being prepared are open: those who prepare it on the day they read."""

from django.db.models import Q

from partnerships.models import PartnershipRole
from procurement.tenders.models import Tender
from procurement.tenders.rules import partnerships_bid_in
from psp.core.notices import sights


@sights("preparers")
def open_with_drafts(user, notices):
    """The same people as ``rules.can_prepare``: purchasers who do not speak for a possible bidder.

    No query for who purchases nowhere.
    """
    purchasing = user.partnerships_with(PartnershipRole.PURCHASER) if user.is_active else []
    if not purchasing:
        return Q(pk__in=[])
    tenders = Tender.objects.filter(partnership__in=purchasing).exclude(partnership__in=partnerships_bid_in(user))
    return Q(sight="preparers", subject_id__in=tenders.values("pk"))
