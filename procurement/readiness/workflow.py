"""The states of one round of a readiness review."""

from enum import StrEnum

from psp.core.workflow import Transition, Workflow


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    DECIDED = "decided"

    @property
    def label(self) -> str:
        return {"draft": "Being answered", "submitted": "Being judged"}.get(self, self.capitalize())


WORKFLOW = Workflow(
    Transition("submit_readiness", State.DRAFT, State.SUBMITTED, "readiness_review.submitted", "Submit for review"),
    Transition(
        "return_readiness",
        State.SUBMITTED,
        State.DRAFT,
        "readiness_review.returned",
        "Return for more answers",
        needs_reason=True,
    ),
    Transition("decide_readiness", State.SUBMITTED, State.DECIDED, "readiness_review.decided", "Decide"),
)
