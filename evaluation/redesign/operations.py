"""Recording what changes in the contract because of what a study found."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.redesign.models import RedesignDecision
from evaluation.studies.models import Kind, Study
from evaluation.studies.workflow import State
from partnerships.public import apply_changes, lock_record, record, record_milestone, reopen_unmet
from psp.core.access import refusal
from psp.core.dates import london_date
from psp.core.problems import NotPermitted, WrongState

DECIDERS = gettext_lazy("the project leader, the partners’ contacts, the evaluators and the purchasers")


def _check(permission: str, target: Any, study: Study, by: Any) -> None:
    """Raise NotPermitted, and WrongState for a study whose approval was withdrawn: its copy goes on."""
    if not by.has_perm(permission, target):
        raise NotPermitted(refusal(DECIDERS))
    if Study.objects.select_for_update().get(pk=study.pk).state == State.WITHDRAWN:
        raise WrongState(
            _("The approval of this study was withdrawn. Record decisions in the edition that replaces it.")
        )


@transaction.atomic
def add_decision(*, study: Study, by: Any, at: datetime, **fields: Any) -> RedesignDecision:
    """Record a redesign decision; ``fields`` are the model's own.

    1. writes it; 2. records the activity; 3. marks the milestone of the plan, where the study is approved.
    Raises NotPermitted, WrongState.
    """
    lock_record(study)
    _check("evaluation.add_redesigndecision", study, study, by)
    decision = RedesignDecision.objects.create(study=study, **fields)
    record(verb="redesign.decided", target=decision, partnership=study.partnership, by=by, at=at)
    if study.state == State.APPROVED:
        reach_milestone(study, "redesign_decided", by=by, at=at)
    return decision


def reach_milestone(study: Study, key: str, *, by: Any, at: datetime) -> None:
    """Mark a milestone of the evaluation period as done; a forecast reaches none."""
    if study.kind == Kind.EVALUATIVE:
        record_milestone(partnership=study.partnership, key=key, on=london_date(at), by=by, at=at)


@transaction.atomic
def edit_decision(
    *, decision: RedesignDecision, changes: dict[str, Any], expected_version: int, by: Any, at: datetime
) -> RedesignDecision:
    """Change a redesign decision. Raises NotPermitted, WrongState, StaleVersion."""
    lock_record(decision)
    _check("evaluation.change_redesigndecision", decision, decision.study, by)
    apply_changes(decision, changes, expected_version=expected_version, verb="redesign.edited", by=by, at=at)
    return decision


@transaction.atomic
def remove_decision(*, decision: RedesignDecision, by: Any, at: datetime) -> None:
    """Take a redesign decision out; the history keeps what it said. The last one opens the plan's milestone again.

    Raises NotPermitted, WrongState.
    """
    lock_record(decision)
    _check("evaluation.delete_redesigndecision", decision, decision.study, by)
    said = {"finding": [decision.finding, None], "change": [decision.change, None]}
    partnership = decision.study.partnership
    record(verb="redesign.removed", target=decision, partnership=partnership, by=by, at=at, changes=said)
    decision.delete()
    reopen_unmet(partnership=partnership, keys=["redesign_decided"], by=by, at=at)
