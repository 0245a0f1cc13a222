"""Procurement in the Django admin. Sealed content is on no page, here as anywhere."""

from procurement import models
from psp.core.admin import ReferenceAdmin, register

register(
    models.Threshold,
    ReferenceAdmin,
    list_display=["name", "amount", "includes_vat", "valid_from", "valid_until", "trust"],
    list_filter=["code", "trust", "includes_vat"],
    search_fields=["name", "code"],
)
register(
    models.TimeLimit,
    ReferenceAdmin,
    list_display=["name", "figure", "unit", "trust"],
    list_filter=["trust"],
    search_fields=["name", "code"],
)
register(
    models.ReadinessCriterion,
    ReferenceAdmin,
    list_display=["title", "group", "position", "is_active"],
    list_filter=["group", "is_active"],
    search_fields=["title", "code"],
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
register(
    models.Tender,
    list_display=["title", "partnership", "state", "notice_on", "submission_deadline", "decision_on"],
    list_filter=["state", "price_method"],
    search_fields=["title", "partnership__name"],
    date_hierarchy="notice_on",
)
register(
    models.Question,
    list_display=["text", "tender", "section", "weight", "position"],
    search_fields=["text", "tender__title"],
)
register(
    models.TenderDocument,
    list_display=["document", "tender", "kind", "is_published"],
    list_filter=["kind", "is_published"],
    search_fields=["tender__title"],
)
register(
    models.Amendment, list_display=["tender", "reason", "made_by", "made_at"], search_fields=["tender__title", "reason"]
)
register(
    models.Clarification,
    list_display=["tender", "number", "text", "asked_on", "answered_at"],
    search_fields=["tender__title", "text"],
    hidden=("sealed_asker",),
)
register(
    models.PriorInvolvement,
    list_display=["organisation", "partnership", "helped_design", "disclosed_on", "outcome"],
    search_fields=["organisation__name", "partnership__name"],
)
register(
    models.ContingencyPlan,
    list_display=["organisation", "partnership", "agreed_on", "agreed_by"],
    search_fields=["organisation__name", "partnership__name"],
    hidden=("sealed",),
)
