"""Writing and agreeing a contingency plan. The history says that it was done, never what it says."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import Membership, Organisation, Partnership
from partnerships.public import apply_changes, lock_record, notify, own_people, record, record_milestone, reopen_unmet
from procurement.contingency.models import PARTS, ContingencyPlan
from procurement.contingency.queries import bidders_without_plan, readers_of
from procurement.contingency.rules import can_read, can_write
from psp.core import sequels
from psp.core.access import allowed, refusal
from psp.core.dates import london_date
from psp.core.notices import Sight
from psp.core.problems import Invalid, NotPermitted
from psp.core.sealing import seal

OWN_PEOPLE = gettext_lazy("people whom the organisation named as readers of its plan")


def _check_reads(plan: ContingencyPlan, by: Any) -> None:
    if not allowed(can_read, by, plan):
        raise NotPermitted(refusal(OWN_PEOPLE))


def _check_readers(organisation: Organisation, readers: Iterable[Any], by: Any) -> list[Any]:
    """Return the readers and whoever names them. Raises Invalid for anybody who is not of the organisation."""
    own = {person.pk: person for person in own_people(organisation)}
    chosen = {person.pk for person in readers} | {by.pk}
    if not chosen <= own.keys():
        words = _("Select people of {organisation} who do not administer this service")
        raise Invalid({"readers": words.format(organisation=organisation)})
    return [own[pk] for pk in sorted(chosen)]


def _check_content(content: Mapping[str, str]) -> dict[str, str]:
    errors = {name: _("Enter an answer, if only why it does not apply") for name in PARTS if not content[name].strip()}
    if errors:
        raise Invalid(errors)
    return {name: content[name] for name in PARTS}


@transaction.atomic
def write_plan(
    *,
    partnership: Partnership,
    organisation: Organisation,
    content: Mapping[str, str],
    by: Any,
    at: datetime,
    readers: Iterable[Any] | None = None,
) -> ContingencyPlan:
    """Write an organisation's first plan; ``content`` maps the names of ``PARTS``.

    ``readers`` may read it from now on; None names the organisation's own people of today. Who comes later reads it once a
    reader names them. Where none of its readers is there any more, a new plan takes the place of the old, which nobody reads.
    Raises NotPermitted, and Invalid when a part is empty, a reader is not of the organisation, it may not bid or has a plan.
    """
    lock_record(partnership)
    if not allowed(can_write, by, organisation):
        raise NotPermitted(refusal(_("people of the organisation who do not administer this service")))
    if not partnership.members.current().filter(organisation=organisation, may_bid=True).exists():
        raise Invalid(_("Only a partner that may bid needs a plan. The project leader records which partners may bid."))
    earlier = ContingencyPlan.objects.filter(partnership=partnership, organisation=organisation).first()
    if earlier is not None and readers_of(earlier).exists():
        raise Invalid(_("Your organisation has a plan already: change it, or ask one of its readers to name you"))
    named = _check_readers(organisation, own_people(organisation) if readers is None else readers, by)
    sealed = seal(_check_content(content))
    plan = earlier or ContingencyPlan(partnership=partnership, organisation=organisation)
    plan.sealed, plan.agreed_on, plan.agreed_by = sealed, None, None
    plan.save()
    plan.readers.set(named)
    record(verb="contingency_plan.written", target=plan, partnership=partnership, by=by, at=at)
    if earlier is not None:
        reopen_unmet(partnership=partnership, keys=["contingency_planned"], by=by, at=at)
    return plan


@transaction.atomic
def name_readers(*, plan: ContingencyPlan, readers: Iterable[Any], by: Any, at: datetime) -> ContingencyPlan:
    """Name who of the organisation may read its plan, the person who names always among them.

    1. writes who; 2. records that it was done, not who; 3. tells those who are new. Raises NotPermitted, Invalid.
    """
    lock_record(plan)
    _check_reads(plan, by)
    named = _check_readers(plan.organisation, readers, by)
    before = set(plan.readers.values_list("pk", flat=True))
    plan.readers.set(named)
    record(verb="contingency_plan.readers_named", target=plan, partnership=plan.partnership, by=by, at=at)
    notify(
        people={person.pk for person in named} - before - {by.pk},
        kind="assignment",
        title=_("You may read the {plan}").format(plan=str(plan)[0].lower() + str(plan)[1:]),
        url=plan.get_absolute_url(),
        key=f"contingency_reader:{plan.pk}:{at.isoformat()}",
        at=at,
        sight=Sight("contingency_plan", plan.pk),
        partnership=plan.partnership,
    )
    return plan


@sequels.after("leave_organisation")
def end_reading(membership: Membership, *, by: Any, at: datetime) -> None:
    """Let somebody who leaves an organisation read its plans no more: back again, they read them once a reader names them."""
    person, organisation = membership.person_id, membership.organisation_id
    ContingencyPlan.readers.through.objects.filter(user=person, contingencyplan__organisation=organisation).delete()


@transaction.atomic
def edit_plan(
    *, plan: ContingencyPlan, content: Mapping[str, str], expected_version: int, by: Any, at: datetime
) -> ContingencyPlan:
    """Change a plan; a plan that says something else has to be agreed again, which opens the milestone until it is.

    Raises NotPermitted, StaleVersion, Invalid.
    """
    lock_record(plan)
    _check_reads(plan, by)
    written = _check_content(content)
    if written == plan.content():
        return plan
    verb = "contingency_plan.edited"
    fields = {"sealed": seal(written), "agreed_on": None, "agreed_by": None}
    apply_changes(plan, {}, expected_version=expected_version, verb=verb, by=by, at=at, unrecorded=fields)
    record(verb=verb, target=plan, partnership=plan.partnership, by=by, at=at)
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
    lock_record(plan)
    _check_reads(plan, by)
    if agreed_on > london_date(at):
        raise Invalid({"agreed_on": _("Enter today or an earlier day")})
    changes = {"agreed_on": agreed_on, "agreed_by": by}
    apply_changes(plan, changes, expected_version=expected_version, verb="contingency_plan.agreed", by=by, at=at)
    partnership = plan.partnership
    if not bidders_without_plan().filter(partnership=partnership).exists():
        record_milestone(partnership=partnership, key="contingency_planned", on=london_date(at), by=by, at=at)
    return plan
