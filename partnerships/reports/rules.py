"""Who may read a report: whoever may report on its subject, asked anew each time."""

from rules import predicate

from psp.core import reports


@predicate
def can_read(user, report):
    """The person may report on what the report is about, today."""
    if report is None or not user.is_authenticated or report.kind not in {kind.code for kind in reports.kinds()}:
        return False
    return reports.find(report.kind).subject_for(user, report.subject_id) is not None
