"""What is done to the rows of a value map. Every change computes the study's figures anew and keeps them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max, ProtectedError
from django.utils.translation import gettext as _

from evaluation.simulation.operations import request_simulation
from evaluation.sroi.engine.compute import METHOD_VERSION
from evaluation.sroi.engine.figures import rounded
from evaluation.sroi.engine.layout_fields import MOST_OTHER_ROWS, MOST_OUTCOMES
from evaluation.studies.models import Study
from evaluation.studies.operations import STUDY_EDITED, lock_draft
from evaluation.studies.workflow import FROZEN
from evaluation.value_map.models import Outcome, Row, Stakeholder
from evaluation.value_map.queries import Computed, compute_rows, kept_figures, rows_of
from partnerships.public import apply_changes, lock_record, record
from psp.core import sequels
from psp.core.problems import Invalid, StaleVersion
from psp.core.records import Change, values_of
from psp.core.sweeps import each

IMPACT_RESTS_ON = ("quantity", "proxy", "price_year", "deadweight", "displacement", "attribution", "materiality")


@dataclass(frozen=True, slots=True)
class RowEdit:
    """Figures changed in one row of the grid, against the version that was read."""

    outcome_id: int
    expected_version: int
    figures: Mapping[str, Any]


class StaleRows(StaleVersion):
    """Somebody saved some of the rows after the person had read them; ``outcome_ids`` names them."""

    def __init__(self, outcome_ids: Sequence[int]) -> None:
        super().__init__(", ".join(map(str, outcome_ids)))
        self.outcome_ids = tuple(outcome_ids)


def keep_figures(study: Study) -> Computed:
    """Compute a study from its rows and keep what lists show. Call it under the study's lock."""
    computed = compute_rows(study, rows_of(study))
    ratio = computed.headline.ratio if computed.headline is not None else None
    study.figures = kept_figures(computed)
    study.ratio = None if ratio is None else rounded(ratio, 4)
    Study.objects.filter(pk=study.pk).update(figures=study.figures, ratio=study.ratio)
    return computed


def refresh_figures(study: Study, *, at: datetime) -> Computed:
    """Compute a study whose rows or settings changed. Call it under the study's lock.

    1. keeps the figures (``keep_figures``) under a new version of the map; 2. asks for a simulation of that version.
    """
    computed = keep_figures(study)
    Study.objects.filter(pk=study.pk).update(map_version=F("map_version") + 1, figures_at=at)
    study.map_version, study.figures_at = study.map_version + 1, at
    request_simulation(study=study, at=at)
    return computed


def refresh_older_figures(*, at: datetime) -> int:
    """Compute studies that are not frozen and whose kept figures come from an older method; return how many.

    Each by itself: one that fails holds up no other.
    """
    older = Study.objects.exclude(state__in=FROZEN).filter(figures__has_key="method_version")
    ids = list(older.exclude(figures__method_version=METHOD_VERSION).values_list("pk", flat=True)[:100])

    def refresh(pk: int) -> None:
        study = Study.objects.select_for_update().get(pk=pk)
        if not study.is_frozen:
            refresh_figures(study, at=at)

    return len(ids) - len(each(ids, refresh, event="study_not_refreshed"))


@sequels.after(STUDY_EDITED)
def refresh_after_edit(study: Study, *, by: Any, at: datetime) -> None:
    """Compute a study anew after its settings changed."""
    refresh_figures(study, at=at)


@transaction.atomic
def add_row(*, model: type[Row], study: Study, by: Any, at: datetime, **fields: Any) -> Row:
    """Add a stakeholder, input, output or outcome at the end of its list.

    Raises NotPermitted, WrongState, and Invalid when the study is full, the name is taken, or the stakeholder belongs
    to another study.
    """
    lock_record(study)
    study = lock_draft(study, by=by)
    rows = model._default_manager.filter(study=study)
    most = MOST_OUTCOMES if model is Outcome else MOST_OTHER_ROWS
    if rows.count() >= most:
        raise Invalid(_("A study holds at most {most} of these. Put some together first.").format(most=most))
    _check_row(model, study, fields)
    position = (rows.aggregate(last=Max("position"))["last"] or 0) + 1
    by_whom = {"edited_by": by} if model is Outcome else {}
    row = model._default_manager.create(study=study, position=position, **fields, **by_whom)
    record(verb=f"{model._meta.model_name}.added", target=row, partnership=study.partnership, by=by, at=at)
    refresh_figures(study, at=at)
    return row


def _check_row(model: type[Row], study: Study, fields: Mapping[str, Any], *, but: int = 0) -> None:
    """Raise Invalid for a stakeholder's name that is taken, and for a stakeholder of another study."""
    if model is Stakeholder and "name" in fields:
        taken = study.stakeholders.filter(name__iexact=fields["name"]).exclude(pk=but)
        if taken.exists():
            raise Invalid({"name": _("Enter another name: a stakeholder of this name is in the study")})
    chosen = fields.get("stakeholder")
    if chosen is not None and chosen.study_id != study.pk:
        raise Invalid({"stakeholder": _("Choose a stakeholder of this study")})


@transaction.atomic
def edit_row(*, row: Row, changes: dict[str, Any], expected_version: int, by: Any, at: datetime) -> Row:
    """Change a row of any kind. Raises NotPermitted, WrongState, StaleVersion, Invalid."""
    lock_record(row)
    study = lock_draft(row.study, by=by)
    _check_row(type(row), study, changes, but=row.pk)
    fresh: Row = type(row)._default_manager.select_related("study").get(pk=row.pk)
    _change(fresh, changes, expected_version=expected_version, by=by, at=at)
    refresh_figures(study, at=at)
    return fresh


def _change(row: Row, changes: dict[str, Any], *, expected_version: int, by: Any, at: datetime) -> None:
    follows: dict[str, Any] = {}
    if isinstance(row, Outcome):
        follows["edited_by"] = by
        if any(getattr(row, name) != changes[name] for name in IMPACT_RESTS_ON if name in changes):
            # What its file stated was said of other figures.
            follows["stated_impact"] = None
    verb = f"{row._meta.model_name}.edited"
    apply_changes(row, changes, expected_version=expected_version, verb=verb, by=by, at=at, unrecorded=follows)


@transaction.atomic
def save_figures(*, study: Study, edits: Sequence[RowEdit], by: Any, at: datetime) -> Computed:
    """Save figures typed into the grid, all of them or none, and return what the study comes to.

    Raises NotPermitted, WrongState, and StaleRows naming every row that somebody else saved or removed meanwhile.
    """
    lock_record(study)
    study = lock_draft(study, by=by)
    rows = study.outcomes.select_related("study").in_bulk([edit.outcome_id for edit in edits])
    stale = [edit.outcome_id for edit in edits if _is_stale(rows.get(edit.outcome_id), edit)]
    if stale:
        raise StaleRows(stale)
    for edit in edits:
        changes = dict(edit.figures)
        _change(rows[edit.outcome_id], changes, expected_version=edit.expected_version, by=by, at=at)
    return refresh_figures(study, at=at)


def _is_stale(row: Outcome | None, edit: RowEdit) -> bool:
    return row is None or row.version != edit.expected_version


@transaction.atomic
def remove_row(*, row: Row, by: Any, at: datetime) -> None:
    """Take a row out of the study; the history keeps what it said.

    Raises NotPermitted, WrongState, and Invalid for a stakeholder that still has rows.
    """
    lock_record(row)
    study = lock_draft(row.study, by=by)
    verb = f"{row._meta.model_name}.removed"
    record(verb=verb, target=row, partnership=study.partnership, by=by, at=at, changes=last_values(row))
    try:
        row.delete()
    except ProtectedError as problem:
        words = _("Remove its inputs, outputs and outcomes first, or give them to another stakeholder.")
        raise Invalid(words) from problem
    refresh_figures(study, at=at)


def last_values(row: Row) -> list[Change]:
    """List what a row says, field by field, as the changes that its removal makes."""
    names = [field.name for field in row._meta.fields if field.editable and field.name != "study"]
    return [Change(name, value, record=row) for name, value in values_of(row, names).items() if value not in {None, ""}]


@transaction.atomic
def move_row(*, row: Row, up: bool, by: Any, at: datetime) -> None:
    """Move a row one place up or down its list; at the end of the list nothing happens. Raises NotPermitted, WrongState."""
    lock_record(row)
    study = lock_draft(row.study, by=by)
    rows = list(type(row)._default_manager.filter(study=study))
    place = rows.index(row)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for position, moved in enumerate(rows, start=1):
        moved.position = position
    type(row)._default_manager.bulk_update(rows, ["position"])
    record(verb=f"{row._meta.model_name}.moved", target=row, partnership=study.partnership, by=by, at=at)
