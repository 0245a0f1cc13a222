"""The tender as a chapter of the partnership report: what everyone in the partnership may know of it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.tenders.models import Tender
from procurement.tenders.queries import announced_award, clocks
from procurement.tenders.workflow import State
from psp.core import contract_value, reports
from psp.core.reports import Table


@contract_value.source
def value_of_the_contract(partnership: Any, at: datetime) -> Decimal | None:
    """Return what the contract came to, before that what its published tender estimates. One query."""
    out = partnership.tenders.filter(published_at__lte=at).exclude(state=State.CANCELLED)
    tender = out.select_related("award__contract").first()
    award = announced_award(tender) if tender else None
    contract = getattr(award, "contract", None) if award else None
    return contract.value if contract else tender.estimated_value if tender else None


@reports.chapter("partnership", key="tender", title=gettext_lazy("Tender and contract"), position=77)
def tender(partnership: Any, at: datetime) -> dict[str, Any] | None:
    """Read each tender's state and dates, and once every bidder was told who supplies; left out before there is one.

    Of a tender being prepared only that it is: its dates can still change. Of one whose publication is scheduled they are the
    plan and say so.
    """
    found = list(partnership.tenders.select_related("award__contract"))
    return {"tenders": [_told(one.stand_as_of(at), at) for one in found]} if found else None


def _told(found: Tender, at: datetime) -> dict[str, Any]:
    award = announced_award(found)
    return {
        "tender": found,
        "award": award,
        "contract": getattr(award, "contract", None) if award else None,
        "dates": None if found.published_at is None else _dates(found, award, at),
    }


def _dates(found: Tender, award: Any, at: datetime) -> Table:
    rows = [(clock.words, clock.moment.words) for clock in clocks(found, award, at=at) if clock.moment is not None]
    return Table(_("Dates of the tender"), (_("What"), _("When")), tuple(rows))
