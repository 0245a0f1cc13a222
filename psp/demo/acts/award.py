"""What happens after the ranking: the award, its notices, the standstill, a debrief, and the contract."""

from datetime import date, timedelta
from decimal import Decimal

from partnerships.public import perform
from procurement.awards.operations import award_tender, conclude_tender
from procurement.models import Award, Bid, Contract, Tender
from procurement.standstill.operations import answer_debrief, publish_award_notice, record_debrief, record_notice
from psp.demo.days import moment
from psp.demo.story import Story


def award(story: Story, tender: Tender, reasons: str, *, on: date) -> Award:
    """Award the contract to the bid ranked first, and tell every bidder on the same day."""
    found = award_tender(tender=tender, reasons=reasons, by=story.purchaser, at=moment(on, 11))
    for bid in tender.bids.on_time():
        found = record_notice(
            award=found, bid=bid, sent_on=on, is_electronic=True, by=story.purchaser, at=moment(on, 14)
        )
    return found


def debrief(story: Story, found: Award, bid: Bid, *, days: int, answered: int) -> None:
    """Let a bidder ask for the reasons some days after the award, and answer."""
    told_on = found.last_notice_on
    asked_on = told_on + timedelta(days=days)
    asked = record_debrief(award=found, bid=bid, asked_on=asked_on, by=story.purchaser, at=moment(asked_on))
    answered_on = told_on + timedelta(days=answered)
    answer_debrief(debrief=asked, answered_on=answered_on, by=story.purchaser, at=moment(answered_on))


def conclude(story: Story, tender: Tender, found: Award, *, value: int, starts_on: date, ends_on: date) -> Contract:
    """Sign the contract on the first day that may be, publish the award, and start the contract stage."""
    signed_on = found.earliest_signature_on
    document = story.document(
        "contract",
        "Signed contract",
        tender.title,
        "Signed by both sides.",
        kind="agreement",
        by=story.purchaser,
        on=signed_on,
    )
    contract = conclude_tender(
        tender=tender,
        value=Decimal(value),
        signed_on=signed_on,
        starts_on=starts_on,
        ends_on=ends_on,
        document=document,
        by=story.purchaser,
        at=moment(signed_on, 15),
    )
    published_on = signed_on + timedelta(days=3)
    publish_award_notice(award=found, published_on=published_on, by=story.purchaser, at=moment(published_on))
    perform(story.partnership, "start_contract", by=story.leader, at=moment(published_on, 16))
    return contract
