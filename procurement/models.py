"""The app's tables, re-exported."""

from procurement.awards.models import Award, AwardNotice, Contract, Debrief, Hold
from procurement.bids.models import Bid, BidFile
from procurement.conflicts.models import Conflict
from procurement.contingency.models import ContingencyPlan
from procurement.draws.models import Draw, Witness
from procurement.evaluators.models import Evaluator, Recusal
from procurement.involvement.models import PriorInvolvement
from procurement.moderation.models import ModeratedScore
from procurement.opening.models import OpeningConfirmation
from procurement.questions.models import Clarification
from procurement.readiness.models import ReadinessAnswer, ReadinessCondition, ReadinessCriterion, ReadinessReview
from procurement.reading.models import Reading
from procurement.results.models import Result
from procurement.scoring.models import Score
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
    "Award",
    "AwardNotice",
    "Bid",
    "BidFile",
    "Clarification",
    "Conflict",
    "ContingencyPlan",
    "Contract",
    "Debrief",
    "Draw",
    "Evaluator",
    "Hold",
    "ModeratedScore",
    "OpeningConfirmation",
    "PriceMethod",
    "PriorInvolvement",
    "Question",
    "ReadinessAnswer",
    "ReadinessCondition",
    "ReadinessCriterion",
    "ReadinessReview",
    "Reading",
    "Recusal",
    "Result",
    "Score",
    "Tender",
    "TenderDocument",
    "TenderDocumentKind",
    "Threshold",
    "TimeLimit",
    "Witness",
]
