"""What an award makes due for the purchasers: letters, the end of the standstill, challenges, debriefs, the award notice."""

from dataclasses import replace
from datetime import timedelta

from django.db.models import Exists, F, Min, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.awards.engine import first_signature
from procurement.awards.models import Hold
from procurement.bids.rules import can_handle_bids
from procurement.tenders.engine.figures import START
from procurement.tenders.engine.periods import award_notice_due
from procurement.tenders.models import Tender
from procurement.tenders.queries import due_of_tender, owed
from procurement.tenders.workflow import State
from procurement.thresholds.models import TimeLimit
from psp.core.dates import end_of_day, london_date, start_of_day
from psp.core.due import source

# An award notice is due at most this many days after the contract is awarded, however administrators set the limit.
REACH = timedelta(days=400)
# Ours: bidders are notified at once, and a challenge is settled before the partnership forgets it.
TO_TELL = timedelta(days=2)
TO_SETTLE = timedelta(days=14)
HANDLES = can_handle_bids.test


@source("letters_to_send", gettext_lazy("Bidders to tell of the award"))
def letters_to_send(first, last, person_id=None):
    """List awards of which a bidder has yet to be notified: the standstill begins with the last letter."""
    moments = (start_of_day(first - TO_TELL), end_of_day(last - TO_TELL))
    rows = Tender.objects.filter(
        state=State.STANDSTILL, award__standstill_ends_on=None, award__decided_at__range=moments
    )
    for tender, people, _leaders in owed(rows.annotate(at=F("award__decided_at")), may=HANDLES, person_id=person_id):
        title, day = _("Tell every bidder of the decision: {tender}"), london_date(tender.at) + TO_TELL
        yield _item("letters_to_send", tender, title, day, people, people, is_confidential=True)


@source("standstill_end", gettext_lazy("Standstill ends"))
def standstill_ends(first, last, person_id=None):
    """List the days on which standstills end and the contract can be signed after; not while a challenge is open.

    A challenge that outlasted the standstill moves the day to the first on which the contract can be signed.
    """
    rows = Tender.objects.filter(state=State.STANDSTILL, award__standstill_ends_on__isnull=False)
    rows = rows.exclude(Exists(_open_holds())).annotate(
        ends_on=F("award__standstill_ends_on"), signed_from=F("award__earliest_signature_on"), lifted_at=_last_lifted()
    )
    for tender, people, leaders in owed(rows, may=HANDLES, person_id=person_id):
        title, day = _("The standstill ends, then sign the contract: {tender}"), tender.ends_on
        if tender.lifted_at and (settled_on := london_date(tender.lifted_at)) > tender.ends_on:
            title = _("The challenge is settled, sign the contract: {tender}")
            day = first_signature(tender.signed_from, [settled_on])
        if first <= day <= last:
            yield _item("standstill_end", tender, title, day, people, leaders)


@source("challenge", gettext_lazy("Challenges to settle"))
def challenges(first, last, person_id=None):
    """List open challenges, owed by those who record how they end: until then the contract is not signed (reg. 89)."""
    rows = Tender.objects.filter(state=State.STANDSTILL)
    rows = rows.annotate(began_at=Subquery(_open_holds().values("began_at")[:1]))
    rows = rows.annotate(announced_on=F("award__standstill_ends_on"))
    rows = rows.filter(began_at__range=(start_of_day(first - TO_SETTLE), end_of_day(last - TO_SETTLE)))
    for tender, people, leaders in owed(rows, may=HANDLES, person_id=person_id):
        title = _("Settle the challenge, until then the contract is not signed: {tender}")
        # Before every bidder was notified, the partners do not know that there is an award.
        is_secret = tender.announced_on is None
        told = people if is_secret else leaders
        day = london_date(tender.began_at) + TO_SETTLE
        yield _item("challenge", tender, title, day, people, told, is_confidential=is_secret)


def _open_holds():
    return Hold.objects.filter(award__tender=OuterRef("pk"), lifted_at=None)


def _last_lifted():
    """When the last challenge to a tender's award was settled, for a query of tenders."""
    holds = Hold.objects.filter(award__tender=OuterRef("pk")).order_by("-lifted_at")
    return Subquery(holds.values("lifted_at")[:1])


@source("debriefs_to_give", gettext_lazy("Debriefs to give"))
def debriefs_to_give(first, last, person_id=None):
    waiting = Q(award__debriefs__answered_on=None)
    rows = Tender.objects.annotate(day=Min("award__debriefs__due_on", filter=waiting)).filter(day__range=(first, last))
    # A bidder's right to be told why does not end with the partnership.
    for tender, people, leaders in owed(rows, may=HANDLES, person_id=person_id, outlives_stop=True):
        title = _("Debrief a bidder who asked: {tender}")
        yield _item("debriefs_to_give", tender, title, tender.day, people, leaders)


@source("award_notice", gettext_lazy("Award notice to publish"))
def award_notices(first, last, person_id=None):
    days = TimeLimit.objects.filter(code="award_notice").values("figure")[:1]
    holds = Hold.objects.filter(award__tender=OuterRef("pk"))
    rows = Tender.objects.filter(state__in=[State.STANDSTILL, State.CONCLUDED], award__notice_published_on=None)
    rows = rows.exclude(Exists(holds.filter(lifted_at=None)))
    rows = rows.annotate(ends_on=F("award__standstill_ends_on"), lifted_at=_last_lifted(), days=Subquery(days))
    since = Q(ends_on__range=(first - REACH, last))
    rows = rows.filter(
        since | Q(lifted_at__range=(start_of_day(first - REACH), end_of_day(last))), ends_on__isnull=False
    )
    for tender, people, leaders in owed(rows, may=HANDLES, person_id=person_id, outlives_stop=True):
        rule = START.award_notice
        figures = replace(START, award_notice=replace(rule, figure=tender.days or rule.figure))
        lifted_on = london_date(tender.lifted_at) if tender.lifted_at else tender.ends_on
        due_on = award_notice_due(max(tender.ends_on, lifted_on), figures)
        if first <= due_on <= last:
            title = _("Publish the award notice: {tender}")
            yield _item("award_notice", tender, title, due_on, people, leaders)


def _item(kind, tender, title, day, people, leaders, **more):
    return due_of_tender(kind, tender, title, day, people, leaders, page="award", **more)
