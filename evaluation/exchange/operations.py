"""Taking the rows of a study over from a file."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.sroi.engine.layout import StudyFile
from evaluation.sroi.models import FLAT, DiscountSchedule
from evaluation.sroi.operations import add_price_index
from evaluation.sroi.queries import engine_schedule
from evaluation.studies.models import Study
from evaluation.studies.operations import lock_draft
from evaluation.value_map.models import PERCENTAGES, Decision, Input, Outcome, Output, Row, Stakeholder
from evaluation.value_map.operations import MOST_OTHER_ROWS, MOST_OUTCOMES, refresh_figures
from partnerships.public import apply_changes, lock_history, record
from psp.core.dates import moment_in_words
from psp.core.problems import Invalid

MOST_PROBLEMS = 20


@transaction.atomic
def import_value_map(*, study: Study, file: StudyFile, replace: bool, by: Any, at: datetime) -> Study:
    """Take the stakeholders, inputs, outputs and outcomes of a file into a draft study, with its rate and prices.

    1. locks the draft; 2. removes the rows that are there, where ``replace`` says so; 3. sets rate and prices as the file
    states them; 4. writes the rows; 5. records the activity; 6. computes the figures. Raises NotPermitted, WrongState,
    and Invalid for rows in the way, too many rows, and figures or words longer than are kept; then nothing is written.
    """
    lock_history(study.partnership, None)
    study = lock_draft(study, by=by)
    _make_room(study, replace=replace)
    _check_size(file)
    _take_settings(study, file, by=by, at=at)
    counts = _write_rows(study, file, by=by)
    changes = {name: [None, str(count)] for name, count in counts.items()}
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


def _check_size(file: StudyFile) -> None:
    if len(file.outcomes) > MOST_OUTCOMES:
        words = _("Choose a file with at most {most} outcomes: this one has {count}")
        raise Invalid({"file": words.format(most=MOST_OUTCOMES, count=len(file.outcomes))})
    if max(len(file.inputs), len(file.outputs), len(_names(file))) > MOST_OTHER_ROWS:
        words = _("Choose a file with at most {most} stakeholders, inputs and outputs each")
        raise Invalid({"file": words.format(most=MOST_OTHER_ROWS)})


def _take_settings(study: Study, file: StudyFile, *, by: Any, at: datetime) -> None:
    """Set the rate and the prices a file states; a rate the study's schedule begins with leaves the schedule alone."""
    changes: dict[str, Any] = {}
    if file.rate is not None and file.rate != engine_schedule(study.schedule, study.flat_rate).first_rate:
        changes |= {"schedule": DiscountSchedule.objects.get(code=FLAT), "flat_rate": _two_places(file.rate)}
    if file.price_base_year is not None:
        changes["price_base_year"] = file.price_base_year
    if file.deflators:
        changes["price_index"] = add_price_index(
            indices={deflator.year: deflator.index for deflator in file.deflators},
            name=_("Prices of “{title}”").format(title=file.title[:80] or study.title[:80]),
            edition=_("imported {moment}, study {number}").format(moment=moment_in_words(at), number=study.pk)[:60],
            source=_("A file imported into the study “{study}”").format(study=study)[:300],
            is_offered=False,
            by=by,
            at=at,
        )
    if changes:
        apply_changes(study, changes, expected_version=study.version, verb="study.edited", by=by, at=at)


def _two_places(rate: Decimal) -> Decimal:
    if rate != round(rate, 2):
        raise Invalid({"file": _("Choose a file whose discount rate has at most 2 decimals")})
    return rate


def _names(file: StudyFile) -> list[str]:
    """List the stakeholders of a file in the order they first appear."""
    stated = [row.name for row in file.stakeholders]
    in_rows = [row.stakeholder for rows in (file.inputs, file.outcomes, file.outputs) for row in rows]
    return list(dict.fromkeys([*stated, *in_rows]))


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
    outcomes = [
        Outcome(study=study, stakeholder=people[row.stakeholder], edited_by=by, **_outcome_fields(row, file))
        for row in file.outcomes
    ]
    _save(inputs, [row.key for row in file.inputs])
    _save(outputs, [f"outputs row {place}" for place in range(1, len(outputs) + 1)])
    _save(outcomes, [row.key for row in file.outcomes])
    counts = {"stakeholders": people, "inputs": inputs, "outputs": outputs, "outcomes": outcomes}
    return {name: len(rows) for name, rows in counts.items()}


def _people(study: Study, file: StudyFile) -> dict[str, Stakeholder]:
    """Make a stakeholder of each name; those a file says nothing more about are in the account, for they have rows."""
    stated = {row.name: row for row in file.stakeholders}
    people = {}
    for name in _names(file):
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


def _outcome_fields(row: Any, file: StudyFile) -> dict[str, Any]:
    texts = (
        "indicator",
        "quantity_source",
        "proxy_source",
        "materiality_reason",
        *(f"{n}_reason" for n in PERCENTAGES),
    )
    same = ("quantity", "proxy", "duration_years", "price_year", *PERCENTAGES, *texts)
    return {
        "description": row.label,
        "starts": row.starts.value,
        "materiality": row.materiality.value,
        **{name: getattr(row, name) for name in same},
        **file.notes.get(row.key, {}),
    }


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
