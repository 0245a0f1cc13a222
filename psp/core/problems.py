"""What can stop an operation, in words a page can show."""

from collections.abc import Sequence
from typing import Any


class Refused(Exception):
    """The operation did not happen, and nothing of it was written."""


class NotPermitted(Refused):
    """The person may not do this at all."""


class WrongState(Refused):
    """The record is not in the state this starts from; most often somebody was quicker."""


class StaleVersion(Refused):
    """Somebody saved the record after the person had read it."""


class GateNotMet(Refused):
    """Criteria of the gate are open. ``findings`` holds all of them, met and missing."""

    def __init__(self, findings: Sequence[Any]) -> None:
        self.findings = list(findings)
        super().__init__("; ".join(f.gap.sentence for f in self.missing if f.gap))

    @property
    def missing(self) -> list[Any]:
        """The findings that stop the transition."""
        return [finding for finding in self.findings if finding.is_open]


class Invalid(Refused):
    """What was asked breaks a rule. ``errors`` maps a field's name ("" for the whole) to a sentence that says how to mend it."""

    def __init__(self, errors: dict[str, str] | str) -> None:
        self.errors = {"": errors} if isinstance(errors, str) else errors
        super().__init__("; ".join(str(words) for words in self.errors.values()))
