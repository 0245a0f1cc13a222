"""What the demonstration keeps and verifies: a hold for an audit, and last night's verification."""

from django.utils import timezone

from partnerships.models import Partnership, RetentionHold, Verification
from partnerships.retention.operations import place_hold
from partnerships.verification.operations import verify_everything
from psp.demo.cast import Cast
from psp.demo.days import moment
from psp.demo.stories import breakfast

DAYS_AGO = 3
WHY = "The council’s auditors look at how the contract was awarded. They expect to finish by the end of the year."


def place_audit_hold(cast: Cast) -> None:
    """Keep the papers of the awarded tender past their time, unless a hold does."""
    if RetentionHold.objects.exists():
        return
    partnership = Partnership.objects.get(name=breakfast.NAME)
    at = moment(cast.days.day(-DAYS_AGO), 11, 40)
    place_hold(rule="tender_papers", partnership=partnership, reason=WHY, by=cast.ada, at=at)


def verify_once() -> None:
    """Verify everything, unless that was done."""
    if not Verification.objects.exists():
        verify_everything(by=None, now=timezone.now)
