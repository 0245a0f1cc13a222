"""Bids that came in time but were typed in only after the deadline: with a reason, and the word of a second purchaser."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from partnerships.public import lock_record, record
from procurement.bids.models import Bid
from procurement.bids.operations import Content, check_handles, check_received, check_scores_nothing, write_bid
from procurement.bids.queries import handlers_of
from procurement.tenders.models import Tender
from procurement.tenders.operations import ASSIGNMENT, locked_tender, tell
from procurement.tenders.workflow import State
from psp.core.problems import Invalid, WrongState


@sensitive_variables()
@transaction.atomic
def record_belated_bid(
    *, tender: Tender, content: Content, received_at: datetime, reason: str, by: Any, at: datetime
) -> Bid:
    """Record a bid that came in before the deadline and is typed in after it, before the bids are opened.

    It counts once a second purchaser has confirmed it (``confirm_belated_bid``), who is notified. Raises NotPermitted, WrongState, Invalid.
    """
    lock_record(tender)
    check_handles(tender, by)
    locked = locked_tender(tender.pk, at=at)
    if locked.state != State.PUBLISHED or not locked.deadline_has_passed(at):
        raise WrongState(_("A bid is recorded belatedly between the deadline and the opening of the bids."))
    check_scores_nothing(locked, by)
    check_received(locked, received_at, at)
    errors = {}
    if locked.deadline_has_passed(received_at):
        errors["received_at"] = _("Enter a moment before the deadline: a bid that came later is never opened")
    if not reason.strip():
        errors["reason"] = _("Enter why the bid was not recorded when it came in")
    if errors:
        raise Invalid(errors)
    bid = write_bid(locked, content, received_at, is_late=False, by=by, at=at, reason=reason.strip())
    words, people = _("Confirm a bid recorded after the deadline: {tender}"), handlers_of(locked)
    tell(locked, people, words, page="bids", key=f"belated:{bid.pk}", by=by, at=at, kind=ASSIGNMENT)
    return bid


@transaction.atomic
def confirm_belated_bid(*, bid: Bid, came_in_time: bool, by: Any, at: datetime) -> Bid:
    """Say, as another purchaser than who recorded it, whether a belated bid came in time; otherwise it is never opened.

    Raises NotPermitted, WrongState once it is decided or the bids are open, Invalid.
    """
    lock_record(bid)
    check_handles(bid.tender, by)
    locked = locked_tender(bid.tender_id, at=at)
    if locked.state != State.PUBLISHED or not locked.bids.unconfirmed().filter(pk=bid.pk).exists():
        raise WrongState(_("This bid waits for no confirmation, or the bids are open."))
    if bid.recorded_by_id == by.pk:
        raise Invalid(_("You recorded this bid. Another purchaser confirms when it came in."))
    told = {"confirmed_at": at, "confirmed_by": by} if came_in_time else {"withdrawn_at": at}
    Bid.objects.filter(pk=bid.pk).update(**told)
    bid.refresh_from_db()
    verb = "bid.confirmed" if came_in_time else "bid.not_confirmed"
    record(verb=verb, target=bid, partnership=locked.partnership, by=by, at=at, is_private=True)
    return bid
