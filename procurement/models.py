"""The app's tables, re-exported."""

from procurement.tenders.models import (
    Amendment,
    PriceMethod,
    Question,
    Tender,
    TenderDocument,
    TenderDocumentKind,
)

__all__ = ["Amendment", "PriceMethod", "Question", "Tender", "TenderDocument", "TenderDocumentKind"]
