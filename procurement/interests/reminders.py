"""Interests to declare once the bids are open and the bidders known."""

from datetime import timedelta

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import PartnershipRole
from procurement.bids.queries import handlers_of
from procurement.evaluators.rules import can_handle_or_evaluate, must_declare
from procurement.opening.models import OpeningConfirmation
from procurement.tenders.models import Tender
from procurement.tenders.queries import due_of_tender, owed
from procurement.tenders.workflow import State
from psp.core.dates import end_of_day, london_date, start_of_day
from psp.core.due import source

# Ours: nobody reads a bid before they have declared.
TO_DECLARE = timedelta(days=7)
HANDLING = (PartnershipRole.PURCHASER, PartnershipRole.EVALUATOR)
UNTIL_AWARD = (State.OPENED, State.MODERATION, State.RANKED)


@source("interests_to_declare", gettext_lazy("Interests to declare"))
def interests_to_declare(first, last, person_id=None):
    """List opened tenders, owed by everyone who handles or evaluates the bids and has not declared their interests."""
    opened = OpeningConfirmation.objects.filter(tender=OuterRef("pk"), position=2).values("confirmed_at")[:1]
    rows = Tender.objects.filter(state__in=UNTIL_AWARD).annotate(opened_at=Subquery(opened))
    rows = rows.filter(opened_at__range=(start_of_day(first - TO_DECLARE), end_of_day(last - TO_DECLARE)))
    for tender, people, _leaders in owed(rows, may=declares_interests, roles=HANDLING, person_id=person_id):
        if people:
            title, day = _("Declare your interests: {tender}"), london_date(tender.opened_at) + TO_DECLARE
            yield due_of_tender(
                "interests_to_declare",
                tender,
                title,
                day,
                people,
                tuple(handlers_of(tender)),
                page="declare_interests",
                is_confidential=True,
            )


def declares_interests(person, tender):
    """Whether a person has yet to declare their interests in a tender whose bids are open."""
    return must_declare(person, tender) and can_handle_or_evaluate.test(person, tender)
