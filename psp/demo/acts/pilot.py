"""What happens while a service is tried out: figures, training of both sides, commitments, what was learned, the move to evaluation."""

from decimal import Decimal
from typing import Any

from partnerships.commitments.operations import offer_commitment, sign_commitment
from partnerships.learning.operations import write_learning_point
from partnerships.milestones.operations import add_milestone, complete_milestone
from partnerships.models import Commitment, Milestone, SuccessCriterion
from partnerships.pilot.operations import record_result
from partnerships.public import perform
from psp.demo import files
from psp.demo.story import Story


def measure(story: Story, indicator: str, *figures: tuple[int, str, str]) -> None:
    """Record the figures of a success criterion: each with its month, its value and a note."""
    criterion = SuccessCriterion.objects.get(partnership=story.partnership, indicator=indicator)
    criterion.partnership = story.partnership
    for months, value, note in figures:
        record_result(
            criterion=criterion,
            value=Decimal(value),
            measured_on=story.on(months),
            note=note,
            by=story.leader,
            at=story.at(months, 4),
        )


def reach(story: Story, key: str, *, months: int, days: int = 0) -> None:
    """Mark a milestone of the plan as done."""
    milestone = story.partnership.milestones.get(key=key)
    complete_milestone(
        milestone=milestone, on=story.on(months, days), by=story.leader, at=story.at(months, days, hour=16)
    )


def plan_step(
    story: Story, title: str, *, period: str, months: int, due: int, days: int = 0, owner: str = ""
) -> Milestone:
    """Add a milestone of the partnership's own to a period."""
    return add_milestone(
        partnership=story.partnership,
        title=title,
        on=story.on(due, days),
        period=story.partnership.periods.get(key=period),
        owner=story.person(owner) if owner else None,
        by=story.leader,
        at=story.at(months),
    )


def offer(
    story: Story,
    organisation: str,
    monthly: int,
    *,
    months: int,
    first: int,
    last: int,
    sign_by: int = 0,
    conditions: str = "",
) -> Commitment:
    """Write down that an organisation offers to underwrite the service from one month of the story to the end of another."""
    return offer_commitment(
        partnership=story.partnership,
        organisation=story.cast.organisation(organisation),
        monthly=Decimal(monthly),
        starts_on=story.on(first),
        ends_on=story.on(last, -1),
        conditions=conditions,
        sign_by=story.on(sign_by) if sign_by else None,
        by=story.leader,
        at=story.at(months),
    )


def sign(story: Story, commitment: Commitment, *, months: int, days: int = 0, by: str = "") -> None:
    """Sign a commitment for the organisation that makes it."""
    words = (str(commitment), f"From {commitment.starts_on:%d %B %Y} to {commitment.ends_on:%d %B %Y}.")
    sign_commitment(
        commitment=commitment,
        by=story.person(by) if by else story.purchaser,
        at=story.at(months, days),
        file=files.pdf("signed-commitment.pdf", "Commitment to underwrite the service", *words),
    )


def learn(story: Story, title: str, *, months: int, stage: str, theme: str, **words: Any) -> None:
    """Write down what was learned."""
    write_learning_point(
        partnership=story.partnership,
        by=story.leader,
        at=story.at(months),
        title=title,
        stage=stage,
        theme=theme,
        **words,
    )


def start_evaluation(story: Story, *, months: int, days: int = 0) -> None:
    """End the pilot."""
    reach(story, "final_data", months=months, days=days - 5)
    perform(story.partnership, "start_evaluation", by=story.leader, at=story.at(months, days))
