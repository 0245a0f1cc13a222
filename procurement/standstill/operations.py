"""Between award and contract: telling every bidder, counting the standstill, challenges, debriefs, the award notice."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.models import PartnershipRole
from partnerships.public import lock_record, record
from procurement.awards.engine import Notice, NoticesMissing, standstill
from procurement.awards.models import Award, AwardNotice, Debrief, Hold
from procurement.awards.queries import bids_to_tell
from procurement.bids.models import Bid
from procurement.bids.operations import check_handles
from procurement.bids.queries import handlers_of
from procurement.planning.operations import reach_award
from procurement.tenders.engine.periods import debrief_due
from procurement.tenders.models import Tender
from procurement.tenders.operations import DECISION, tell
from procurement.tenders.queries import people_with
from procurement.tenders.workflow import State
from procurement.thresholds.queries import figures_in_force
from psp.core.dates import in_words, london_date
from psp.core.problems import Invalid, WrongState


@transaction.atomic
def record_notice(*, award: Award, bid: Bid, sent_on: date, is_electronic: bool, by: Any, at: datetime) -> Award:
    """Record that a bidder was told of the decision, and count the standstill once all of them were.

    1. keeps the notice; 2. once every bidder has one, counts the standstill from the last of all (law): a further notice
    counts it again; 3. moves the tender's end of standstill with it; 4. the first time, tells everyone in the partnership.
    Raises NotPermitted, WrongState, Invalid.
    """
    lock_record(award)
    check_handles(award.tender, by)
    tender = Tender.objects.select_for_update().get(pk=award.tender_id)
    if tender.state != State.STANDSTILL:
        raise WrongState(_("Notices are recorded between the award and the contract."))
    award = Award.objects.select_for_update().get(pk=award.pk)
    if bid.pk not in {one.pk for one in bids_to_tell(award)}:
        raise Invalid({"bid": _("Select a bid that was opened")})
    if not london_date(award.decided_at) <= sent_on <= london_date(at):
        words = _("Enter a day from {day}, when the award was decided, to today")
        raise Invalid({"sent_on": words.format(day=in_words(london_date(award.decided_at)))})
    AwardNotice.objects.create(
        award=award, bid=bid, sent_on=sent_on, is_electronic=is_electronic, recorded_by=by, recorded_at=at
    )
    record(verb="award_notice.recorded", target=bid, partnership=tender.partnership, by=by, at=at, is_private=True)
    _count_standstill(award, by=by, at=at)
    return award


def _count_standstill(award: Award, *, by: Any, at: datetime) -> None:
    bidders = [bid.receipt for bid in bids_to_tell(award)]
    notices = [Notice(row.bid.receipt, row.sent_on, row.is_electronic) for row in award.notices.select_related("bid")]
    try:
        counted = standstill(bidders, notices, figures_in_force())
    except NoticesMissing:
        return
    before = award.standstill_ends_on
    award.last_notice_on, award.standstill_days = counted.last_notice_on, counted.days
    award.standstill_ends_on, award.standstill_ends_at = counted.ends_on, counted.ends_at
    award.earliest_signature_on = counted.earliest_signature_on
    award.save()
    Tender.objects.filter(pk=award.tender_id).update(standstill_ends_on=counted.ends_on)
    changes = {"standstill_ends_on": [str(before) if before else None, str(counted.ends_on)]}
    if before is None:
        words, tender = _("The award is decided for {supplier}: {tender}"), award.tender
        people, supplier = people_with(tender.partnership), award.supplier_name
        tell(tender, people, words, page="award", key="announced", by=by, at=at, kind=DECISION, supplier=supplier)
    if before != counted.ends_on:
        record(verb="standstill.counted", target=award, partnership=award.partnership, by=by, at=at, changes=changes)
        told_on, ends_on = counted.last_notice_on, counted.ends_on
        reach_award(tender=award.tender, told_on=told_on, standstill_ends_on=ends_on, by=by, at=at)


@transaction.atomic
def hold_award(*, award: Award, reason: str, by: Any, at: datetime) -> Hold:
    """Record a challenge or another reason for which the contract must not be signed yet. Raises NotPermitted, WrongState, Invalid."""
    lock_record(award)
    check_handles(award.tender, by)
    tender = Tender.objects.select_for_update().get(pk=award.tender_id)
    if tender.state != State.STANDSTILL:
        raise WrongState(_("An award is held up only between the decision and the contract."))
    if not reason.strip():
        raise Invalid({"note": _("Enter a reason")})
    if award.holds.filter(lifted_at=None).exists():
        raise WrongState(_("The award is held up already."))
    hold = Hold.objects.create(award=award, reason=reason.strip(), began_at=at, began_by=by)
    record(verb="award.held", target=award, partnership=tender.partnership, by=by, at=at)
    words = _("The award is challenged, the contract is not signed until it is settled: {tender}")
    people = people_to_tell(award)
    tell(tender, people, words, page="award", key=f"held:{hold.pk}", by=by, at=at, kind=DECISION)
    return hold


def people_to_tell(award: Award) -> set[int]:
    """Return the ids of those who handle the bids, and the project leader's once the award is known to all."""
    leaders = people_with(award.partnership, PartnershipRole.LEADER) if award.standstill_ends_on else ()
    return {*handlers_of(award.tender), *leaders}


@transaction.atomic
def lift_hold(*, hold: Hold, outcome: str, by: Any, at: datetime) -> Hold:
    """Record how a challenge ended, so that the contract can be signed, and tell those who sign it and the leader. Raises NotPermitted, WrongState, Invalid."""
    lock_record(hold)
    check_handles(hold.tender, by)
    if not outcome.strip():
        raise Invalid({"note": _("Enter how it ended")})
    if not Hold.objects.filter(pk=hold.pk, lifted_at=None).update(lifted_at=at, outcome=outcome.strip()):
        raise WrongState(_("Somebody else was quicker: this has already changed."))
    hold.refresh_from_db()
    award, tender = hold.award, hold.award.tender
    record(verb="award.released", target=award, partnership=award.partnership, by=by, at=at)
    words, people = _("The challenge is settled: {tender}"), people_to_tell(award)
    tell(tender, people, words, page="award", key=f"released:{hold.pk}", by=by, at=at, kind=DECISION)
    return hold


@transaction.atomic
def record_debrief(*, award: Award, bid: Bid, asked_on: date, by: Any, at: datetime) -> Debrief:
    """Record a bidder's request for reasons; its answer is due in 15 days (law). Raises NotPermitted, Invalid."""
    lock_record(award)
    check_handles(award.tender, by)
    if bid.pk not in {one.pk for one in bids_to_tell(award)}:
        raise Invalid({"bid": _("Select a bid that was opened")})
    if not london_date(award.decided_at) <= asked_on <= london_date(at):
        words = _("Enter a day from {day}, when the award was decided, to today")
        raise Invalid({"asked_on": words.format(day=in_words(london_date(award.decided_at)))})
    due_on = debrief_due(asked_on, figures_in_force())
    debrief, is_new = Debrief.objects.get_or_create(
        award=award, bid=bid, asked_on=asked_on, defaults={"due_on": due_on}
    )
    if not is_new:
        raise Invalid({"bid": _("This request is recorded already")})
    record(verb="debrief.asked", target=bid, partnership=award.partnership, by=by, at=at, is_private=True)
    return debrief


@transaction.atomic
def answer_debrief(*, debrief: Debrief, answered_on: date, by: Any, at: datetime) -> Debrief:
    """Record that a bidder got its debrief. Raises NotPermitted, WrongState, Invalid."""
    lock_record(debrief)
    check_handles(debrief.tender, by)
    if not debrief.asked_on <= answered_on <= london_date(at):
        raise Invalid({"answered_on": _("Enter a day from the request to today")})
    if not Debrief.objects.filter(pk=debrief.pk, answered_on=None).update(answered_on=answered_on):
        raise WrongState(_("This debrief is answered already."))
    debrief.refresh_from_db()
    partnership = debrief.award.partnership
    record(verb="debrief.answered", target=debrief.bid, partnership=partnership, by=by, at=at, is_private=True)
    return debrief


@transaction.atomic
def publish_award_notice(*, award: Award, published_on: date, by: Any, at: datetime) -> Award:
    """Record the day the award notice was published: within 30 days after the contract is awarded (guide).

    It is awarded once the standstill has ended and no challenge is open. Raises NotPermitted, WrongState, Invalid.
    """
    lock_record(award)
    check_handles(award.tender, by)
    if award.standstill_ends_on is None:
        raise WrongState(_("Tell every bidder before the award is made public."))
    awarded_on = award.contract_awarded_on
    if awarded_on is None:
        raise WrongState(_("Settle the challenge first: until then the contract is not awarded."))
    first = max(awarded_on, award.standstill_ends_on + timedelta(days=1))
    if not first <= published_on <= london_date(at):
        words = _("Enter a day from {day}, when the contract could be awarded, to today")
        raise Invalid({"published_on": words.format(day=in_words(first))})
    if not Award.objects.filter(pk=award.pk, notice_published_on=None).update(notice_published_on=published_on):
        raise WrongState(_("The award notice is recorded already."))
    award.refresh_from_db()
    record(verb="award_notice.published", target=award, partnership=award.partnership, by=by, at=at)
    return award
