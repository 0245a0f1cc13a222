"""Contingency plans that wait to be written or agreed, by the day the partnership's plan names for them."""

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import Member, Milestone, Partnership
from partnerships.public import own_people, speakers_of
from procurement.contingency.models import ContingencyPlan
from procurement.contingency.queries import readers_of
from psp.core.due import DueItem, source
from psp.core.notices import EVERYONE, Sight

KEY = "contingency_planned"


@source("contingency_plan", gettext_lazy("Contingency plans of your organisation"))
def plans_due(first, last, person_id=None):
    """List the partners that may bid and have no agreed plan.

    One to be written is owed by the organisation's people, one to be agreed by those who may read it, and confidential to them.
    A query for the partners, two for the plans, and two more for each that is not agreed.
    """
    day = Milestone.objects.filter(partnership=OuterRef("partnership"), key=KEY, done_on=None)
    rows = Member.objects.current().filter(may_bid=True, partnership__in=Partnership.objects.running())
    rows = rows.annotate(day=Subquery(day.values("planned_on")[:1])).filter(day__range=(first, last))
    if person_id is not None:
        rows = rows.filter(organisation__memberships__person=person_id)
    rows = rows.select_related("partnership", "organisation")
    members = list(rows.order_by("pk"))
    plans = ContingencyPlan.objects.filter(partnership__in={member.partnership_id for member in members}).defer(
        "sealed"
    )
    written = {(plan.partnership_id, plan.organisation_id): plan for plan in plans}
    speakers = speakers_of(members)
    for member in members:
        plan = written.get((member.partnership_id, member.organisation_id))
        if plan is None or plan.agreed_on is None:
            item = _item(member, plan, speakers[member.pk])
            if person_id is None or person_id in item.people:
                yield item


def _item(member, plan, speakers):
    readers = tuple(readers_of(plan).order_by("pk").values_list("pk", flat=True)) if plan else ()
    own = set(own_people(member.organisation_id).values_list("pk", flat=True))
    is_to_agree = bool(readers)
    words = (
        _("Agree the contingency plan of {organisation}")
        if is_to_agree
        else _("Write the contingency plan of {organisation}")
    )
    people = readers if is_to_agree else tuple(pk for pk in speakers if pk in own)
    return DueItem(
        kind="contingency_plan",
        key=f"contingency_plan:{member.pk}:{'agree' if is_to_agree else 'write'}",
        title=words.format(organisation=member.organisation),
        due_on=member.day,
        url=plan.get_absolute_url()
        if is_to_agree
        else member.partnership.url("write_contingency_plan", member.organisation_id),
        partnership_id=member.partnership_id,
        partnership=member.partnership.name,
        people=people,
        leaders=people,
        is_confidential=True,
        sight=Sight("contingency_plan", plan.pk) if is_to_agree else EVERYONE,
    )
