"""States of a sustainability commitment. Who may move it: rules.py. What needs it: the gates of the funding plan."""

from enum import StrEnum

from psp.core.workflow import Transition, Workflow


class State(StrEnum):
    OFFERED = "offered"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"


WORKFLOW = Workflow(
    Transition("sign_commitment", State.OFFERED, State.SIGNED, "commitment.signed", "Sign the commitment"),
    Transition(
        "withdraw_commitment", State.OFFERED, State.WITHDRAWN, "commitment.withdrawn", "Withdraw it", is_grave=True
    ),
    Transition(
        "withdraw_commitment",
        State.SIGNED,
        State.WITHDRAWN,
        "commitment.withdrawn",
        "Withdraw it",
        needs_reason=True,
        is_grave=True,
    ),
)
