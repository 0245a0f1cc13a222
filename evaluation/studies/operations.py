"""What is done to a study as a whole while it is a draft, and handing it over for approval."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.studies.models import Study
from evaluation.studies.queries import approvers_of, people_with_role
from partnerships.models import Partnership, PartnershipRole
from partnerships.public import apply_changes, lock_record, notify, perform, record
from psp.core import sequels
from psp.core.access import refusal
from psp.core.problems import Invalid, NotPermitted, WrongState

PREPARERS = gettext_lazy("the project leader, the partners’ contacts and the evaluators")
LEADER = gettext_lazy("the project leader")
PURCHASERS = gettext_lazy("the partnership’s purchasers, except whoever submitted the study,")
# The kinds of notices, as the hub names them.
ASSIGNED, DECIDED = "assignment", "decision"
# What others do with a changed study; the value map recomputes its figures.
STUDY_EDITED = "edit_study"


def check_may(permission: str, target: Any, by: Any) -> None:
    """Raise NotPermitted unless the person holds the permission on the target."""
    if not by.has_perm(permission, target):
        raise NotPermitted(refusal(PREPARERS))


def lock_draft(study: Study, *, by: Any) -> Study:
    """Lock a study's row for a change of anything in it, and return it as it stands in the database.

    Call it inside a transaction, first. Raises NotPermitted, and WrongState once the study is submitted or frozen: the
    database is asked, so a page loaded before the approval cannot slip a change in after it.
    """
    check_may("evaluation.change_study", study, by)
    locked = Study.objects.select_for_update().get(pk=study.pk)
    if not locked.is_editable:
        words = _("The study is no longer a draft ({state}): its figures cannot be changed.")
        raise WrongState(words.format(state=str(locked.get_state_display()).lower()))
    return locked


def _check_settings(fields: dict[str, Any]) -> None:
    """Raise Invalid where the settings of the computation do not go together."""
    if fields.get("flat_rate") is not None and not fields["schedule"].is_flat:
        raise Invalid({"flat_rate": _("Leave the rate empty: the schedule you chose has rates of its own")})
    if fields.get("price_index") is not None and fields.get("price_base_year") is None:
        raise Invalid({"price_base_year": _("Enter the year whose prices the study is in")})


@transaction.atomic
def start_study(*, partnership: Partnership, by: Any, at: datetime, **fields: Any) -> Study:
    """Start a study as a draft; ``fields`` are the model's own.

    1. writes the study; 2. records the activity. Raises NotPermitted, and Invalid for settings that do not go together.
    """
    lock_record(partnership)
    check_may("evaluation.add_study", partnership, by)
    _check_settings(fields)
    study = Study.objects.create(partnership=partnership, figures_at=at, **fields)
    record(verb="study.started", target=study, partnership=partnership, by=by, at=at)
    return study


@transaction.atomic
def edit_study(*, study: Study, changes: dict[str, Any], expected_version: int, by: Any, at: datetime) -> Study:
    """Change what a draft is about and how it is computed; its figures are computed anew.

    Raises NotPermitted, WrongState, StaleVersion, Invalid.
    """
    lock_record(study)
    locked = lock_draft(study, by=by)
    names = ("schedule", "flat_rate", "price_index", "price_base_year")
    _check_settings({name: changes.get(name, getattr(locked, name)) for name in names})
    apply_changes(locked, changes, expected_version=expected_version, verb="study.edited", by=by, at=at)
    sequels.follow(STUDY_EDITED, locked, by=by, at=at)
    return locked


@transaction.atomic
def submit_study(*, study: Study, by: Any, at: datetime) -> Study:
    """Hand a draft over for approval: from now on nobody changes it. Those who can approve it are told.

    Raises NotPermitted, WrongState, and Invalid where nobody could approve it.
    """
    lock_record(study)
    if by.has_perm("evaluation.submit_study", study) and not approvers_of(study.partnership, by.pk):
        raise Invalid(nobody_approves(study.partnership))
    perform(study, "submit_study", by=by, at=at)
    study.submitted_by, study.submitted_at = by, at
    study.save(update_fields=["submitted_by", "submitted_at", "updated_at"])
    tell(study, approvers_of(study.partnership, by.pk), ASSIGNED, _("Approve the evaluation “{study}”"), by=by, at=at)
    return study


def nobody_approves(partnership: Partnership) -> str:
    """Say that nobody can approve a study of a partnership, and who can change that."""
    words = _(
        "Nobody can approve it: that takes a purchaser of {council} who does not submit it. Ask one to take {partnership} on, or "
        "an administrator to invite one."
    )
    return words.format(council=partnership.purchasing_council, partnership=partnership)


@transaction.atomic
def return_study(*, study: Study, note: str, by: Any, at: datetime) -> Study:
    """Make a submitted study a draft again, with the reason; the project leader hears of it.

    Raises NotPermitted, WrongState, Invalid.
    """
    lock_record(study)
    perform(study, "return_study", by=by, at=at, note=note)
    study.submitted_by = study.submitted_at = None
    study.save(update_fields=["submitted_by", "submitted_at", "updated_at"])
    leaders = people_with_role(study.partnership, PartnershipRole.LEADER)
    tell(study, leaders, DECIDED, _("The evaluation “{study}” was returned to draft"), by=by, at=at, detail=note)
    return study


def tell(study: Study, people: list[Any], kind: str, words: str, *, by: Any, at: datetime, detail: str = "") -> None:
    """Tell people what happened to a study, whoever did it left out. ``words`` hold {study}."""
    notify(
        people=[person for person in people if person != by],
        kind=kind,
        title=words.format(study=study),
        url=study.get_absolute_url(),
        key=f"study:{study.pk}:{study.version}",
        at=at,
        partnership=study.partnership,
        detail=detail,
    )
