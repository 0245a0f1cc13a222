"""Bids an evaluator has yet to score, due by the day the award is planned to be decided."""

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import PartnershipRole, PersonRole
from procurement.evaluators.models import Evaluator
from procurement.tenders.workflow import State
from psp.core.due import DueItem, source


@source("bids_to_score", gettext_lazy("Bids to score"))
def bids_to_score(first, last, person_id=None):
    """List who has not locked their scores; the purchasers hear of it when it is late. Two queries."""
    rows = Evaluator.objects.scoring().filter(
        locked_at=None, tender__state=State.OPENED, tender__decision_on__range=(first, last), person__is_active=True
    )
    rows = rows.exclude(tender__partnership__state="stopped")
    if person_id is not None:
        rows = rows.filter(person=person_id)
    purchasers = PersonRole.objects.filter(role=PartnershipRole.PURCHASER, person__is_active=True).order_by("person")
    rows = rows.select_related("tender__partnership").prefetch_related(
        Prefetch("tender__partnership__roles", purchasers, to_attr="purchasers")
    )
    for row in rows.order_by("pk"):
        tender = row.tender
        yield DueItem(
            kind="bids_to_score",
            key=f"bids_to_score:{row.pk}",
            title=_("Score the bids: {tender}").format(tender=tender.title),
            due_on=tender.decision_on,
            url=reverse("scoring", args=[tender.partnership_id, tender.pk]),
            partnership_id=tender.partnership_id,
            partnership=tender.partnership.name,
            people=(row.person_id,),
            leaders=tuple(role.person_id for role in tender.partnership.purchasers),
        )
