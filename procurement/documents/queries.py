"""What a tender makes of documents of the partnership: published ones stand still, drafts are for the purchasing side."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from partnerships.models import Document
from procurement.involvement.models import PriorInvolvement
from procurement.tenders.models import Question, Tender, TenderDocument, is_out
from procurement.tenders.rules import drafts_open_to, partnerships_bid_in
from procurement.tenders.workflow import State
from psp.core.holds import hold, keep_back, keep_back_entries, open_to_all


@hold
def hold_of_tender(document: Any) -> str:
    """Say that bidders were given the document; a cancelled tender holds nothing. One query."""
    given = document.in_tenders.filter(is_published=True).exclude(tender__state=State.CANCELLED)
    row = given.select_related("tender").order_by("-published_at").first()
    if row is None:
        return ""
    words = _(
        "This document is published with the tender “{tender}”: bidders rely on it. A purchaser adds a version to the "
        "tender’s documents, with a reason, before the deadline for bids."
    )
    return words.format(tender=row.tender)


def _given(at: datetime) -> QuerySet[TenderDocument]:
    return TenderDocument.objects.filter(TenderDocument.objects.all().out(at))


@open_to_all
def given_to_bidders() -> Q:
    """Documents of tenders from the moment of publication on, whether or not a worker has lifted their restriction."""
    return Q(pk__in=_given(timezone.now()).values("document"))


def _drafts_kept_from(user: Any, at: datetime) -> QuerySet[TenderDocument]:
    return TenderDocument.objects.exclude(is_out(at, "tender__")).exclude(drafts_open_to(user))


@keep_back_entries
def entries_about_drafts(user: Any) -> Q:
    """Private entries of the history about a tender that is not out and its papers: administrators read no more than others.

    By the partnership, so that entries about what was taken out of the draft since stay unread too.
    """
    at = timezone.now()
    waiting = Tender.objects.exclude(is_out(at)).exclude(drafts_open_to(user, prefix="")).values("partnership")
    kinds = ContentType.objects.get_for_models(Tender, Question, TenderDocument, Document)
    papers = Q(target_type=kinds.pop(Document), target_id__in=_drafts_kept_from(user, at).values("document"))
    return Q(is_private=True) & (papers | Q(target_type__in=kinds.values(), partnership__in=waiting))


@keep_back
def drafts_kept_from(user: Any) -> Q:
    """Documents of tenders that are not out, from everyone outside the purchasing side, their owners too (reg. 41 and 42).

    Of restricted packs, before all bidders read them, their owners know and others who may bid do not.
    """
    at = timezone.now()
    drafts = _drafts_kept_from(user, at).values("document")
    packs = PriorInvolvement.objects.filter(pack__isnull=False).exclude(pack__in=_given(at).values("document"))
    kept_packs = Q(partnership__in=partnerships_bid_in(user), is_restricted=True, pk__in=packs.values("pack"))
    return Q(pk__in=drafts) | (kept_packs & ~Q(owner=user.pk))
