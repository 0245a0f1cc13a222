"""Draws that wait for their witnesses."""

from datetime import timedelta

from django.db.models import Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import PartnershipRole
from procurement.bids.queries import handlers_of
from procurement.draws.models import Draw, Witness
from procurement.results.rules import can_see_result
from procurement.tenders.models import Tender
from procurement.tenders.queries import due_of_tender, owed
from procurement.tenders.workflow import State
from psp.core.dates import end_of_day, london_date, start_of_day
from psp.core.due import source

# Ours: the award waits for it.
TO_WITNESS = timedelta(days=7)
WITNESSES = (PartnershipRole.PURCHASER, PartnershipRole.EVALUATOR)


@source("draws_to_witness", gettext_lazy("Draws to witness"))
def draws_to_witness(first, last, person_id=None):
    """List tenders with a draw that was prepared, owed by its witnesses who have not confirmed it."""
    drawing = Draw.objects.open()
    rows = Tender.objects.filter(state=State.RANKED, results__draws__in=drawing)
    rows = rows.annotate(prepared_at=Min("results__draws__prepared_at", filter=Q(results__draws__in=drawing)))
    rows = rows.filter(prepared_at__range=(start_of_day(first - TO_WITNESS), end_of_day(last - TO_WITNESS)))
    for tender, people, _leaders in owed(rows, may=witnesses_the_draw, roles=WITNESSES, person_id=person_id):
        title, day = _("Witness the draw: {tender}"), london_date(tender.prepared_at)
        leaders = tuple(handlers_of(tender))
        yield due_of_tender(
            "draws_to_witness", tender, title, day + TO_WITNESS, people, leaders, page="draw", is_confidential=True
        )


def witnesses_the_draw(person, tender):
    """Whether a person has yet to confirm the draw of a tender, named as its witness."""
    places = Witness.objects.filter(draw__in=Draw.objects.open(), draw__result__tender=tender, confirmed_at=None)
    return places.filter(person=person).exists() and can_see_result.test(person, tender)
