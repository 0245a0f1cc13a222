"""Writing and agreeing a contingency plan. The history says that it was done, never what it says."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import Organisation, Partnership
from partnerships.public import apply_changes, lock_history, record, record_milestone, reopen_unmet
from procurement.contingency.models import PARTS, ContingencyPlan
from procurement.contingency.queries import bidders_without_plan
from psp.core.access import refusal
from psp.core.dates import london_date
from psp.core.problems import Invalid, NotPermitted
from psp.core.sealing import seal

OWN_PEOPLE = gettext_lazy("people of the organisation whose plan it is")


def _check_own(organisation_id: int, by: Any) -> None:
    # Asked of the person, not of the permission: superusers hold every permission.
    if not by.belongs_to(organisation_id):
        raise NotPermitted(refusal(OWN_PEOPLE))


def _check_content(content: Mapping[str, str]) -> dict[str, str]:
    errors = {name: _("Enter an answer, if only why it does not apply") for name in PARTS if not content[name].strip()}
    if errors:
        raise Invalid(errors)
    return {name: content[name] for name in PARTS}


@transaction.atomic
def write_plan(
    *, partnership: Partnership, organisation: Organisation, content: Mapping[str, str], by: Any, at: datetime
) -> ContingencyPlan:
    """Write an organisation's first plan; ``content`` maps the names of ``PARTS``.

    Raises NotPermitted, and Invalid when a part is empty, the organisation may not bid or has a plan.
    """
    lock_history(partnership)
    _check_own(organisation.pk, by)
    if not partnership.members.current().filter(organisation=organisation, may_bid=True).exists():
        raise Invalid(_("Only a partner that may bid needs a plan. The project leader records which partners may bid."))
    if ContingencyPlan.objects.filter(partnership=partnership, organisation=organisation).exists():
        raise Invalid(_("Your organisation has a plan already: change it instead"))
    sealed = seal(_check_content(content))
    plan = ContingencyPlan.objects.create(partnership=partnership, organisation=organisation, sealed=sealed)
    record(verb="contingency_plan.written", target=plan, partnership=partnership, by=by, at=at)
    return plan


@transaction.atomic
def edit_plan(
    *, plan: ContingencyPlan, content: Mapping[str, str], expected_version: int, by: Any, at: datetime
) -> ContingencyPlan:
    """Change a plan; a plan that says something else has to be agreed again, which opens the milestone until it is.

    Raises NotPermitted, StaleVersion, Invalid.
    """
    lock_history(plan.partnership)
    _check_own(plan.organisation_id, by)
    written = _check_content(content)
    if written == plan.content():
        return plan
    plan.sealed, plan.agreed_on, plan.agreed_by = seal(written), None, None
    # Without a field's name among the changes, the history gets no content.
    apply_changes(plan, {}, expected_version=expected_version, verb="contingency_plan.edited", by=by, at=at)
    record(verb="contingency_plan.edited", target=plan, partnership=plan.partnership, by=by, at=at)
    reopen_unmet(partnership=plan.partnership, keys=["contingency_planned"], by=by, at=at)
    return plan


@transaction.atomic
def agree_plan(
    *, plan: ContingencyPlan, agreed_on: date, expected_version: int, by: Any, at: datetime
) -> ContingencyPlan:
    """Record the day the organisation's board or management agreed the plan.

    1. records it; 2. marks the milestone of the partnership's plan once every partner that may bid has one. Raises
    NotPermitted, StaleVersion, Invalid.
    """
    lock_history(plan.partnership)
    _check_own(plan.organisation_id, by)
    if agreed_on > london_date(at):
        raise Invalid({"agreed_on": _("Enter today or an earlier day")})
    changes = {"agreed_on": agreed_on, "agreed_by": by}
    apply_changes(plan, changes, expected_version=expected_version, verb="contingency_plan.agreed", by=by, at=at)
    partnership = plan.partnership
    if not bidders_without_plan().filter(partnership=partnership).exists():
        record_milestone(partnership=partnership, key="contingency_planned", on=london_date(at), by=by, at=at)
    return plan
