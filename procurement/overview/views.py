"""The list of all tenders with their clocks, and where the tender of one partnership stands."""

from django.db.models import BooleanField, Case, ExpressionWrapper, F, Q, When
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
        "value": "shown_value",
    }
    columns = [
        (gettext_lazy("Tender"), "title"),
        (gettext_lazy("Partnership"), "partnership.name"),
        (gettext_lazy("Council"), "partnership.purchasing_council.name"),
        (gettext_lazy("State"), lambda tender: tender.stand_as_of(timezone.now()).get_state_display()),
        (gettext_lazy("Estimated value, excluding VAT"), "shown_value"),
        (gettext_lazy("Notice, planned until published"), "notice_on"),
        (gettext_lazy("Published"), lambda tender: tender.published_at if tender.is_out else None),
        (gettext_lazy("Questions close"), "questions_close_on"),
        (gettext_lazy("Deadline for bids"), "submission_deadline"),
        (gettext_lazy("Award decision, planned"), "decision_on"),
        (gettext_lazy("Award decided"), lambda tender: tender.award.decided_at if tender.is_told else None),
        (gettext_lazy("Standstill ends, planned until all bidders are told"), "standstill_ends_on"),
        (gettext_lazy("Contract starts, planned"), "contract_starts_on"),
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
        at = timezone.now()
        rows = (
            super()
            .get_queryset()
            .with_papers_shown(self.request.user, at)
            .select_related("award")
            .prefetch_related("award__holds")
        )
        value = Case(When(shows_papers=True, then=F("estimated_value")))
        told = Q(award__standstill_ends_on__isnull=False)
        is_told = ExpressionWrapper(told, output_field=BooleanField())
        return rows.annotate(shown_value=value, is_told=is_told).select_related("partnership__purchasing_council")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        at = timezone.now()
        rows = [tender.stand_as_of(at) for tender in context["object_list"]]
        context["rows"] = [(tender, queries.next_clock(tender, at=at)) for tender in rows]
        return context


class PartnershipTender(PartnershipPage):
    """Where the tender of a partnership stands, and what comes before it."""

    section = "partnership_tender"
    template_name = "procurement/overview/partnership.html"
    title = gettext_lazy("Tender")

    def get_context_data(self, **kwargs):
        at = timezone.now()
        tender = queries.current_tender(self.partnership, self.request.user, at=at)
        before = self.partnership.state in {"design", "pilot", "evaluation"}
        return super().get_context_data(
            tender=tender,
            next_clock=tender and queries.next_clock(tender, at=at),
            earlier=queries.earlier_tenders(self.partnership),
            standing=standing_of(self.partnership),
            conflicts=Conflict.objects.visible_to(self.request.user).filter(partnership=self.partnership).count(),
            gate=gate_of(self.partnership, "start_tender", at=at).findings if before else [],
            may_add=not tender
            and self.partnership.state in PREPARED_IN
            and self.request.user.has_perm("procurement.add_tender", self.partnership),
            **kwargs,
        )
