"""How long notices are kept."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from partnerships.notifications.models import Notice, Preference
from partnerships.people.models import Invitation
from psp.core.dates import london_date
from psp.core.retention import Rule, delete_rows, deletes, keeps

AGE = timedelta(days=365)


def _due(at: datetime) -> QuerySet:
    # One about a day that is still ahead keeps its reminder from being sent a second time.
    over = Q(due_on=None) | Q(due_on__lt=london_date(at - AGE))
    # One about an invitation names whom it is to, and nobody can open it once the invitation is deleted.
    there = Exists(Invitation.objects.filter(pk=OuterRef("subject_id")))
    notices = Notice.objects.annotate(outlives=Q(sight="invitation") & ~there)
    return notices.filter(Q(over, created_at__lt=at - AGE) | Q(outlives=True))


def _due_on(notice: Any) -> date:
    if notice.outlives:
        return london_date(notice.created_at)
    told = london_date(notice.created_at + AGE)
    return max(told, notice.due_on + AGE) if notice.due_on else told


deletes(
    Rule(
        code="notices",
        what=_("Notices and reminders to you"),
        how_long=_("1 year; about an invitation, until the invitation is deleted"),
        rows=_due,
        due_on=_due_on,
        delete=delete_rows,
        models=(Notice,),
        within="partnership",
        shown=Notice.objects.open_to_administrator,
    )
)
keeps(_("How you want to be notified"), _("As long as your account is open, and 1 year after"), Preference)
