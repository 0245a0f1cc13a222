"""Prior involvement: the proof an organisation was asked for, and what the purchasers decide about it (reg. 42)."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.public import speakers_of
from procurement.involvement.models import PriorInvolvement
from procurement.involvement.operations import DAYS_TO_PROVE
from procurement.involvement.rules import can_keep
from procurement.tenders.queries import owed
from psp.core.due import DueItem, source

TO_PROVE = timedelta(days=DAYS_TO_PROVE)
# Ours: the other bidders wait for it.
TO_DECIDE = timedelta(days=14)


@source("proof_to_give", gettext_lazy("Proof that your involvement distorts nothing"))
def proofs_to_give(first, last, person_id=None):
    """List what organisations were asked to prove, owed by their people who see the partnership.

    Where nobody does, the purchasers owe it, who write down what came by letter.
    """
    rows = PriorInvolvement.objects.filter(
        answered_on=None, outcome="", asked_on__range=(first - TO_PROVE, last - TO_PROVE)
    )
    rows = rows.select_related("organisation")
    speakers = speakers_of(rows)
    for row, purchasers, leaders in owed(rows, may=can_keep.test):
        people = speakers[row.pk] or purchasers
        if person_id is None or person_id in people:
            title = _("Prove that the involvement of {organisation} distorts nothing")
            yield _item("proof_to_give", row, title, row.asked_on + TO_PROVE, people, leaders)


@source("involvement_to_decide", gettext_lazy("Prior involvement to decide"))
def involvements_to_decide(first, last, person_id=None):
    """List what was answered, or not within ten days, and has no outcome yet. The purchasers owe it."""
    waited = Q(answered_on=None, asked_on__range=(first - TO_PROVE - TO_DECIDE, last - TO_PROVE - TO_DECIDE))
    answered = Q(answered_on__range=(first - TO_DECIDE, last - TO_DECIDE))
    rows = PriorInvolvement.objects.filter(waited | answered, outcome="").select_related("organisation")
    for row, people, leaders in owed(rows, may=can_keep.test, person_id=person_id):
        day = (row.answered_on or row.asked_on + TO_PROVE) + TO_DECIDE
        title = _("Decide what follows from the involvement of {organisation}")
        yield _item("involvement_to_decide", row, title, day, people, leaders)


def _item(kind, row, title, day, people, leaders):
    return DueItem(
        kind=kind,
        key=f"{kind}:{row.pk}",
        title=title.format(organisation=row.organisation),
        due_on=day,
        url=row.get_absolute_url(),
        partnership_id=row.partnership_id,
        partnership=row.partnership.name,
        people=people,
        leaders=leaders,
    )
