"""What a tender's clocks make due, for the purchasers who run it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.tenders.models import Tender
from procurement.tenders.queries import owed
from procurement.tenders.workflow import State
from psp.core.dates import end_of_day, start_of_day
from psp.core.due import DueItem, source
from psp.core.moments import Moment

# The award is decided in one of these; a month's plan shows it from publication on.
BEFORE_AWARD = (State.PUBLISHED, State.OPENED, State.MODERATION, State.RANKED)


@source("tender_questions_close", gettext_lazy("Questions from bidders close"))
def questions_close(first, last, person_id=None):
    rows = Tender.objects.filter(state=State.PUBLISHED, questions_close_on__range=(first, last))
    for row, people, leaders in owed(rows, fields=["title", "questions_close_on"], person_id=person_id):
        title = _("Questions from bidders close: {tender}").format(tender=row["title"])
        yield _item("tender_questions_close", row, title, row["questions_close_on"], people, leaders)


@source("tender_deadline", gettext_lazy("Deadline for bids"))
def bids_are_due(first, last, person_id=None):
    moments = (start_of_day(first), end_of_day(last))
    rows = Tender.objects.filter(state=State.PUBLISHED, submission_deadline__range=moments)
    for row, people, leaders in owed(rows, fields=["title", "submission_deadline"], person_id=person_id):
        title = _("Bids are due, then open them: {tender}").format(tender=row["title"])
        deadline = Moment.of(row["submission_deadline"])
        yield _item("tender_deadline", row, title, deadline.day, people, leaders, moment=deadline)


@source("tender_decision", gettext_lazy("Award decision planned"))
def decision_is_planned(first, last, person_id=None):
    rows = Tender.objects.filter(state__in=BEFORE_AWARD, decision_on__range=(first, last))
    for row, people, _leaders in owed(rows, fields=["title", "decision_on"], person_id=person_id):
        title = _("Decide the award: {tender}").format(tender=row["title"])
        # Project leaders see no bids, and so not what is late about them.
        yield _item("tender_decision", row, title, row["decision_on"], people, people, is_confidential=True)


def _item(kind, row, title, day, people, leaders, *, is_confidential=False, moment=None):
    return DueItem(
        kind=kind,
        key=f"{kind}:{row['pk']}",
        title=title,
        due_on=day,
        url=reverse("tender", args=[row["partnership_id"], row["pk"]]),
        partnership_id=row["partnership_id"],
        partnership=row["partnership_name"],
        people=people,
        leaders=leaders,
        is_confidential=is_confidential,
        moment=moment,
    )
