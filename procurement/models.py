"""The app's tables, re-exported."""

from procurement.contingency.models import ContingencyPlan
from procurement.involvement.models import PriorInvolvement
from procurement.questions.models import Clarification
from procurement.readiness.models import ReadinessAnswer, ReadinessCondition, ReadinessCriterion, ReadinessReview
from procurement.tenders.models import (
    Amendment,
    PriceMethod,
    Question,
    Tender,
    TenderDocument,
    TenderDocumentKind,
)
from procurement.thresholds.models import Threshold, TimeLimit

__all__ = [
    "Amendment",
    "Clarification",
    "ContingencyPlan",
    "PriceMethod",
    "PriorInvolvement",
    "Question",
    "ReadinessAnswer",
    "ReadinessCondition",
    "ReadinessCriterion",
    "ReadinessReview",
    "Tender",
    "TenderDocument",
    "TenderDocumentKind",
    "Threshold",
    "TimeLimit",
]
