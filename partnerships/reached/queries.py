"""Reads: what the gates find about the milestones that stand for one of their criteria."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.queries import answers_of
from partnerships.timeline.engine.milestones import MILESTONE_OF
from partnerships.timeline.models import Milestone


@dataclass(frozen=True, slots=True)
class Standing:
    """Of each milestone that stands for a criterion, by its key: is it "met", "waived", "off" or "open"."""

    answers: Mapping[str, str]

    def is_settled(self, key: str) -> bool:
        """Whether nothing is missing of what the milestone stands for: it is met, or waived."""
        return self.answers.get(key) in ("met", "waived")

    def is_waived(self, key: str) -> bool:
        """Whether what the milestone stands for is missing, and done without."""
        return self.answers.get(key) == "waived"

    def is_done_by_hand(self, milestone: Milestone) -> bool:
        """Whether a person may mark an open milestone as done: never against what its gate finds."""
        return milestone.is_done_by_hand or self.answers.get(milestone.key, "open") != "open"

    def is_reopened_by_hand(self, milestone: Milestone) -> bool:
        """Whether a person may take back that a milestone is done: a gate's own only where its criterion is not met."""
        return milestone.is_done_by_hand or self.answers.get(milestone.key, "met") != "met"


def standing_of(partnership: Partnership, *, at: datetime) -> Standing:
    """Ask the gates about every milestone that stands for a criterion, whichever gate it is of. Two queries."""
    answers = answers_of(partnership, MILESTONE_OF, at=at)
    return Standing({MILESTONE_OF[code]: answer for code, answer in answers.items()})


def marked_by_hand(partnership: Partnership, milestones: Iterable[Milestone], *, at: datetime) -> set[int]:
    """Return the ids of the milestones a person may mark as what they are not yet, done or open. Two queries."""
    standing = standing_of(partnership, at=at)
    return {
        row.pk
        for row in milestones
        if (standing.is_reopened_by_hand(row) if row.done_on else standing.is_done_by_hand(row))
    }
