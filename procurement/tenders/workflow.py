"""The states a tender goes through. What each step needs is contributed to its gate by the slices that know it."""

from enum import StrEnum

from psp.core.workflow import Transition, Workflow


class State(StrEnum):
    DRAFT = "draft"
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
            "published": "Open for bids",
            "opened": "Bids being scored",
            "moderation": "Scores being moderated",
            "ranked": "Bids ranked",
            "concluded": "Contract awarded",
        }.get(self, self.capitalize())


# A partnership has one tender of these states at most.
OPEN = (State.DRAFT, State.PUBLISHED, State.OPENED, State.MODERATION, State.RANKED, State.STANDSTILL)
# Bids have been opened, and what was published can no longer be amended.
AFTER_OPENING = (State.OPENED, State.MODERATION, State.RANKED, State.STANDSTILL, State.CONCLUDED)

WORKFLOW = Workflow(
    Transition("publish_tender", State.DRAFT, State.PUBLISHED, "tender.published", "Publish the tender"),
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
