"""Every partnership a person can see, and each of them at a glance."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.activity.queries import done_among, done_in
from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.queries import open_criteria_of, with_open_criteria
from partnerships.lifecycle.views import PartnershipPage
from partnerships.overview.forms import PartnershipFilter
from partnerships.overview.queries import (
    figures_of,
    glance_at_next_gate,
    latest_in,
    missing_in,
    next_dates_of,
    with_row_facts,
    words_of_gate,
)
from partnerships.partners.queries import people_of
from partnerships.timeline.queries import service_start_of, short_periods
from psp.core import contract_value
from psp.core.lists import RecordList


class Partnerships(RecordList):
    """The partnerships a person can see: where each is, its next gate, and who leads."""

    title = _("Partnerships")
    template_name = "partnerships/overview/partnerships.html"
    queryset = Partnership.objects.all()
    filterset_class = PartnershipFilter
    sorts = {
        "name": "name",
        "state": "state",
        "gate": "open_criteria",
        "service": "timeline__service_starts_on",
        "council": "purchasing_council__name",
    }
    columns = [
        (_("Partnership"), "name"),
        (_("State"), "get_state_display"),
        (_("Stage"), "stage"),
        (_("Next gate"), words_of_gate),
        (_("Project leader"), "leader_name"),
        (_("Lead public partner"), "lead_public_name"),
        (_("Lead third-sector partner"), "lead_third_sector_name"),
        (_("Purchasing council"), "purchasing_council"),
        (_("Area"), lambda row: row.area or ""),
        (_("Service"), lambda row: row.service or ""),
        (_("Service starts"), service_start_of),
        (_("Slip, days"), lambda row: row.timeline.slip_days if service_start_of(row) else ""),
        (_("Why it stopped"), "get_stop_reason_display"),
        (_("Stopped"), "stopped_on"),
    ]
    add_label = _("Start a partnership")
    keeps_filter = True

    def get_queryset(self):
        rows = with_row_facts(super().get_queryset())
        # Counting in the list's own query is dear: only an order by it, or a list without pages, needs that.
        whole = self.sort.removeprefix("-") == "gate" or self.request.GET.get("format") == "csv"
        return with_open_criteria(rows, at=timezone.now()) if whole else rows

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        # Asked by id first, then what was done to them, then read: nothing old is kept under a newer mark.
        done = done_among(list(context["object_list"].values_list("pk", flat=True)), by=self.request.user)
        rows = context["object_list"] = list(context["object_list"])
        if rows and not hasattr(rows[0], "open_criteria"):
            counts = open_criteria_of(rows, at=timezone.now(), done=done)
            for row in rows:
                row.open_criteria = counts[row.pk]
            # Whatever a row shows is changed by something done; without this the rows are drawn anew.
            context["rows_key"] = f"{done} {[row.pk for row in rows]}"
        return context | {"today": timezone.localdate()}

    def get_add_url(self):
        return reverse("start_partnership") if self.request.user.has_perm("partnerships.add_partnership") else ""

    @property
    def empty(self):
        return {
            "title": _("No partnerships yet"),
            "text": _(
                "A public social partnership brings public bodies and social economy organisations together to design a "
                "service, pilot it, and put it out to tender. Start the first one, or ask to be invited to one."
            ),
            "action_url": self.get_add_url(),
            "action_label": self.add_label,
        }


class Overview(PartnershipPage):
    """Where a partnership is, what is next and what is missing."""

    section = "partnership"
    template_name = "partnerships/overview/overview.html"

    def load(self):
        self.done = done_in(self.kwargs["partnership"], by=self.request.user)
        super().load()

    def get_title(self):
        return self.partnership.name

    def crumbs(self):
        return super().crumbs()[:1]

    def get_context_data(self, **kwargs):
        partnership, user, today = self.partnership, self.request.user, timezone.localdate()
        done = self.done
        gate = glance_at_next_gate(partnership, at=timezone.now(), done=done)
        may = [
            row
            for row in partnership.workflow.leaving(partnership.state)
            if user.has_perm(f"partnerships.{row.name}", partnership)
        ]
        context = {
            "gate": gate,
            "onward": [
                (row, partnership.transition_url(row.name)) for row in may if gate and row.name == gate.transition
            ],
            "other_ways": [
                (row, partnership.transition_url(row.name)) for row in may if not gate or row.name != gate.transition
            ],
            "may_waive": user.has_perm("partnerships.waive_partnership", partnership),
            "may_change": user.has_perm("partnerships.change_partnership", partnership),
            "dates": next_dates_of(partnership, person=user, today=today, done=done),
            "figures": figures_of(partnership, person=user, today=today, done=done),
            "missing_people": missing_in(partnership, person=user, today=today, done=done),
            "latest": latest_in(partnership),
            "done": done,
            "today": today,
            "people": people_of(partnership, user),
            "contract_value": contract_value.of(partnership, at=timezone.now()),
            "short_periods": short_periods(list(partnership.periods.all())),
        }
        return super().get_context_data(**context | kwargs)
