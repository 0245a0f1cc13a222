"""Taking the rows of a study over from a file."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.proposals.queries import Proposal, names_of, propose
from evaluation.sroi.engine.figures import pounds
from evaluation.sroi.engine.layout import StudyFile
from evaluation.sroi.engine.layout_fields import MOST_OTHER_ROWS
from evaluation.sroi.engine.layout_rows import OutcomeRow
from evaluation.sroi.operations import keep_imported_index, keep_imported_schedule
from evaluation.studies.models import Study
from evaluation.studies.operations import lock_draft
from evaluation.value_map.models import Decision, Input, Outcome, Output, Row, Stakeholder
from evaluation.value_map.operations import refresh_figures
from partnerships.public import apply_changes, lock_history, record
from psp.core.problems import Invalid

MOST_PROBLEMS = 20


@transaction.atomic
def import_value_map(
    *, study: Study, file: StudyFile, replace: bool, by: Any, at: datetime, schedule: str = ""
) -> Study:
    """Take a whole study over from a file into a draft: its rows, and every setting the file states.

    ``schedule`` is the value of one of ``schedules_to_choose``, for a file that gives a rate and no schedule.
    1. locks the draft; 2. removes the rows that are there, where ``replace`` says so; 3. adds a schedule or price index
    that only the file has; 4. sets what ``propose`` proposes; 5. writes the rows; 6. records the activity with what was
    assumed; 7. computes the figures. Raises NotPermitted, WrongState, and Invalid for questions not answered, rows in the
    way, too many rows, and figures or words longer than are kept; then nothing is written.
    """
    lock_history(study.partnership, None)
    study = lock_draft(study, by=by)
    if file.questions:
        asked = ", ".join(f"{question.where} {question.field}" for question in file.questions)
        raise Invalid({"file": _("Say first which percentages are meant: {rows}").format(rows=asked)})
    proposal = propose(study, file, schedule)
    _make_room(study, replace=replace)
    if len(names_of(file)) > MOST_OTHER_ROWS:
        words = _("Choose a file with at most {most} stakeholders")
        raise Invalid({"file": words.format(most=MOST_OTHER_ROWS)})
    _take_settings(study, proposal, by=by, at=at)
    counts = _write_rows(study, file, by=by)
    changes: dict[str, list[str | None]] = {name: [None, str(count)] for name, count in counts.items()}
    if proposal.assumed:
        changes["assumed"] = [None, "; ".join(proposal.assumed)]
    record(verb="value_map.imported", target=study, partnership=study.partnership, by=by, at=at, changes=changes)
    refresh_figures(study, at=at)
    return study


def _make_room(study: Study, *, replace: bool) -> None:
    there = sum(model._default_manager.filter(study=study).count() for model in (Stakeholder, Input, Output, Outcome))
    if there and not replace:
        words = ngettext(
            "Tick this to replace the {count} row that is in the study",
            "Tick this to replace the {count} rows that are in the study",
            there,
        )
        raise Invalid({"replace": words.format(count=there)})
    for model in (Outcome, Output, Input, Stakeholder):
        model._default_manager.filter(study=study).delete()


def _take_settings(study: Study, proposal: Proposal, *, by: Any, at: datetime) -> None:
    """Set what the file states; a schedule or index that only the file has is added first, for this study alone."""
    changes = dict(proposal.settings)
    schedule, index = changes.get("schedule"), changes.get("price_index")
    if schedule is not None and schedule.pk is None:
        changes["schedule"] = keep_imported_schedule(schedule=schedule, by=by, at=at)
    if index is not None and index.pk is None:
        changes["price_index"] = keep_imported_index(index=index, by=by, at=at)
    if changes:
        apply_changes(study, changes, expected_version=study.version, verb="study.edited", by=by, at=at)


def _write_rows(study: Study, file: StudyFile, *, by: Any) -> dict[str, int]:
    people = _people(study, file)
    _save(people.values(), [f"stakeholders row {place}" for place in range(1, len(people) + 1)])
    inputs = [
        Input(
            study=study,
            stakeholder=people[row.stakeholder],
            description=row.description or row.stakeholder,
            value=row.value,
            year=row.year,
            price_year=row.price_year,
            **file.notes.get(row.key, {}),
        )
        for row in file.inputs
    ]
    outputs = [
        Output(
            study=study,
            stakeholder=people[row.stakeholder],
            description=row.description,
            quantity=row.quantity,
            unit=row.unit,
            source=row.source,
        )
        for row in file.outputs
    ]
    remarked = {remark.where for remark in file.remarks if remark.field == "impact"}
    outcomes = [
        Outcome(
            study=study,
            stakeholder=people[row.fields["stakeholder"]],
            edited_by=by,
            stated_impact=pounds(row.impact) if row.impact is not None and row.key in remarked else None,
            **_outcome_fields(row, file),
        )
        for row in file.rows
    ]
    _save(inputs, [row.key for row in file.inputs])
    _save(outputs, [f"outputs row {place}" for place in range(1, len(outputs) + 1)])
    _save(outcomes, [row.key for row in file.rows])
    counts = {"stakeholders": people, "inputs": inputs, "outputs": outputs, "outcomes": outcomes}
    return {name: len(rows) for name, rows in counts.items()}


def _people(study: Study, file: StudyFile) -> dict[str, Stakeholder]:
    """Make a stakeholder of each name; those a file says nothing more about are in the account, for they have rows."""
    stated = {row.name: row for row in file.stakeholders}
    people = {}
    for name in names_of(file):
        more = stated.get(name)
        fields = (
            {"decision": Decision.INCLUDED}
            if more is None
            else {
                "description": more.description,
                "involvement": more.involvement,
                "decision": more.decision,
                "reason": more.reason,
            }
        )
        people[name] = Stakeholder(study=study, name=name, **fields)
    return people


def _outcome_fields(row: OutcomeRow, file: StudyFile) -> dict[str, Any]:
    """Give a row's fields as the table has them; what the file leaves open stays open."""
    fields = {name: value for name, value in row.fields.items() if name not in ("stakeholder", "outcome")}
    for one in row.ranges:
        ends = {f"{one.field}_low": one.low, f"{one.field}_high": one.high}
        is_years = one.field == "duration_years"
        fields |= {name: int(end) if is_years and end is not None else end for name, end in ends.items()}
    words: dict[str, Any] = {name: fields[name].value for name in ("starts", "materiality") if name in fields}
    return {"description": row.fields["outcome"], **fields, **words, **file.notes.get(row.key, {})}


def _save(rows: Iterable[Row], places: list[str]) -> None:
    """Check every field of the rows, then write them in their order. Raises Invalid naming row, field and reason."""
    problems = []
    rows = list(rows)
    for position, (row, place) in enumerate(zip(rows, places, strict=True), start=1):
        row.position = position
        try:
            row.clean_fields(exclude=["study", "stakeholder", "edited_by"])
        except ValidationError as problem:
            problems += [f"{place}, {name}: {' '.join(said)}" for name, said in problem.message_dict.items()]
    if problems:
        more = len(problems) - MOST_PROBLEMS
        others = [_("and {count} more").format(count=more)] if more > 0 else []
        raise Invalid({"file": "; ".join([*problems[:MOST_PROBLEMS], *others])})
    for row in rows:
        row.save()
