"""Evaluation in the Django admin. A frozen run is read-only, as it is everywhere."""

from evaluation import models
from psp.core.admin import ReferenceAdmin, register

# What is said of rates and indices beside their figures.
SAID = ("source", "note", "needs_checking", "is_offered")

register(
    models.DiscountSchedule,
    ReferenceAdmin,
    list_display=["name", "edition", "in_force_from", "needs_checking", "is_offered"],
    list_filter=["needs_checking", "is_offered"],
    search_fields=["name", "code"],
    exchanged=("code", "name", "edition", "in_force_from", "bands", *SAID),
    code_from=("name", "edition"),
)
register(
    models.PriceIndex,
    ReferenceAdmin,
    list_display=["name", "edition", "published_on", "needs_checking", "is_offered"],
    list_filter=["needs_checking", "is_offered"],
    search_fields=["name", "code"],
    exchanged=("code", "name", "edition", "published_on", "indices", *SAID),
    code_from=("name", "edition"),
)
register(
    models.Study,
    list_display=["title", "partnership", "kind", "state", "ratio", "due_on"],
    list_filter=["kind", "state", "timing"],
    search_fields=["title", "partnership__name"],
)
register(
    models.Run, list_display=["study", "method_version", "sha256", "made_by", "made_at"], search_fields=["study__title"]
)
register(
    models.RedesignDecision,
    list_display=["change", "study", "decided_on", "decided_by"],
    search_fields=["change", "study__title"],
)
register(
    models.Simulation,
    list_display=["study", "state", "attempts", "made_at"],
    list_filter=["state"],
    search_fields=["study__title"],
)
register(
    models.Stakeholder,
    list_display=["name", "study", "decision"],
    list_filter=["decision"],
    search_fields=["name", "study__title"],
)
register(
    models.Input,
    list_display=["description", "study", "stakeholder", "value"],
    search_fields=["description", "study__title"],
)
register(
    models.Output,
    list_display=["description", "study", "quantity", "unit"],
    search_fields=["description", "study__title"],
)
register(
    models.Outcome,
    list_display=["description", "study", "quantity", "proxy", "materiality"],
    list_filter=["materiality"],
    search_fields=["description", "study__title"],
)
