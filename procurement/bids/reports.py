"""What came in, as a chapter of the tender evaluation report."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.bids.queries import receipts_of
from psp.core import reports
from psp.core.dates import moment_in_words
from psp.core.reports import Table


@reports.chapter("tender_evaluation", key="bids", title=gettext_lazy("Bids received"), position=50)
def bids(found: Any, at: datetime) -> dict[str, Any]:
    """Read every receipt, late and withdrawn bids too, which stay sealed for good, and who opened the others."""
    names = found.content["bidders"]
    rows = tuple(
        (
            bid.receipt,
            str(names.get(bid.receipt, _("Never opened"))),
            moment_in_words(bid.received_at),
            "\n".join(filter(None, [str(bid.standing[1]), _belated(bid)])),
        )
        for bid in receipts_of(found.tender)
    )
    headings = (_("Receipt"), _("Bidder"), _("Received"), _("What became of it"))
    return {
        "bids": Table(_("Bids received"), headings, rows),
        "openings": found.tender.opening_confirmations.select_related("person"),
    }


def _belated(bid: Any) -> str:
    if not bid.belated_reason:
        return ""
    words = _("Recorded after the deadline by {who}: {reason}").format(who=bid.recorded_by, reason=bid.belated_reason)
    return _("{words} Confirmed by {other}.").format(words=words, other=bid.confirmed_by) if bid.confirmed_by else words
