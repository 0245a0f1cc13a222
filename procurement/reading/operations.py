"""Reading opened bids, and excluding one. Every reading is kept: who, what, when."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from partnerships.public import lock_record, record
from procurement.bids.models import Bid, BidFile, Part
from procurement.bids.operations import check_handles
from procurement.bids.queries import envelope_of, file_of, late_identity_of
from procurement.evaluators.rules import is_recused_from
from procurement.reading.models import Reading
from procurement.reading.rules import can_read_bidders, can_read_bids, can_read_prices
from procurement.tenders.models import Tender
from procurement.tenders.workflow import State
from psp.core.access import allowed, refusal
from psp.core.dates import london_date
from psp.core.problems import Invalid, NotPermitted, WrongState
from psp.core.sealing import seal

READERS = gettext_lazy("purchasers and evaluators who declared their interests and have none in the bid")
MAY_READ = {Part.IDENTITY: can_read_bidders, Part.QUALITY: can_read_bids, Part.PRICE: can_read_prices}


@sensitive_variables()
@transaction.atomic
def read_bids(*, bids: Iterable[Bid], part: Part, by: Any, at: datetime) -> dict[int, dict[str, Any]]:
    """Open one kind of envelope of several bids of one tender, by the bid's id, and keep that they were read.

    Withdrawn and late bids are left out. Raises NotPermitted where the person may not read one of them, StillSealed before
    its time.
    """
    wanted = [bid for bid in bids if not bid.is_never_opened]
    if not wanted:
        return {}
    # The state as it stands in the database decides, not as somebody read it a while ago.
    tender = Tender.objects.select_related("partnership").get(pk=wanted[0].tender_id)
    if any(bid.tender_id != tender.pk for bid in wanted) or not allowed(MAY_READ[part], by, tender):
        raise NotPermitted(refusal(READERS))
    if part != Part.IDENTITY and recused_bids(tender, by) & {bid.pk for bid in wanted}:
        raise NotPermitted(refusal(READERS))
    for bid in wanted:
        bid.tender = tender
    _keep_reading(wanted, part, by=by, at=at)
    return {bid.pk: envelope_of(bid, part) for bid in wanted}


@sensitive_variables()
@transaction.atomic
def read_late_bidders(*, tender: Tender, by: Any, at: datetime) -> dict[int, dict[str, Any]]:
    """Open who sent the late bids of a tender, by the bid's id, for purchasers to tell them, and keep that it was read.

    Raises NotPermitted, StillSealed before the other bids are open.
    """
    check_handles(tender, by)
    bids = list(tender.bids.filter(is_late=True))
    for bid in bids:
        bid.tender = tender
    _keep_reading(bids, Part.IDENTITY, by=by, at=at)
    return {bid.pk: late_identity_of(bid) for bid in bids}


def _keep_reading(bids: Sequence[Bid], part: Part, *, by: Any, at: datetime) -> None:
    """Count that a person read a part of bids: one row for each bid and day, whoever else counts at the same moment.

    Bids are taken in one order, so that two pages of one person wait for each other and never deadlock. Three queries.
    """
    if not bids:
        return
    day, keys = london_date(at), sorted(bid.pk for bid in bids)
    rows = [Reading(bid_id=key, person=by, part=part, day=day, read_at=at, count=0) for key in keys]
    Reading.objects.bulk_create(rows, ignore_conflicts=True)
    mine = Reading.objects.filter(bid__in=keys, person=by, part=part, day=day)
    held = list(mine.order_by("bid").select_for_update().values_list("pk", flat=True))
    last = Greatest("read_at", Value(at, output_field=DateTimeField()))
    Reading.objects.filter(pk__in=held).update(count=F("count") + 1, read_at=last, updated_at=at)


def recused_bids(tender: Tender, by: Any) -> frozenset[int]:
    """Return ids of the tender's bids a person is kept from, in whatever role. One query."""
    kept = tender.bids.filter(recusals__evaluator__person=by).values_list("pk", flat=True)
    return frozenset(kept)


@sensitive_variables()
@transaction.atomic
def read_file(*, file: BidFile, by: Any, at: datetime) -> tuple[dict[str, Any], bytes]:
    """Open a file of a bid: what its envelope says of it, and its content. Kept as a reading.

    Raises NotPermitted, StillSealed, SealBroken.
    """
    told = read_bids(bids=[file.bid], part=Part(file.part), by=by, at=at)[file.bid_id]
    described = next(one for one in told["files"] if one["key"] == str(file.key))
    return described, file_of(file)


@sensitive_variables()
@transaction.atomic
def exclude_bid(*, bid: Bid, reason: str, by: Any, at: datetime) -> Bid:
    """Exclude an opened bid from scoring, for a reason the law knows; it is not ranked. The reason is sealed: it tells of the bid.

    Raises NotPermitted, WrongState once moderation is closed, Invalid.
    """
    lock_record(bid)
    check_handles(bid.tender, by)
    if not allowed(can_read_bids, by, bid.tender) or is_recused_from(by, bid):
        raise NotPermitted(refusal(READERS))
    locked = Tender.objects.select_for_update().get(pk=bid.tender_id)
    if locked.state not in {State.OPENED, State.MODERATION}:
        raise WrongState(_("A bid is excluded between its opening and the close of moderation."))
    if not reason.strip():
        raise Invalid({"note": _("Enter a reason")})
    sealed = seal({"reason": reason})
    if not locked.bids.live().filter(pk=bid.pk).update(excluded_at=at, sealed_exclusion=sealed):
        raise WrongState(_("Somebody else was quicker: this has already changed."))
    bid.refresh_from_db()
    record(verb="bid.excluded", target=bid, partnership=locked.partnership, by=by, at=at, is_private=True)
    return bid
