"""Before a tender is published, somebody says which thresholds its value reaches."""

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.tenders.gates import PUBLISH, who_purchases
from psp.core.gates import Gap, criterion


@criterion(
    "thresholds_considered",
    before=PUBLISH,
    title=gettext_lazy("What follows from the contract’s value is recorded"),
    is_met=lambda at: (
        Q(estimated_value__isnull=False, considered_value=F("estimated_value"))
        & ~Q(thresholds_note="")
        & ~Q(service_kind="")
    ),
    why=gettext_lazy("The value decides which law applies: notices, time limits, standstill, community benefits."),
    position=40,
    fixed=True,
)
def thresholds_considered(tender, at):
    if tender.estimated_value is None:
        return Gap(_("Enter the estimated value of the contract"), tender.url("edit_tender"), who_purchases(tender))
    if not tender.service_kind:
        return Gap(_("Say what kind of service it is"), tender.url("edit_tender"), who_purchases(tender))
    if tender.thresholds_note:
        return Gap(
            _("The estimated value has changed: record again what follows from it"),
            tender.url("tender_value"),
            who_purchases(tender),
        )
    return Gap(_("Record which thresholds the value reaches"), tender.url("tender_value"), who_purchases(tender))
