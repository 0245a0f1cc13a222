"""Opening the bids: after the deadline, by two different people."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.public import gate_findings, lock_record, perform, record
from procurement.bids.operations import check_handles
from procurement.bids.queries import handlers_of
from procurement.bids.rules import can_handle_bids
from procurement.opening.models import OpeningConfirmation
from procurement.planning.operations import reach_deadline
from procurement.tenders.models import Tender
from procurement.tenders.operations import ASSIGNMENT, locked_tender, tell
from procurement.tenders.workflow import State
from psp.core.access import allowed
from psp.core.problems import GateNotMet, Invalid, WrongState


@transaction.atomic
def confirm_opening(*, tender: Tender, by: Any, at: datetime) -> Tender:
    """Confirm that the bids are opened now; the second of two different people opens them.

    1. locks the tender; 2. drops an earlier confirmation of somebody who may no longer open; 3. keeps this one;
    4. where it is the second, performs ``open_bids`` with its gate, and marks what lay before as reached in the plan;
    5. tells the other purchasers, and after the second those who score. Raises NotPermitted, WrongState, GateNotMet before
    the deadline or without a bid, and Invalid when the same person confirms twice.
    """
    lock_record(tender)
    check_handles(tender, by)
    locked = locked_tender(tender.pk, at=at)
    if locked.state != State.PUBLISHED:
        raise WrongState(_("The bids are open already, or the tender is not open for bids."))
    findings = gate_findings(locked, "open_bids", at=at)
    if any(finding.is_open and finding.criterion.code != "two_people_open" for finding in findings):
        raise GateNotMet([finding for finding in findings if finding.criterion.code != "two_people_open"])
    if locked.submission_deadline is None or at < locked.submission_deadline:
        # The gate says so too. A seal rests on more than one check.
        raise WrongState(_("The bids stay sealed until the deadline."))
    first = locked.opening_confirmations.select_related("person").first()
    if first and not allowed(can_handle_bids, first.person, locked):
        first.delete()
        first = None
    if first and first.person_id == by.pk:
        raise Invalid(_("You confirmed already. Another purchaser opens the bids with you."))
    OpeningConfirmation.objects.create(tender=locked, person=by, position=2 if first else 1, confirmed_at=at)
    if first:
        perform(locked, "open_bids", by=by, at=at)
        reach_deadline(tender=locked, by=by, at=at)
        people = {*handlers_of(locked), *locked.evaluators.scoring().values_list("person", flat=True)}
        words, page = _("The bids are open, declare your interests: {tender}"), "declare_interests"
        tell(locked, people, words, page=page, key="bids_opened", by=by, at=at, kind=ASSIGNMENT)
    else:
        words, people = _("{person} opens the bids, confirm it with them: {tender}"), set(handlers_of(locked))
        key = f"opening:{by.pk}"
        tell(locked, people, words, page="open_bids", key=key, by=by, at=at, kind=ASSIGNMENT, person=by.name)
        record(verb="opening.confirmed", target=locked, partnership=tender.partnership, by=by, at=at)
    tender.refresh_from_db()
    return tender
