"""Bids an evaluator has yet to score and scores a chair has yet to moderate, due two weeks after they could begin."""

from datetime import timedelta

from django.db.models import Max, OuterRef, Prefetch, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import PartnershipRole, PersonRole
from procurement.evaluators.models import Evaluator
from procurement.opening.models import OpeningConfirmation
from procurement.tenders.workflow import State
from psp.core.dates import london_date
from psp.core.due import DueItem, source

# Ours: how long scoring takes, and moderation after it; never longer than to the day the award is decided.
TIME_TO_SCORE = timedelta(days=14)


@source("bids_to_score", gettext_lazy("Bids to score"))
def bids_to_score(first, last, person_id=None):
    """List who has not locked their scores, from the opening on; the purchasers hear of it when it is late. Two queries."""
    opened = OpeningConfirmation.objects.filter(tender=OuterRef("tender"), position=2).values("confirmed_at")[:1]
    rows = Evaluator.objects.scoring().filter(locked_at=None, tender__state=State.OPENED)
    title = _("Score the bids: {tender}")
    yield from _owed(
        "bids_to_score", rows.annotate(begun_at=Subquery(opened)), title, "scoring", first, last, person_id
    )


@source("scores_to_moderate", gettext_lazy("Scores to moderate"))
def scores_to_moderate(first, last, person_id=None):
    """List the chairs of tenders whose scores are to be agreed; the purchasers hear of it when it is late. Two queries."""
    locked = Evaluator.objects.filter(tender=OuterRef("tender")).order_by().values("tender")
    rows = Evaluator.objects.current().filter(is_chair=True, tender__state=State.MODERATION)
    rows = rows.annotate(begun_at=Subquery(locked.annotate(last=Max("locked_at")).values("last")))
    yield from _owed(
        "scores_to_moderate", rows, _("Moderate the scores: {tender}"), "moderation", first, last, person_id
    )


def _owed(kind, rows, title, page, first, last, person_id):
    rows = rows.filter(person__is_active=True).exclude(tender__partnership__state="stopped")
    if person_id is not None:
        rows = rows.filter(person=person_id)
    purchasers = PersonRole.objects.filter(role=PartnershipRole.PURCHASER, person__is_active=True).order_by("person")
    rows = rows.select_related("tender__partnership").prefetch_related(
        Prefetch("tender__partnership__roles", purchasers, to_attr="purchasers")
    )
    for row in rows.order_by("pk"):
        tender = row.tender
        days = [tender.decision_on, row.begun_at and london_date(row.begun_at + TIME_TO_SCORE)]
        due_on = min(filter(None, days), default=None)
        if due_on is None or not first <= due_on <= last:
            continue
        yield DueItem(
            kind=kind,
            key=f"{kind}:{row.pk}",
            title=title.format(tender=tender.title),
            due_on=due_on,
            # On other people's lists it stands as well, and they may not open the page where it is done.
            url=tender.get_absolute_url()
            if person_id is None
            else reverse(page, args=[tender.partnership_id, tender.pk]),
            partnership_id=tender.partnership_id,
            partnership=tender.partnership.name,
            people=(row.person_id,),
            leaders=tuple(role.person_id for role in tender.partnership.purchasers),
            is_confidential=True,
        )
