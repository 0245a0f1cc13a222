"""The programme: every partnership the person can see, on one time axis."""

from itertools import islice

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.lifecycle.models import Partnership
from partnerships.programme.forms import ProgrammeFilter
from partnerships.programme.queries import (
    MOST_STRIPS,
    add_figures,
    chart_of,
    dips_of,
    is_short,
    programme_of,
    reasons_chart,
    with_outlook,
)
from partnerships.timeline.queries import service_start_of
from psp.core.lists import RecordList


class ProgrammePage(RecordList):
    title = _("Programme")
    template_name = "partnerships/programme/programme.html"
    filterset_class = ProgrammeFilter
    queryset = Partnership.objects.all()
    paginate_by = 20
    sorts = {
        "name": "name",
        "state": "state",
        "service": "timeline__service_starts_on",
        "money": "money_ends",
    }
    columns = [
        (_("Partnership"), "name"),
        (_("State"), "get_state_display"),
        (_("Purchasing council"), "purchasing_council.name"),
        (_("Area"), "area.name"),
        (_("Service starts"), service_start_of),
        (_("As agreed"), lambda row: row.timeline.baseline_service_starts_on if service_start_of(row) else ""),
        (_("Slip in days"), lambda row: row.timeline.slip_days if service_start_of(row) else ""),
        (_("Missing for the next gate"), "open_criteria"),
        (_("Late at its gate since"), "late_at_gate_since"),
        (_("Social value for each £1"), lambda row: ", ".join(figure.value for figure in row.figures) or _("Not yet")),
        (_("Present value"), lambda row: ", ".join(figure.detail for figure in row.figures)),
        (_("Money ends"), "money_ends"),
        (_("Money ends before the service starts"), lambda row: _("Yes") if is_short(row) else _("No")),
        (_("Money is short for a while"), lambda row: dips_of(row, today=timezone.localdate())),
        (_("Why it stopped"), "get_stop_reason_display"),
        (_("Learning points"), "learning_count"),
    ]
    empty = {
        "title": _("No partnerships to show"),
        "text": _(
            "The programme shows every partnership you can see, side by side: where each is, how late, and what is missing."
        ),
    }

    def in_order(self, rows):
        self.chosen = rows
        rows = super().in_order(with_outlook(rows, self.request.user, at=timezone.now()))
        if self.sort.removeprefix("-") in {"service", "money"}:
            # A partnership without a plan comes last, whichever way the list is sorted.
            field = F(self.sorts[self.sort.removeprefix("-")])
            order = field.desc(nulls_last=True) if self.sort.startswith("-") else field.asc(nulls_last=True)
            rows = rows.order_by(order, "pk")
        return rows

    def in_file(self, rows):
        source = rows.iterator(chunk_size=500)
        while some := list(islice(source, 500)):
            add_figures(some, self.request.user)
            yield from some

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        today = timezone.localdate()
        programme = programme_of(self.chosen, self.request.user, today=today)
        shown = list(context["object_list"])
        add_figures(shown, self.request.user)
        for row in shown:
            row.is_short, row.dips_words = is_short(row), dips_of(row, today=today)
        are_all = programme.total <= MOST_STRIPS
        drawn = self.object_list if are_all and context["is_paginated"] else shown
        return context | {
            "object_list": shown,
            "programme": programme,
            "chart": chart_of(list(drawn), today=today),
            "chart_is_whole": are_all or not context["is_paginated"],
            "reasons": reasons_chart(programme),
        }
