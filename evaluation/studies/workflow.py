"""States of a study. Who may move it: rules.py. What approval needs is contributed to its gate by the slices above."""

from enum import StrEnum

from psp.core.workflow import Transition, Workflow


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return {"submitted": "Waiting for approval", "withdrawn": "Approval withdrawn"}.get(self, self.capitalize())


WORKFLOW = Workflow(
    Transition("submit_study", State.DRAFT, State.SUBMITTED, "study.submitted", "Submit for approval"),
    Transition("approve_study", State.SUBMITTED, State.APPROVED, "study.approved", "Approve and freeze"),
    Transition("return_study", State.SUBMITTED, State.DRAFT, "study.returned", "Return to draft", needs_reason=True),
    Transition(
        "withdraw_approval",
        State.APPROVED,
        State.WITHDRAWN,
        "approval.withdrawn",
        "Withdraw the approval",
        needs_reason=True,
        is_grave=True,
    ),
)
# Rows can be edited in this state only; in any other they are what was submitted, approved or withdrawn.
EDITABLE = State.DRAFT
FROZEN = (State.APPROVED, State.WITHDRAWN)
