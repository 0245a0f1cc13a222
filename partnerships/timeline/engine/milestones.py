"""The milestones of the recommended plan: where each lies in its period and what it is needed for.

Places inside a period are this project's own; what must be there before a period opens follows the
seed document and the gates of the lifecycle. The gap from award to the end of standstill is that of
notices sent electronically: 1 June gives the end of 11 June, signature from 12 June.

Working dates fall on working days in Scotland: what people meet for, agree or decide, what is due or published, the end of
standstill and the signature. They come on the next working day; questions and answers before the deadline for tenders,
which are limits, on the one before. Not working dates are the start of design, of the pilot and of evaluation, for a
period may start and end on any day, and the start of the service, which the contract sets. A milestone people add is one
where they say so. Holidays are those of ``psp.core.dates``: bank holidays in Scotland, 2 January and St Andrew's Day
included. These are decisions of this project.
"""

from dataclasses import dataclass
from fractions import Fraction

GOAL = "service_starts"
GOAL_TITLE = "Service starts under the new contract"

# The milestone that says by when a criterion of a gate should hold, where the plan has one; it is reached with it.
MILESTONE_OF = {
    "vision_agreed": "vision_agreed",
    "memorandum_agreed": "mou_signed",
    "service_designed": "service_designed",
    "users_involved": "users_involved",
    "criteria_frozen": "criteria_frozen",
    "funding_covers_heads": "funding_planned",
    "results_recorded": "final_data",
    "evaluation_approved": "study_approved",
    "redesign_decided": "redesign_decided",
    "readiness_positive": "readiness_reviewed",
    "contingency_agreed": "contingency_planned",
    "service_underwritten": "underwriting_committed",
}
RECORDED_ELSEWHERE = frozenset(MILESTONE_OF.values())


@dataclass(frozen=True, slots=True)
class Place:
    """A milestone's place: a share of its period from the start, or calendar days before its end.

    ``needed_for`` is the period that cannot open, or the goal that cannot be reached, without it.
    ``after`` holds keys of milestones with the calendar days to leave after each. ``on_working_day`` marks a working date.
    """

    key: str
    title: str
    period: str
    share: Fraction = Fraction(0)
    days_before_end: int | None = None
    needed_for: str | None = None
    opens: str | None = None
    gate: bool = False
    after: tuple[tuple[str, int], ...] = ()
    on_working_day: bool = True

    @property
    def rounds_back(self) -> bool:
        """It is a limit before the end of its period."""
        return self.days_before_end is not None


def _opening(key: str, title: str, period: str, *, gate: bool = True, on_working_day: bool = False) -> Place:
    return Place(key, title, period, opens=period, gate=gate, on_working_day=on_working_day)


DESIGN = (
    _opening("design_starts", "Design starts", "design", gate=False),
    Place("vision_agreed", "Vision and values agreed", "design", Fraction(3, 12), needed_for="pilot"),
    Place(
        "mou_signed",
        "Memorandum of understanding agreed by all partners",
        "design",
        Fraction(5, 12),
        needed_for="pilot",
    ),
    Place("users_involved", "Service users involved in the design", "design", Fraction(6, 12), needed_for="pilot"),
    Place("service_designed", "Service design agreed", "design", Fraction(9, 12), needed_for="pilot"),
    Place("funding_planned", "Money found for each of the three heads", "design", Fraction(10, 12), needed_for="pilot"),
    Place("criteria_frozen", "Success criteria frozen", "design", Fraction(11, 12), needed_for="pilot"),
)
PILOT = (
    _opening("pilot_starts", "Pilot starts", "pilot"),
    Place("first_return", "First return of figures", "pilot", Fraction(3, 24)),
    Place("midpoint_review", "Midpoint review", "pilot", Fraction(12, 24)),
    Place(
        "underwriting_committed",
        "Commitment to underwrite the service signed",
        "pilot",
        Fraction(18, 24),
        needed_for="bid_writing",
    ),
    Place("final_data", "Final figures for each success criterion", "pilot", Fraction(23, 24), needed_for="evaluation"),
)
EVALUATION = (
    _opening("evaluation_starts", "Evaluation starts", "evaluation"),
    Place("study_approved", "Evaluation study approved", "evaluation", Fraction(3, 6), needed_for="bid_writing"),
    Place("redesign_decided", "Redesign decisions made", "evaluation", Fraction(4, 6), needed_for="bid_writing"),
    Place(
        "contingency_planned",
        "Contingency plan of each partner that may bid",
        "evaluation",
        Fraction(4, 6),
        needed_for="bid_writing",
    ),
    Place("readiness_reviewed", "Readiness review decided", "evaluation", Fraction(5, 6), needed_for="bid_writing"),
)
BID_WRITING = (
    _opening("notice_published", "Contract notice published", "bid_writing", on_working_day=True),
    Place("questions_close", "Questions close", "bid_writing", days_before_end=10),
    Place(
        "answers_published",
        "Last answers published to all",
        "bid_writing",
        days_before_end=6,
        after=(("questions_close", 0),),
        needed_for="tender",
    ),
)
TENDER = (
    _opening("tenders_submitted", "Deadline for tenders", "tender", gate=False, on_working_day=True),
    Place("award_decided", "Award decided and bidders told", "tender", Fraction(2, 6)),
    Place("standstill_ends", "Standstill ends", "tender", Fraction(2, 6), after=(("award_decided", 10),)),
    Place(
        "contract_signed",
        "Contract signed",
        "tender",
        Fraction(3, 6),
        gate=True,
        after=(("standstill_ends", 1),),
        needed_for=GOAL,
    ),
)
MILESTONES = {"design": DESIGN, "pilot": PILOT, "evaluation": EVALUATION, "bid_writing": BID_WRITING, "tender": TENDER}
_PLACES = [place for places in MILESTONES.values() for place in places]
WORKING_DATES = frozenset(place.key for place in _PLACES if place.on_working_day)
ROUND_BACK = frozenset(place.key for place in _PLACES if place.rounds_back)
