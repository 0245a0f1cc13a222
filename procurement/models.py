"""The app's tables, re-exported."""

from procurement.tenders.models import (
    Amendment,
    DocumentKind,
    PriceMethod,
    Question,
    Tender,
    TenderDocument,
)

__all__ = ["Amendment", "DocumentKind", "PriceMethod", "Question", "Tender", "TenderDocument"]
