"""What documents a tender needs before it is published."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.tenders.gates import PUBLISH, who_purchases
from procurement.tenders.models import TenderDocument, TenderDocumentKind
from psp.core.gates import Gap, criterion

NEEDED = (
    TenderDocumentKind.INVITATION,
    TenderDocumentKind.SPECIFICATION,
    TenderDocumentKind.TERMS,
    TenderDocumentKind.PRICING,
)


def _documents_are_there(at):
    present = Q()
    for kind in NEEDED:
        present &= Q(Exists(TenderDocument.objects.filter(tender=OuterRef("pk"), kind=kind)))
    return present


@criterion(
    "tender_documents",
    before=PUBLISH,
    title=gettext_lazy("The tender documents are complete"),
    is_met=_documents_are_there,
    why=gettext_lazy(
        "Bidders need the invitation, the specification, the terms and a pricing schedule from the first day."
    ),
    position=30,
    fixed=True,
)
def tender_documents(tender, at):
    there = set(tender.documents.values_list("kind", flat=True))
    missing = ", ".join(str(kind.label).lower() for kind in NEEDED if kind not in there)
    return Gap(
        _("Add to the tender documents: {missing}").format(missing=missing),
        tender.url("tender_documents"),
        who_purchases(tender),
    )
