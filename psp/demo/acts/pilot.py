"""What happens while a service is tried out: figures, training of both sides, commitments, what was learned, the move to evaluation."""

from datetime import date
from decimal import Decimal
from typing import Any

from partnerships.commitments.operations import offer_commitment, sign_commitment
from partnerships.funding.operations import record_spending
from partnerships.learning.operations import write_learning_point
from partnerships.milestones.operations import add_milestone
from partnerships.models import Commitment, Milestone, Partnership, SuccessCriterion, Timeline
from partnerships.moves.operations import move_task
from partnerships.pilot.operations import edit_criterion, record_result
from partnerships.public import perform
from partnerships.reached.operations import complete_milestone
from psp.demo import files
from psp.demo.days import moment
from psp.demo.story import Story


def measure(story: Story, indicator: str, *figures: tuple[int, str, str], evidence: str = "") -> None:
    """Record the figures of a success criterion: each with its month, its value and a note; ``evidence`` names a document."""
    criterion = SuccessCriterion.objects.get(partnership=story.partnership, indicator=indicator)
    criterion.partnership = story.partnership
    for months, value, note in figures:
        record_result(
            criterion=criterion,
            value=Decimal(value),
            measured_on=story.on(months),
            note=note,
            document=story.documents.get(evidence),
            by=story.leader,
            at=story.at(months, 4),
        )


def amend(story: Story, indicator: str, *, months: int, target: str, reason: str) -> None:
    """Change the target of a frozen success criterion, with the reason that stays beside it."""
    criterion = SuccessCriterion.objects.get(partnership=story.partnership, indicator=indicator)
    edit_criterion(
        criterion=criterion,
        changes={"target": Decimal(target)},
        expected_version=criterion.version,
        reason=reason,
        by=story.leader,
        at=story.at(months),
    )


def spend(story: Story, head: str, months: int, *amounts: int) -> None:
    """Record what was spent for a head, month after month from one of the story."""
    for place, amount in enumerate(amounts):
        record_spending(
            partnership=story.partnership,
            head=head,
            month=story.on(months + place),
            amount=Decimal(amount),
            by=story.leader,
            at=story.at(months + place + 1, 5),
        )


def move(story: Story, key: str, *, months: int, to: int, days: int = 0, reason: str) -> None:
    """Move a milestone of the plan to a later day, and all that follows from it."""
    timeline = Timeline.objects.get(partnership=story.partnership)
    move_task(
        partnership=Partnership.objects.get(pk=story.partnership.pk),
        key=key,
        to=story.on(to, days),
        reason=reason,
        expected_version=timeline.version,
        by=story.leader,
        at=story.at(months),
    )


def reach(story: Story, key: str, *, months: int, days: int = 0) -> None:
    """Mark a milestone of the plan as done."""
    reach_on(story, key, story.on(months, days))


def reach_on(story: Story, key: str, day: date) -> None:
    """Mark a milestone of the plan as done on a real day."""
    milestone = story.partnership.milestones.get(key=key)
    complete_milestone(milestone=milestone, on=day, by=story.leader, at=moment(day, 16))


def plan_step(
    story: Story, title: str, *, period: str, months: int, days: int = 0, due_on: date, owner: str = ""
) -> Milestone:
    """Add a milestone of the partnership's own to a period."""
    return add_milestone(
        partnership=story.partnership,
        title=title,
        on=due_on,
        period=story.partnership.periods.get(key=period),
        owner=story.person(owner) if owner else None,
        by=story.leader,
        at=story.at(months, days),
    )


def offer(
    story: Story,
    organisation: str,
    monthly: int,
    *,
    months: int,
    days: int = 0,
    first: int,
    last: int,
    sign_by: date | None = None,
    conditions: str = "",
) -> Commitment:
    """Write down that an organisation offers to underwrite the service from one month of the story up to another."""
    return offer_commitment(
        partnership=story.partnership,
        organisation=story.cast.organisation(organisation),
        monthly=Decimal(monthly),
        starts_on=story.on(first),
        ends_on=story.on(last, -1),
        conditions=conditions,
        sign_by=sign_by,
        by=story.leader,
        at=story.at(months, days),
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
    perform(story.partnership, "start_evaluation", by=story.leader, at=story.at(months, days))
