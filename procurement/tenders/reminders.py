"""What a tender makes due while it is open for bids, and after it was cancelled."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import Activity, PartnershipRole
from partnerships.public import can_run_partnership
from procurement.tenders.models import Tender
from procurement.tenders.queries import due_of_tender, owed
from procurement.tenders.rules import can_prepare
from procurement.tenders.workflow import State
from psp.core.dates import end_of_day, london_date, start_of_day
from psp.core.due import source

# Ours: how soon the partners agree what follows a cancelled tender.
TO_GO_ON = timedelta(days=14)


@source("tender_questions_close", gettext_lazy("Questions from bidders close"))
def questions_close(first, last, person_id=None):
    """List the days on which bidders' questions close: late for nobody once they have."""
    rows = Tender.objects.filter(state=State.PUBLISHED, questions_close_on__range=(first, last))
    for tender, people, leaders in owed(rows, may=can_prepare.test, person_id=person_id):
        title = _("Questions from bidders close: {tender}")
        day = tender.questions_close_on
        yield due_of_tender(
            "tender_questions_close",
            tender,
            title,
            day,
            people,
            leaders,
            page="clarifications",
            over_on=day + timedelta(days=1),
        )


@source("tender_held_back", gettext_lazy("Tenders whose publication was stopped"))
def tenders_held_back(first, last, person_id=None):
    """List the drafts whose scheduled publication was stopped because something was missing. Their purchasers owe it.

    Not where somebody has withdrawn a publication since: they know what they do.
    """
    kind = ContentType.objects.get_for_model(Tender)
    done = Activity.objects.filter(target_type=kind, target_id=OuterRef("pk"), verb="publication.withdrawn")
    last_done = done.order_by("-number")
    rows = Tender.objects.filter(state=State.DRAFT)
    rows = rows.annotate(
        held_back_at=Subquery(last_done.values("at")[:1]), withdrawn_by=Subquery(last_done.values("actor")[:1])
    )
    rows = rows.filter(withdrawn_by=None, held_back_at__range=(start_of_day(first), end_of_day(last)))
    for tender, people, _leaders in owed(rows, may=can_prepare.test, person_id=person_id):
        title, day = _("The publication was stopped, add what is missing: {tender}"), london_date(tender.held_back_at)
        page = {"page": "publish_tender", "is_confidential": True}
        yield due_of_tender("tender_held_back", tender, title, day, people, people, **page)


@source("tender_cancelled", gettext_lazy("What follows a cancelled tender"))
def cancelled_tenders(first, last, person_id=None):
    """List the tenders that were cancelled and that nothing has followed yet. The project leader owes the next step."""
    kind = ContentType.objects.get_for_model(Tender)
    done = Activity.objects.filter(target_type=kind, target_id=OuterRef("pk"), verb="tender.cancelled")
    followed = Tender.objects.filter(partnership=OuterRef("partnership"), created_at__gt=OuterRef("created_at"))
    rows = Tender.objects.filter(state=State.CANCELLED, partnership__state__in=("evaluation", "tender"))
    rows = rows.exclude(Exists(followed)).annotate(cancelled_at=Subquery(done.order_by("-at").values("at")[:1]))
    rows = rows.filter(cancelled_at__range=(start_of_day(first - TO_GO_ON), end_of_day(last - TO_GO_ON)))
    leads = {"may": leads_on, "roles": (PartnershipRole.LEADER,), "person_id": person_id}
    for tender, people, leaders in owed(rows, **leads):
        title, day = _("The tender was cancelled, agree what follows: {tender}"), london_date(tender.cancelled_at)
        yield due_of_tender("tender_cancelled", tender, title, day + TO_GO_ON, people, leaders)


def leads_on(person, tender):
    """Whether a person decides with the partners what follows a tender."""
    return can_run_partnership.test(person, tender.partnership)
