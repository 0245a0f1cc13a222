"""What happens while a pilot is evaluated: the study with its value map, redesign decisions, and plans for losing the tender."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from evaluation.models import DiscountSchedule, Input, Outcome, Output, Stakeholder, Study
from evaluation.redesign.operations import add_decision
from evaluation.runs.operations import approve_study
from evaluation.runs.queries import engine_study_of
from evaluation.simulation.operations import run_simulation
from evaluation.studies.operations import start_study, submit_study
from evaluation.value_map.operations import add_row
from procurement.contingency.operations import agree_plan, write_plan
from psp.demo.story import Story

FIGURES = ("quantity", "proxy", "deadweight", "displacement", "attribution", "drop_off")


def study(story: Story, title: str, *, months: int, due: int, **fields: Any) -> Study:
    """Start a study of the pilot."""
    return start_study(
        partnership=story.partnership,
        title=title,
        schedule=DiscountSchedule.objects.get(code="green-book-2022"),
        starts_on=story.on(12),
        ends_on=story.on(36, -1),
        due_on=story.on(due),
        by=story.leader,
        at=story.at(months),
        **fields,
    )


def fill(story: Story, found: Study, rows: Sequence[Mapping[str, Any]], *, months: int) -> None:
    """Fill in the value map: stakeholders, each with ``inputs``, ``outputs`` and ``outcomes``, one a day."""
    by = story.leader
    for place, told in enumerate(rows):
        at = story.at(months, place)
        own = {name: words for name, words in told.items() if isinstance(words, str)}
        stakeholder = add_row(model=Stakeholder, study=found, by=by, at=at, **own)
        for model, name in ((Input, "inputs"), (Output, "outputs"), (Outcome, "outcomes")):
            for row in told.get(name, ()):
                figures = {key: Decimal(str(row[key])) for key in (*FIGURES, "value") if key in row}
                add_row(model=model, study=found, stakeholder=stakeholder, by=by, at=at, **{**row, **figures})


def simulate(found: Study, story: Story, *, months: int, days: int = 0) -> None:
    """Vary the assumptions now rather than leave it to a worker, so that the first look shows the spread."""
    run_simulation(simulation_id=found.simulation.pk, study_of=engine_study_of, at=story.at(months, days, hour=20))


def submit(story: Story, found: Study, *, months: int, days: int = 0) -> None:
    found.refresh_from_db()
    submit_study(study=found, by=story.leader, at=story.at(months, days))


def approve(story: Story, found: Study, *, months: int, days: int = 0) -> None:
    approve_study(study=found, by=story.purchaser, at=story.at(months, days))


def decide(
    story: Story, found: Study, finding: str, change: str, *, months: int, days: int = 0, reason: str = ""
) -> None:
    """Record what changes in the contract because of what the study found."""
    add_decision(
        study=found,
        finding=finding,
        change=change,
        reason=reason,
        decided_on=story.on(months, days),
        decided_by="The partners’ meeting",
        by=story.leader,
        at=story.at(months, days, hour=15),
    )


def plan_for_losing(
    story: Story, organisation: str, person: str, *, months: int, agreed: bool = True, **content: str
) -> None:
    """Write an organisation's contingency plan, and let its board agree it three weeks later."""
    by = story.person(person)
    plan = write_plan(
        partnership=story.partnership,
        organisation=story.cast.organisation(organisation),
        content=content,
        by=by,
        at=story.at(months),
    )
    if agreed:
        agree_plan(
            plan=plan, agreed_on=story.on(months, 20), expected_version=plan.version, by=by, at=story.at(months, 21)
        )
