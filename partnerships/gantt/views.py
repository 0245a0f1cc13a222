"""The timeline of a partnership: its plan as a picture and as a table."""

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from partnerships.activity.queries import done_in
from partnerships.gantt.queries import gantt_of, outlook_of
from partnerships.lifecycle.views import PartnershipPage
from partnerships.reached.queries import marked_by_hand
from partnerships.timeline.engine.recommended import RECOMMENDED
from partnerships.timeline.queries import short_periods
from psp.core import plan_notes
from psp.core.charts.gantt import gantt
from psp.core.kept import kept
from psp.core.lists import csv_response


class Timeline(PartnershipPage):
    """The plan as a picture and as a table, with what it waits for, how far it slipped and what decides its end."""

    section = "timeline"
    title = _("Timeline")
    template_name = "partnerships/gantt/timeline.html"
    columns = [
        (_("Period or milestone"), "record"),
        (
            _("Kind"),
            lambda line: _("Period") if line.is_period else _("Gate") if line.record.is_gate else _("Milestone"),
        ),
        (_("Owner"), lambda line: "" if line.is_period else line.record.owner or ""),
        (_("Agreed"), lambda line: line.agreed.start if line.agreed else ""),
        (_("Planned"), "planned_on"),
        (_("Last day"), lambda line: line.record.ends_on if line.is_period else ""),
        (_("Now expected"), "expected.start"),
        (_("Done"), "done_on"),
        (_("Slip, days"), "slip_days"),
        (_("Slack, days"), "slack_days"),
        (_("Decides the service start"), lambda line: _("Yes") if line.is_critical else _("No")),
        (_("Reason for being short"), lambda line: line.record.reason if line.is_period else ""),
        (_("Agreed, last day"), lambda line: line.agreed.last_day if line.is_period else ""),
        (_("Now expected, last day"), lambda line: line.expected.last_day if line.is_period else ""),
    ]

    def load(self):
        self.done = done_in(self.kwargs["partnership"], by=self.request.user)
        super().load()

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") == "csv" and self.outlook is not None:
            return csv_response(slugify(f"timeline {self.partnership}"), self.columns, self.outlook.lines)
        return super().get(request, *args, **kwargs)

    # The page is kept while nothing is done in the partnership: what it shows is asked for only where it is drawn.
    @cached_property
    def outlook(self):
        return outlook_of(self.partnership, today=timezone.localdate())

    @cached_property
    def may_plan(self):
        has_stopped = self.partnership.stopped_on is not None
        return not has_stopped and self.request.user.has_perm("partnerships.change_timeline", self.partnership)

    def chart(self):
        return gantt(gantt_of(self.outlook))

    def by_hand(self):
        milestones = self.outlook.rows.milestones
        return marked_by_hand(self.partnership, milestones, at=timezone.now()) if self.may_plan else set()

    def links(self):
        return sorted(
            self.outlook.rows.links, key=lambda link: (link.successor.planned_on, link.predecessor.planned_on)
        )

    def reasons(self):
        is_changed = self.outlook.stopped_on is not None or not self.outlook.rows.timeline.is_recommended
        return [] if is_changed else RECOMMENDED

    def notes(self):
        """What stands beside the plan for this person, kept while nothing is done in the partnership, a minute at most."""
        person, today = self.request.user, timezone.localdate()
        key = f"plan-notes:{self.partnership.pk}:{person.pk}:{self.done}:{today}:{get_language()}"
        return kept(key, lambda: plan_notes.of(self.partnership, person), seconds=60)

    def get_context_data(self, **kwargs):
        context = {
            "done": self.done,
            "today": timezone.localdate(),
            "may_plan": self.may_plan,
            "plan_notes": self.notes(),
            "short_periods": short_periods(list(self.partnership.periods.all())),
        }
        return super().get_context_data(**context | kwargs)
