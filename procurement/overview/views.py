"""The list of all tenders with their clocks, and where the tender of one partnership stands."""

from django.utils import timezone
from django.utils.translation import gettext_lazy

from partnerships.public import PartnershipPage, gate_of
from procurement.conflicts.models import Conflict
from procurement.overview.forms import TenderFilter
from procurement.readiness.queries import standing_of
from procurement.tenders import queries
from procurement.tenders.models import Tender
from procurement.tenders.operations import PREPARED_IN
from psp.core.lists import RecordList


class TenderList(RecordList):
    model = Tender
    filterset_class = TenderFilter
    template_name = "procurement/overview/list.html"
    title = gettext_lazy("Tenders")
    lead_text = gettext_lazy("The tenders of your partnerships, with the dates that count.")
    sorts = {
        "deadline": "submission_deadline",
        "title": "title",
        "partnership": "partnership__name",
        "questions": "questions_close_on",
        "decision": "decision_on",
        "standstill": "standstill_ends_on",
        "value": "estimated_value",
    }
    columns = [
        (gettext_lazy("Tender"), "title"),
        (gettext_lazy("Partnership"), "partnership.name"),
        (gettext_lazy("Council"), "partnership.purchasing_council.name"),
        (gettext_lazy("State"), "get_state_display"),
        (gettext_lazy("Estimated value, excluding VAT"), "estimated_value"),
        (gettext_lazy("Notice published"), "notice_on"),
        (gettext_lazy("Questions close"), "questions_close_on"),
        (
            gettext_lazy("Deadline for bids"),
            lambda tender: tender.submission_deadline and timezone.localtime(tender.submission_deadline),
        ),
        (gettext_lazy("Award decided"), "decision_on"),
        (gettext_lazy("Standstill ends"), "standstill_ends_on"),
        (gettext_lazy("Contract starts"), "contract_starts_on"),
    ]
    empty = {
        "title": gettext_lazy("No tenders yet"),
        "text": gettext_lazy(
            "A tender is prepared inside its partnership, from evaluation and redesign on. It shows here with its clocks: "
            "questions, deadline, decision and standstill."
        ),
    }

    @property
    def sort(self):
        """The latest deadline first, unless another order is asked for."""
        return super().sort if self.request.GET.get("sort") else "-deadline"

    def get_queryset(self):
        return super().get_queryset().select_related("partnership__purchasing_council")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        today = timezone.localdate()
        context["rows"] = [(tender, queries.next_clock(tender, today)) for tender in context["object_list"]]
        return context


class PartnershipTender(PartnershipPage):
    """Where the tender of a partnership stands, and what comes before it."""

    section = "partnership_tender"
    template_name = "procurement/overview/partnership.html"
    title = gettext_lazy("Tender")

    def get_context_data(self, **kwargs):
        tender = queries.current_tender(self.partnership)
        at = timezone.now()
        before = self.partnership.state in {"design", "pilot", "evaluation"}
        return super().get_context_data(
            tender=tender,
            next_clock=tender and queries.next_clock(tender, timezone.localdate()),
            earlier=queries.earlier_tenders(self.partnership),
            standing=standing_of(self.partnership),
            conflicts=Conflict.objects.visible_to(self.request.user).filter(partnership=self.partnership).count(),
            gate=gate_of(self.partnership, "start_tender", at=at).findings if before else [],
            may_add=not tender
            and self.partnership.state in PREPARED_IN
            and self.request.user.has_perm("procurement.add_tender", self.partnership),
            **kwargs,
        )
