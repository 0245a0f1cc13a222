"""The states a partnership goes through. Three stages are what people say; these states refine them.

What each step needs is contributed to the gates by the slices that know it.
"""

from enum import StrEnum

from psp.core.workflow import Transition, Workflow


class State(StrEnum):
    DESIGN = "design"
    PILOT = "pilot"
    EVALUATION = "evaluation"
    TENDER = "tender"
    CONTRACT = "contract"
    CONTINGENCY = "contingency"
    STOPPED = "stopped"

    @property
    def label(self) -> str:
        return {"evaluation": "Evaluation and redesign", "contingency": "Contingency plan"}.get(self, self.capitalize())

    @property
    def sentence(self) -> str:
        """What is said of a partnership that has come to it: "is now in the pilot stage"."""
        special = {
            "evaluation": "is now in evaluation and redesign",
            "contract": "now has its contract",
            "contingency": "is now running its contingency plan",
            "stopped": "has stopped",
        }
        return special.get(self, f"is now in the {self} stage")


RUNNING = (State.DESIGN, State.PILOT, State.EVALUATION, State.TENDER)

# Which of the three stages of the source model each state belongs to.
STAGES = {
    State.DESIGN: "1 Design",
    State.PILOT: "2 Pilot",
    State.EVALUATION: "2 Pilot to 3 Tender",
    State.TENDER: "3 Tender",
    State.CONTRACT: "3 Tender",
}

WORKFLOW = Workflow(
    Transition("start_pilot", State.DESIGN, State.PILOT, "pilot.started", "Start the pilot"),
    Transition(
        "start_evaluation", State.PILOT, State.EVALUATION, "evaluation.started", "Start evaluation and redesign"
    ),
    Transition("start_tender", State.EVALUATION, State.TENDER, "tender_stage.started", "Start the tender stage"),
    Transition("start_contract", State.TENDER, State.CONTRACT, "contract.started", "Start the contract"),
    Transition(
        "run_contingency",
        State.TENDER,
        State.CONTINGENCY,
        "contingency.started",
        "Run the contingency plan",
        needs_reason=True,
    ),
    *(
        Transition(
            "stop_partnership",
            state,
            State.STOPPED,
            "partnership.stopped",
            "Stop the partnership",
            needs_reason=True,
            is_grave=True,
        )
        for state in (*RUNNING, State.CONTINGENCY)
    ),
)

# The transition the gate of each state stands before.
NEXT_GATE = {
    State.DESIGN: "start_pilot",
    State.PILOT: "start_evaluation",
    State.EVALUATION: "start_tender",
    State.TENDER: "start_contract",
}
