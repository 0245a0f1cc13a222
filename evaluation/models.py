"""The app's tables, re-exported."""

from evaluation.redesign.models import RedesignDecision
from evaluation.runs.models import Run
from evaluation.simulation.models import Simulation
from evaluation.sroi.models import DiscountSchedule, PriceIndex
from evaluation.studies.models import Kind, Study
from evaluation.value_map.models import Input, Outcome, Output, Stakeholder

__all__ = [
    "DiscountSchedule",
    "Input",
    "Kind",
    "Outcome",
    "Output",
    "PriceIndex",
    "RedesignDecision",
    "Run",
    "Simulation",
    "Stakeholder",
    "Study",
]
