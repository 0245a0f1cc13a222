"""Pages of one tender, within its own navigation."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.public import InPartnership, PartnershipForm, gate_findings
from procurement.tenders import operations, queries
from procurement.tenders.forms import TenderForm
from procurement.tenders.models import Tender
from procurement.tenders.rules import can_see_drafts
from psp.core.access import get_visible
from psp.core.views import EditView, OperationView, ReasonedTransitionView, RecordPage, TransitionView


@dataclass(frozen=True, slots=True)
class Tab:
    label: Any
    name: str
    position: int
    permission: str
    access: Any


_tabs: list[Tab] = []


def add_tab(label, name, position, permission="procurement.view_tender", access=None):
    """Add a page to every tender's own navigation; ``name`` is a path with the partnership's and the tender's id.

    ``access`` is a predicate of (user, tender) that further narrows who is led to it.
    """
    _tabs.append(Tab(label, name, position, permission, access))


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
        self.tender.stand_as_of(timezone.now())
        self.kwargs.setdefault("pk", self.tender.pk)
        super().load()
        self.tender.partnership = self.partnership

    @property
    def may_see_papers(self):
        """Whether the person may read what bidders are told: from the moment of publication on everybody who is here."""
        return self.tender.is_out or can_see_drafts.test(self.request.user, self.tender)

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

    def tab_crumb(self, name):
        """The way back to a page of the tender's navigation; none where the person is not led to it, though they may act here."""
        return [(tab.label, self.tender.url(name)) for tab in _tabs if tab.name == name and self._leads_to(tab)]

    def _leads_to(self, tab):
        user = self.request.user
        return user.has_perm(tab.permission, self.tender) and (tab.access is None or tab.access.test(user, self.tender))

    def get_context_data(self, **kwargs):
        tabs = [
            {"label": tab.label, "url": self.tender.url(tab.name), "current": tab.name == self.tab}
            for tab in sorted(_tabs, key=lambda tab: tab.position)
            if self._leads_to(tab)
        ]
        # A template view hands the address's own "tender", a number, in: the record comes last.
        given = {
            "tabs": tabs,
            "may_prepare": self.request.user.has_perm("procurement.change_tender", self.tender),
            "may_see_papers": self.may_see_papers,
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


class ChangesDraft:
    """A page that changes what bidders will be given: while the publication is scheduled it leads to where that is withdrawn."""

    tender: Tender

    def get(self, request, *args, **kwargs):
        if self.tender.is_waiting:
            messages.info(request, queries.scheduled_words(self.tender))
            return redirect(self.tender.url("withdraw_publication"))
        return super().get(request, *args, **kwargs)


# Criteria whose gaps quote the papers.
TELLING = {"weights_whole", "tender_documents", "purchase_described", "thresholds_considered"}


class TenderSummary(TenderPage):
    tab = "tender"
    template_name = "procurement/tenders/tender.html"

    def get_context_data(self, **kwargs):
        gate, caption = self.gate() if self.tender.is_draft or self.tender.is_waiting else [], ""
        if self.tender.is_waiting:
            caption = queries.what_gaps_do(self.tender, gate)
            gate = queries.gaps_while_waiting(self.tender, gate, page="withdraw_publication")
        return super().get_context_data(
            clocks=queries.clocks(self.tender, queries.announced_award(self.tender), at=timezone.now()),
            next_clock=queries.next_clock(self.tender, at=timezone.now()),
            gate=gate,
            gate_caption=caption,
            questions=queries.questions_shown(self.tender, self.request.user),
            documents=queries.documents_shown(self.tender, self.request.user),
            amendments=self.tender.amendments.count(),
            cancelled=queries.cancellation_of(self.tender),
            may_withdraw=self.tender.is_waiting
            and self.request.user.has_perm("procurement.withdraw_publication", self.tender),
            **kwargs,
        )

    def gate(self):
        """What publication needs; to those who may not see the papers nothing that tells of their content."""
        findings = gate_findings(self.tender, "publish_tender", at=timezone.now())
        if not self.request.user.has_perm("procurement.change_tender", self.tender):
            # Who cannot fix a gap reads it without the link to the form that would refuse them.
            findings = [
                replace(finding, gap=replace(finding.gap, mend="")) if finding.gap else finding for finding in findings
            ]
        if self.may_see_papers:
            return findings
        return [finding for finding in findings if finding.criterion.code not in TELLING]


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


class EditTender(ChangesDraft, TenderEditView):
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
        if self.tender.is_out:
            consequences.append(_("Tell every bidder: the service does not."))
        return super().get_context_data(consequences=consequences, **kwargs)
