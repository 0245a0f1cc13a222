"""When bids are due and two purchasers open them."""

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import PartnershipRole, PersonRole
from procurement.bids.rules import can_handle_bids
from procurement.opening.models import OpeningConfirmation
from procurement.tenders.models import Tender
from procurement.tenders.queries import due_of_tender, owed
from procurement.tenders.workflow import State
from psp.core.dates import end_of_day, start_of_day
from psp.core.due import source
from psp.core.moments import Moment


@source("tender_deadline", gettext_lazy("Deadline for bids"))
def bids_are_due(first, last, person_id=None):
    """List the deadlines of tenders that are out, owed by those who open the bids and have not confirmed it yet."""
    rows = Tender.objects.filter(
        state=State.PUBLISHED, submission_deadline__range=(start_of_day(first), end_of_day(last))
    )
    confirmed = OpeningConfirmation.objects.order_by("position")
    rows = rows.prefetch_related(Prefetch("opening_confirmations", confirmed))
    purchasers = PersonRole.objects.filter(role=PartnershipRole.PURCHASER, person__is_active=True)
    rows = rows.annotate(has_purchasers=Exists(purchasers.filter(partnership=OuterRef("partnership"))))
    for tender, people, leaders in owed(rows, may=opens_bids, person_id=person_id):
        deadline = Moment.of(tender.submission_deadline)
        title = _("Bids are due, then open them: {tender}")
        # Who is shut out of the bids belongs to somebody who has bid: others read no names.
        known_as = _("the purchasers") if tender.has_purchasers else ""
        more = {"moment": deadline, "known_as": known_as}
        # The page to open them is for those who handle bids; the date is everybody's.
        yield due_of_tender("tender_deadline", tender, title, deadline.day, people, leaders, **more)


def opens_bids(person, tender):
    """Whether a person opens the bids of a tender: who handles them, each once."""
    has_confirmed = any(row.person_id == person.pk for row in tender.opening_confirmations.all())
    return not has_confirmed and can_handle_bids.test(person, tender)
