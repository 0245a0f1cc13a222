"""Reports people had made, kept as a worker keeps them."""

from datetime import date
from typing import Any

from partnerships.reports import operations
from psp.demo.days import moment
from psp.demo.story import Story


def make_report(story: Story, kind: str, subject: Any, file_format: str, *, on: date) -> None:
    """Ask for a report as the leader and make it at once; where it cannot be made here, its page says why."""
    asked = {"partnership": story.partnership, "kind": kind, "subject": subject, "format": file_format}
    report = operations.ask_for_report(**asked, by=story.leader, at=moment(on))
    operations.make_report(report_id=report.pk, now=lambda: moment(on, 10, 1))
