"""Procurement in the Django admin. Sealed content is on no page, here as anywhere."""

from django.utils import timezone

from partnerships.public import lock_every_history
from procurement import models
from procurement.bids.queries import partnerships_known_to_bid_in
from procurement.tenders.rules import partnerships_bid_in
from psp.core import sequels
from psp.core.admin import ReadAdmin, ReferenceAdmin, register

# Where a figure was read, and how far to trust it.
READ = ("source", "trust", "note")

register(
    models.Threshold,
    ReferenceAdmin,
    list_display=["name", "duty", "amount", "includes_vat", "valid_from", "valid_until", "trust"],
    list_filter=["duty", "trust", "includes_vat"],
    search_fields=["name", "code"],
    exchanged=("code", "name", "duty", "amount", "includes_vat", "valid_from", "valid_until", *READ),
    code_from=("name", "valid_from"),
)


class TimeLimitAdmin(ReferenceAdmin):
    """Time limits: what changes here counts for every tender that is not out yet, as on the product's own page."""

    def lock_history(self):
        lock_every_history()

    def record(self, request, obj, *args, **kwargs):
        super().record(request, obj, *args, **kwargs)
        sequels.follow("edit_time_limit", obj, by=request.user, at=timezone.now())


register(
    models.TimeLimit,
    TimeLimitAdmin,
    list_display=["name", "figure", "unit", "trust"],
    list_filter=["trust"],
    search_fields=["name", "code"],
    exchanged=("code", "name", "figure", *READ),
    # The timetable knows each limit by its code: one it does not know would mean nothing, one taken away would be missed.
    has_add_permission=lambda self, request: False,
    has_delete_permission=lambda self, request, obj=None: False,
)
register(
    models.ReadinessCriterion,
    ReferenceAdmin,
    list_display=["title", "group", "position", "is_active"],
    list_filter=["group", "is_active"],
    search_fields=["title", "code"],
    exchanged=("code", "group", "title", "show", "source", "position", "is_active"),
    code_from=("title",),
)
register(
    models.ReadinessReview,
    list_display=["partnership", "number", "state", "decision", "decided_by", "decided_at"],
    list_filter=["state", "decision"],
    search_fields=["partnership__name"],
)
register(
    models.ReadinessAnswer,
    list_display=["review", "criterion", "judgement", "answered_by", "judged_by"],
    list_filter=["judgement"],
    search_fields=["criterion__title"],
)
register(
    models.ReadinessCondition, list_display=["text", "review", "owner", "due_on", "met_on"], search_fields=["text"]
)


class TenderAdmin(ReadAdmin):
    """Of a tender that is not public, its dates alone: administrators are not the purchasing side."""

    PAPERS = (
        *("description", "service_kind", "estimated_value", "considered_value", "vat_rate", "thresholds_note"),
        *(
            "quality_weight",
            "price_weight",
            "weights_reason",
            "price_method",
            "budget",
            "tie_rule",
            "published",
            "ocid",
        ),
    )

    def get_exclude(self, request, obj=None):
        papers = self.PAPERS if obj is not None and not obj.is_out else ()
        return [*super().get_exclude(request, obj), *papers]


class KeptFromBiddersAdmin(ReadAdmin):
    """What tells of bids or of those who evaluate them: not to an administrator with a stake in somebody who may bid, or bid.

    ``way`` is the path to the partnership.
    """

    way = "tender__partnership"

    def get_queryset(self, request):
        rows = super().get_queryset(request).exclude(**{f"{self.way}__in": partnerships_bid_in(request.user)})
        # A bidder need not be a partner.
        bid_in = partnerships_known_to_bid_in(request.user)
        return rows.exclude(**{f"{self.way}__in": bid_in}) if bid_in else rows


class PaperAdmin(ReadAdmin):
    """What belongs to a tender, once it is public: its papers, answered questions, an award every bidder was told of."""

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)


class OfAwardAdmin(KeptFromBiddersAdmin):
    """What follows an award, once every bidder was told of it."""

    way = "award__tender__partnership"

    def get_queryset(self, request):
        told = models.Award.objects.visible_to(request.user)
        return super().get_queryset(request).filter(award__in=told)


register(
    models.Conflict,
    KeptFromBiddersAdmin,
    way="partnership",
    list_display=["person", "organisation", "partnership", "closes", "outcome", "decided_by", "decided_at"],
    list_filter=["outcome", "closes"],
    search_fields=["person__name", "organisation__name", "partnership__name"],
    view_on_site=False,  # its page is for the person and those who decide
    # What somebody says of themselves, and why it was decided so, is for the purchasing side.
    hidden=("interest", "reason"),
)
register(
    models.Tender,
    TenderAdmin,
    list_display=["title", "partnership", "state", "notice_on", "submission_deadline", "decision_on"],
    list_filter=["state"],
    search_fields=["title", "partnership__name"],
    date_hierarchy="notice_on",
)
register(
    models.Question,
    PaperAdmin,
    list_display=["text", "tender", "section", "weight", "position"],
    search_fields=["text", "tender__title"],
)
register(
    models.TenderDocument,
    PaperAdmin,
    list_display=["document", "tender", "kind", "is_published"],
    list_filter=["kind", "is_published"],
    search_fields=["tender__title"],
)
register(
    models.Amendment, list_display=["tender", "reason", "made_by", "made_at"], search_fields=["tender__title", "reason"]
)
register(
    models.Clarification,
    PaperAdmin,
    list_display=["tender", "number", "text", "asked_on", "answered_at"],
    search_fields=["tender__title", "text"],
    hidden=("sealed_asker",),
)
register(
    models.PriorInvolvement,
    list_display=["organisation", "partnership", "helped_design", "disclosed_on", "outcome"],
    search_fields=["organisation__name", "partnership__name"],
    # Said to the purchasing side, and read by the organisation itself on its own page.
    hidden=("proof",),
)
register(
    models.ContingencyPlan,
    list_display=["organisation", "partnership", "agreed_on", "agreed_by"],
    view_on_site=False,  # its page is the organisation's own
    search_fields=["organisation__name", "partnership__name"],
    hidden=("sealed",),
)
# Of bids, scores and results only what says that they are there; their content is ciphertext and has its own readers.
register(
    models.Bid,
    KeptFromBiddersAdmin,
    list_display=["receipt", "tender", "received_at", "is_late", "withdrawn_at", "excluded_at"],
    list_filter=["is_late"],
    search_fields=["receipt", "tender__title"],
    hidden=("sealed_identity", "sealed_quality", "sealed_price", "sealed_exclusion"),
)
register(
    models.BidFile,
    KeptFromBiddersAdmin,
    way="bid__tender__partnership",
    list_display=["key", "bid", "part"],
    list_filter=["part"],
    search_fields=["bid__receipt"],
    hidden=("sealed",),
)
register(
    models.OpeningConfirmation,
    KeptFromBiddersAdmin,
    list_display=["tender", "person", "position", "confirmed_at"],
    search_fields=["tender__title", "person__name"],
    date_hierarchy="confirmed_at",
)
register(
    models.Reading,
    KeptFromBiddersAdmin,
    way="bid__tender__partnership",
    list_display=["bid", "person", "part", "day", "count", "read_at"],
    list_filter=["part"],
    search_fields=["bid__receipt", "person__name"],
    date_hierarchy="read_at",
)
register(
    models.Evaluator,
    KeptFromBiddersAdmin,
    list_display=["person", "tender", "task", "is_chair", "declared_at", "locked_at", "removed_at"],
    list_filter=["task", "is_chair"],
    search_fields=["person__name", "tender__title"],
    hidden=("sealed_interest",),
)
register(
    models.Recusal,
    KeptFromBiddersAdmin,
    way="evaluator__tender__partnership",
    list_display=["evaluator", "bid"],
    search_fields=["evaluator__person__name", "bid__receipt"],
    list_select_related=["evaluator__person"],
)
register(
    models.Score,
    KeptFromBiddersAdmin,
    way="evaluator__tender__partnership",
    list_display=["evaluator", "bid", "question", "is_complete", "saved_at"],
    list_filter=["is_complete"],
    search_fields=["evaluator__person__name", "bid__receipt"],
    list_select_related=["evaluator__person"],
    hidden=("sealed",),
)
register(
    models.ModeratedScore,
    KeptFromBiddersAdmin,
    way="bid__tender__partnership",
    list_display=["bid", "question", "moderated_by", "moderated_at"],
    search_fields=["bid__receipt", "question__text"],
    hidden=("sealed",),
)
register(
    models.Result,
    KeptFromBiddersAdmin,
    list_display=["tender", "number", "made_at", "made_by", "engine_version"],
    search_fields=["tender__title"],
    hidden=("sealed",),
)
register(
    models.Draw,
    KeptFromBiddersAdmin,
    way="result__tender__partnership",
    list_display=["result", "prepared_by", "prepared_at", "drawn_at", "abandoned_at"],
    search_fields=["result__tender__title"],
    list_select_related=["result__tender"],
    date_hierarchy="prepared_at",
    hidden=("sealed_seed",),
)
register(
    models.Witness,
    KeptFromBiddersAdmin,
    way="draw__result__tender__partnership",
    list_display=["draw", "person", "position", "confirmed_at"],
    search_fields=["draw__result__tender__title", "person__name"],
    list_select_related=["draw__result__tender"],
)
register(
    models.Award,
    PaperAdmin,
    list_display=["tender", "supplier_name", "decided_at", "standstill_ends_on", "notice_published_on"],
    search_fields=["tender__title", "supplier_name"],
    date_hierarchy="decided_at",
    hidden=("snapshot", "reasons"),
)
register(
    models.AwardNotice,
    OfAwardAdmin,
    list_display=["award", "bid", "sent_on", "is_electronic", "recorded_by"],
    list_filter=["is_electronic"],
    search_fields=["award__tender__title", "bid__receipt"],
    list_select_related=["award__tender"],
)
register(
    models.Hold,
    OfAwardAdmin,
    list_display=["award", "began_at", "began_by", "lifted_at"],
    search_fields=["award__tender__title", "reason"],
    list_select_related=["award__tender"],
)
register(
    models.Debrief,
    OfAwardAdmin,
    list_display=["award", "bid", "asked_on", "due_on", "answered_on"],
    search_fields=["award__tender__title", "bid__receipt"],
    list_select_related=["award__tender"],
)
register(
    models.Contract,
    list_display=["supplier_name", "award", "value", "signed_on", "starts_on", "ends_on"],
    search_fields=["supplier_name", "award__tender__title"],
    list_select_related=["award__tender"],
    date_hierarchy="signed_on",
)
