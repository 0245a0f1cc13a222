"""Approving a study, which freezes its figures, and withdrawing the approval, which opens a new edition."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.redesign.models import RedesignDecision
from evaluation.redesign.operations import reach_milestone
from evaluation.runs.models import Run, fingerprint
from evaluation.runs.queries import frozen_record
from evaluation.studies.models import Study
from evaluation.studies.operations import DECIDED, tell
from evaluation.studies.queries import people_with_role
from evaluation.value_map.models import Input, Outcome, Output, Stakeholder
from evaluation.value_map.operations import keep_figures, refresh_figures
from partnerships.models import PartnershipRole
from partnerships.public import copy_evidence, lock_record, perform, record, reopen_unmet
from psp.core.problems import Invalid

_NEVER_COPIED = {"id", "version", "created_at", "updated_at"}


@transaction.atomic
def approve_study(*, study: Study, by: Any, at: datetime) -> Run:
    """Approve a submitted study and freeze every input and figure of it as its run.

    1. locks the study; 2. checks permission, state and gate (``perform``); 3. computes it; 4. writes the run;
    5. marks what the plan has reached; 6. tells the project leader.
    Raises NotPermitted, WrongState, GateNotMet, and Invalid where it cannot be computed.
    """
    lock_record(study)
    Study.objects.select_for_update().get(pk=study.pk)
    perform(study, "approve_study", by=by, at=at)
    computed = keep_figures(study)
    try:
        kept = frozen_record(computed)
    except ValueError as problem:
        words = computed.trouble.sentence if computed.trouble else _("The study cannot be worked out")
        raise Invalid(words) from problem
    run = Run.objects.create(
        study=study,
        method_version=kept["method_version"],
        record=kept,
        sha256=fingerprint(kept),
        made_by=by,
        made_at=at,
    )
    reach_milestone(study, "study_approved", by=by, at=at)
    if study.redesign_decisions.exists():
        reach_milestone(study, "redesign_decided", by=by, at=at)
    leaders = people_with_role(study.partnership, PartnershipRole.LEADER)
    tell(study, leaders, DECIDED, _("The evaluation “{study}” is approved"), by=by, at=at)
    return run


@transaction.atomic
def withdraw_approval(*, study: Study, note: str, by: Any, at: datetime) -> Study:
    """Withdraw an approval for a reason, and return the new draft edition that takes its place.

    1. moves the study on (``perform``), its run stays; 2. copies the study, its rows and decisions into a draft;
    3. records that the draft was started; 4. opens what the plan has reached again, where no other study stands for it;
    5. tells the project leader. Raises NotPermitted, WrongState, Invalid.
    """
    lock_record(study)
    Study.objects.select_for_update().get(pk=study.pk)
    perform(study, "withdraw_approval", by=by, at=at, note=note)
    draft = copy_study(study, at=at)
    record(verb="study.started", target=draft, partnership=study.partnership, by=by, at=at)
    reopen_unmet(partnership=study.partnership, keys=["study_approved", "redesign_decided"], by=by, at=at)
    leaders = people_with_role(study.partnership, PartnershipRole.LEADER)
    tell(study, leaders, DECIDED, _("The approval of “{study}” was withdrawn"), by=by, at=at, detail=note)
    return draft


def copy_study(study: Study, *, at: datetime) -> Study:
    """Copy a study with its rows and decisions, and the evidence of both, into a new draft edition."""
    own = ("state", "edition", "copied_from", "submitted_by", "submitted_at", "map_version", "ratio", "figures")
    draft = Study(**_fields_of(study, but={*own, "figures_at"}))
    draft.edition, draft.copied_from = study.edition + 1, study
    draft.save()
    people: dict[int, Stakeholder] = {}
    for stakeholder in study.stakeholders.all():
        people[stakeholder.pk] = Stakeholder.objects.create(**_fields_of(stakeholder, but={"study"}), study=draft)
    models: tuple[Any, ...] = (Input, Output, Outcome)
    for model in models:
        rows = list(model._default_manager.filter(study=study))
        copies = model._default_manager.bulk_create(
            model(**_fields_of(row, but={"study", "stakeholder"}), study=draft, stakeholder=people[row.stakeholder_id])
            for row in rows
        )
        _copy_evidence(rows, copies)
    decisions = list(study.redesign_decisions.all())
    _copy_evidence(
        decisions,
        RedesignDecision.objects.bulk_create(
            RedesignDecision(**_fields_of(decision, but={"study"}), study=draft) for decision in decisions
        ),
    )
    refresh_figures(draft, at=at)
    return draft


def _copy_evidence(rows: Sequence[Any], copies: Sequence[Any]) -> None:
    if rows and hasattr(rows[0], "evidence"):
        copy_evidence(type(rows[0]), {row.pk: copy.pk for row, copy in zip(rows, copies, strict=True)})


def _fields_of(record: Any, *, but: set[str]) -> dict[str, Any]:
    skipped = _NEVER_COPIED | but
    return {
        field.name: getattr(record, field.name) for field in record._meta.concrete_fields if field.name not in skipped
    }
