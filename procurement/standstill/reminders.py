"""What an award makes due for the purchasers: the end of the standstill, debriefs, the award notice."""

from dataclasses import replace
from datetime import timedelta

from django.db.models import Exists, F, Min, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.awards.models import Hold
from procurement.tenders.engine.figures import START
from procurement.tenders.engine.periods import award_notice_due
from procurement.tenders.models import Tender
from procurement.tenders.queries import owed
from procurement.tenders.workflow import State
from procurement.thresholds.models import TimeLimit
from psp.core.dates import end_of_day, london_date, start_of_day
from psp.core.due import DueItem, source

# An award notice is due at most this many days after the contract is awarded, however administrators set the limit.
REACH = timedelta(days=400)


@source("standstill_end", gettext_lazy("Standstill ends"))
def standstill_ends(first, last, person_id=None):
    rows = Tender.objects.filter(state=State.STANDSTILL, award__standstill_ends_on__range=(first, last))
    rows = rows.annotate(day=F("award__standstill_ends_on"))
    for row, people, leaders in owed(rows, fields=["title", "day"], person_id=person_id):
        title = _("The standstill ends, then sign the contract: {tender}").format(tender=row["title"])
        yield _item("standstill_end", row, title, row["day"], people, leaders)


@source("debriefs_to_give", gettext_lazy("Debriefs to give"))
def debriefs_to_give(first, last, person_id=None):
    waiting = Q(award__debriefs__answered_on=None)
    rows = Tender.objects.annotate(day=Min("award__debriefs__due_on", filter=waiting)).filter(day__range=(first, last))
    # A bidder's right to be told why does not end with the partnership.
    for row, people, leaders in owed(rows, fields=["title", "day"], person_id=person_id, outlives_stop=True):
        title = _("Debrief a bidder who asked: {tender}").format(tender=row["title"])
        yield _item("debriefs_to_give", row, title, row["day"], people, leaders)


@source("award_notice", gettext_lazy("Award notice to publish"))
def award_notices(first, last, person_id=None):
    days = TimeLimit.objects.filter(code="award_notice").values("figure")[:1]
    holds = Hold.objects.filter(award__tender=OuterRef("pk"))
    lifted = holds.order_by("-lifted_at").values("lifted_at")[:1]
    rows = Tender.objects.filter(state__in=[State.STANDSTILL, State.CONCLUDED], award__notice_published_on=None)
    rows = rows.exclude(Exists(holds.filter(lifted_at=None)))
    rows = rows.annotate(ends_on=F("award__standstill_ends_on"), lifted_at=Subquery(lifted), days=Subquery(days))
    since = Q(ends_on__range=(first - REACH, last))
    rows = rows.filter(
        since | Q(lifted_at__range=(start_of_day(first - REACH), end_of_day(last))), ends_on__isnull=False
    )
    fields = ["title", "ends_on", "lifted_at", "days"]
    for row, people, leaders in owed(rows, fields=fields, person_id=person_id, outlives_stop=True):
        rule = START.award_notice
        figures = replace(START, award_notice=replace(rule, figure=row["days"] or rule.figure))
        lifted_on = london_date(row["lifted_at"]) if row["lifted_at"] else row["ends_on"]
        due_on = award_notice_due(max(row["ends_on"], lifted_on), figures)
        if first <= due_on <= last:
            title = _("Publish the award notice: {tender}").format(tender=row["title"])
            yield _item("award_notice", row, title, due_on, people, leaders)


def _item(kind, row, title, day, people, leaders):
    return DueItem(
        kind=kind,
        key=f"{kind}:{row['pk']}",
        title=title,
        due_on=day,
        url=reverse("award", args=[row["partnership_id"], row["pk"]]),
        partnership_id=row["partnership_id"],
        partnership=row["partnership_name"],
        people=people,
        leaders=leaders,
    )
