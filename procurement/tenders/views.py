"""Pages of tenders: the list of all, the tender page of a partnership, and one tender with its own navigation."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.public import InPartnership, PartnershipForm, PartnershipPage, gate_findings
from procurement.tenders import operations, queries
from procurement.tenders.forms import TenderFilter, TenderForm
from procurement.tenders.models import Tender
from procurement.tenders.workflow import State
from psp.core.access import get_visible
from psp.core.lists import RecordList
from psp.core.views import EditView, OperationView, ReasonedTransitionView, RecordPage, TransitionView


@dataclass(frozen=True, slots=True)
class Tab:
    label: Any
    name: str
    position: int
    permission: str


_tabs: list[Tab] = []


def add_tab(label, name, position, permission="procurement.view_tender"):
    """Add a page to every tender's own navigation; ``name`` is a path with the partnership's and the tender's id."""
    _tabs.append(Tab(label, name, position, permission))


add_tab(gettext_lazy("Summary"), "tender", 10)


class InTender(InPartnership):
    """A page inside a tender, fetched by ``tender`` of the address among those the person may see.

    A page that has no record of its own is about the tender. ``tab`` is the URL name of the entry of the tender's
    navigation the page belongs to.
    """

    section = "partnership_tender"
    tab = ""
    model: type[Model] = Tender
    tender: Tender

    def load(self):
        rows = Tender.objects.select_related("partnership")
        self.tender = get_visible(
            rows, self.request.user, pk=self.kwargs["tender"], partnership_id=self.kwargs["partnership"]
        )
        self.kwargs.setdefault("pk", self.tender.pk)
        super().load()
        self.tender.partnership = self.partnership

    def get_queryset(self):
        if self.model is Tender:
            return super().get_queryset()
        return self.model._default_manager.filter(tender=self.tender)

    def permission_object(self):
        return getattr(self, "object", None) or self.tender

    def crumbs(self):
        crumbs = super().crumbs()
        if self.request.path != self.tender.get_absolute_url():
            crumbs.append((self.tender.title, self.tender.get_absolute_url()))
        return crumbs

    def get_context_data(self, **kwargs):
        user = self.request.user
        tabs = [
            {"label": tab.label, "url": self.tender.url(tab.name), "current": tab.name == self.tab}
            for tab in sorted(_tabs, key=lambda tab: tab.position)
            if user.has_perm(tab.permission, self.tender)
        ]
        # A template view hands the address's own "tender", a number, in: the record comes last.
        given = {
            "tabs": tabs,
            "may_prepare": user.has_perm("procurement.change_tender", self.tender),
            "may_see_drafts": user.has_perm("procurement.see_drafts_of_tender", self.tender),
        }
        return super().get_context_data(**given | kwargs | {"tender": self.tender})


class TenderPage(InTender, RecordPage):
    """A page about the tender, or about a record of it found by ``pk``."""

    permission_required = "procurement.view_tender"


class TenderFormView(InTender, OperationView):
    """A form that adds something to the tender or records something about it."""

    permission_required = "procurement.change_tender"
    who_may = operations.PURCHASERS


class TenderEditView(InTender, EditView):
    """Edits the tender, or a record of it found by ``pk``."""

    permission_required = "procurement.change_tender"
    who_may = operations.PURCHASERS


class TenderConfirmView(InTender, TransitionView):
    """Confirms something done to the tender, or to a record of it found by ``pk``."""

    who_may = operations.PURCHASERS


class TenderList(RecordList):
    model = Tender
    filterset_class = TenderFilter
    template_name = "procurement/tenders/list.html"
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
    template_name = "procurement/tenders/partnership.html"
    title = gettext_lazy("Tender")

    def get_context_data(self, **kwargs):
        tender = queries.current_tender(self.partnership)
        at = timezone.now()
        before = self.partnership.state in {"design", "pilot", "evaluation"}
        return super().get_context_data(
            tender=tender,
            next_clock=tender and queries.next_clock(tender, timezone.localdate()),
            earlier=queries.earlier_tenders(self.partnership),
            gate=gate_findings(self.partnership, "start_tender", at=at) if before else [],
            may_add=not tender
            and self.partnership.state in operations.PREPARED_IN
            and self.request.user.has_perm("procurement.add_tender", self.partnership),
            **kwargs,
        )


class TenderSummary(TenderPage):
    tab = "tender"
    template_name = "procurement/tenders/tender.html"

    def get_context_data(self, **kwargs):
        gate = gate_findings(self.tender, "publish_tender", at=timezone.now()) if self.tender.is_draft else []
        return super().get_context_data(
            clocks=queries.clocks(self.tender),
            next_clock=queries.next_clock(self.tender, timezone.localdate()),
            gate=gate,
            questions=queries.questions_shown(self.tender, self.request.user),
            documents=queries.documents_shown(self.tender, self.request.user),
            amendments=self.tender.amendments.count(),
            **kwargs,
        )


class CreateTender(PartnershipForm):
    section = "partnership_tender"
    permission_required = "procurement.add_tender"
    who_may = operations.PURCHASERS
    form_class = TenderForm
    title = gettext_lazy("Prepare a tender")
    intro = gettext_lazy(
        "What is bought. Dates, questions, weights and documents come next; bidders see nothing until you publish."
    )
    submit_label = gettext_lazy("Save and continue")

    def get_initial(self):
        return {"title": self.partnership.name, "estimated_value": self.partnership.contract_value}

    def act(self, form):
        return operations.create_tender(
            partnership=self.partnership, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class EditTender(TenderEditView):
    form_class = TenderForm
    title = gettext_lazy("Change what is bought")
    done = gettext_lazy("The tender is saved")

    def act(self, form):
        return operations.edit_tender(
            tender=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class CancelTender(InTender, ReasonedTransitionView):
    permission_required = "procurement.cancel_tender"
    who_may = operations.PURCHASERS
    title = gettext_lazy("Cancel the tender")
    done = gettext_lazy("The tender is cancelled")
    extra_context = {"danger": True}

    def act(self, form):
        return operations.cancel_tender(
            tender=self.object, note=form.cleaned_data["note"], by=self.request.user, at=timezone.now()
        )

    def get_context_data(self, **kwargs):
        consequences = [
            _("The tender ends for good; a new one can be prepared."),
            _("The reason stays in the history of the partnership."),
        ]
        if self.tender.state != State.DRAFT:
            consequences.append(_("Tell every bidder: the service does not."))
        return super().get_context_data(consequences=consequences, **kwargs)
