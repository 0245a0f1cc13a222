"""The states a tender goes through. What each step needs is contributed to its gate by the slices that know it."""

from datetime import timedelta
from enum import StrEnum

from psp.core.workflow import Transition, Workflow


class State(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    OPENED = "opened"
    MODERATION = "moderation"
    RANKED = "ranked"
    STANDSTILL = "standstill"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return {
            "draft": "Being prepared",
            "scheduled": "Publication scheduled",
            "published": "Open for bids",
            "opened": "Bids being scored",
            "moderation": "Scores being moderated",
            "ranked": "Bids ranked",
            "concluded": "Contract awarded",
        }.get(self, self.capitalize())


# A partnership has one tender of these states at most.
OPEN = (State.DRAFT, State.SCHEDULED, State.PUBLISHED, State.OPENED, State.MODERATION, State.RANKED, State.STANDSTILL)
# Bids have been opened, and what was published can no longer be amended.
AFTER_OPENING = (State.OPENED, State.MODERATION, State.RANKED, State.STANDSTILL, State.CONCLUDED)
# Ours: how long before its moment a publication whose gate is no longer met is held back. Until then its purchasers can add
# what is missing; from the moment on its papers are shown, and nothing takes them back.
HELD_BACK_AHEAD = timedelta(minutes=10)

WORKFLOW = Workflow(
    Transition("publish_tender", State.DRAFT, State.PUBLISHED, "tender.published", "Publish the tender"),
    Transition("schedule_tender", State.DRAFT, State.SCHEDULED, "publication.scheduled", "Schedule the publication"),
    # The service's own step, once the moment has come. What people see rests on the moment, not on this step.
    Transition("release_tender", State.SCHEDULED, State.PUBLISHED, "tender.published", "Release the tender"),
    Transition(
        "withdraw_publication", State.SCHEDULED, State.DRAFT, "publication.withdrawn", "Withdraw the publication"
    ),
    Transition("open_bids", State.PUBLISHED, State.OPENED, "bids.opened", "Open the bids"),
    Transition("close_scoring", State.OPENED, State.MODERATION, "scoring.closed", "Close scoring"),
    Transition("close_moderation", State.MODERATION, State.RANKED, "moderation.closed", "Close moderation"),
    Transition("award_tender", State.RANKED, State.STANDSTILL, "tender.awarded", "Award the contract"),
    Transition("conclude_tender", State.STANDSTILL, State.CONCLUDED, "tender.concluded", "Conclude the tender"),
    *(
        Transition(
            "cancel_tender",
            state,
            State.CANCELLED,
            "tender.cancelled",
            "Cancel the tender",
            needs_reason=True,
            is_grave=True,
        )
        for state in OPEN
    ),
)
