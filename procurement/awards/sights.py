"""To whom notices about bids and awards are open: those who handle or evaluate the bids on the day they read.

The same people as the rules of the pages let in (``bids.rules``, ``reading.rules``, ``results.rules``), asked for many
tenders at once.
"""

from django.db.models import Exists, OuterRef, Q

from partnerships.models import PartnershipRole
from procurement.awards.models import Award
from procurement.bids.queries import tenders_with_part
from procurement.evaluators.models import Evaluator, Recusal
from procurement.tenders.models import Tender
from psp.core.notices import sights

CODES = ("handlers", "bids", "scores", "result", "award")
SIDE = (PartnershipRole.PURCHASER, PartnershipRole.EVALUATOR)
BARRED = (PartnershipRole.LEADER, PartnershipRole.CONTACT)


@sights(*CODES)
def open_with_bids(user, notices):
    """Return the condition on notices about bids of tenders the person handles or evaluates.

    ``handlers`` are purchasers without a part in a bid, ``bids`` those and the evaluators; ``scores`` leaves out who has not
    declared their interests or is shut out of all bids, ``result`` who is kept from one. An ``award`` is the handlers', and everybody's once every bidder has been
    told. No query for who neither purchases nor evaluates; else one, and a few where
    there are such notices.
    """
    announced = Award.objects.filter(standstill_ends_on__isnull=False)
    announced = Q(sight="award", subject_id__in=announced.values("tender"))
    if not user.is_active or user.is_administrator or not user.partnerships_with(*SIDE):
        return announced
    handling = set(user.partnerships_with(PartnershipRole.PURCHASER))
    barred = set(user.partnerships_with(*BARRED))
    subjects = notices.filter(sight__in=CODES).order_by().values("subject_id")
    tenders = list(Tender.objects.filter(pk__in=subjects).exclude(partnership__in=barred).select_related("partnership"))
    if not tenders:
        return announced
    with_part = tenders_with_part(user, tenders)
    free = {tender.pk: tender.partnership_id for tender in tenders if tender.pk not in with_part}
    kept_from = Recusal.objects.filter(evaluator=OuterRef("pk"))
    places = list(Evaluator.objects.filter(person=user, tender__in=free).annotate(is_kept=Exists(kept_from)))
    of_side = {pk for pk, partnership in free.items() if partnership in user.partnerships_with(*SIDE)}
    evaluating = {row.tender_id for row in places if row.removed_at is None and row.task == "quality"} & of_side
    declared = {row.tender_id for row in places if row.removed_at is None and row.declared_at is not None}
    shut_out = {row.tender_id for row in places if row.recused_from_all}
    kept = {row.tender_id for row in places if row.is_kept}
    handlers = {pk for pk, partnership in free.items() if partnership in handling}
    readers = handlers | (evaluating & free.keys())
    scores = (readers & declared) - shut_out
    return (
        announced
        | Q(sight__in=["handlers", "award"], subject_id__in=handlers)
        | Q(sight="bids", subject_id__in=readers)
        | Q(sight="scores", subject_id__in=scores)
        | Q(sight="result", subject_id__in=scores - kept)
    )
