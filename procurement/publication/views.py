"""Publishing a tender and amending what was published."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.public import gate_findings
from procurement.publication import operations
from procurement.publication.forms import AmendDocumentForm, AmendForm
from procurement.publication.queries import mark_of_papers
from procurement.scoring.queries import announced_rules
from procurement.tenders.gates import PUBLISH
from procurement.tenders.models import TenderDocument
from procurement.tenders.queries import gaps_while_waiting, what_gaps_do
from procurement.tenders.views import TenderConfirmView, TenderEditView
from procurement.tenders.workflow import HELD_BACK_AHEAD
from procurement.timetable.queries import said_of
from psp.core.dates import in_words


class PublishTender(TenderConfirmView):
    permission_required = "procurement.publish_tender"
    template_name = "procurement/publication/publish.html"

    @property
    def is_ahead(self):
        """Whether the notice has a day that lies ahead: then the publication is scheduled for it."""
        return self.tender.notice_on is not None and self.tender.notice_on > timezone.localdate()

    def get_title(self):
        return _("Schedule the publication") if self.is_ahead else _("Publish the tender")

    def get_done(self):
        if self.result.is_out:
            return _("The tender is open for bids")
        return _("The tender becomes public at the start of {day}").format(day=in_words(self.result.published_at))

    def mark_of(self, record):
        """What bidders would be told: questions, weights and documents have versions of their own."""
        today = timezone.localdate()
        return mark_of_papers(record, on=max(record.notice_on or today, today)) if record.is_draft else ""

    def act(self, form):
        return operations.publish_tender(tender=self.object, by=self.request.user, at=timezone.now())

    def get_context_data(self, **kwargs):
        consequences = [
            _(
                "Everyone in the partnership, partners that may bid included, can read the questions, weights and documents."
            ),
            _("Documents of the tender that were restricted can be read by all of them from then on."),
            _(
                "What bidders are told is frozen. Afterwards dates move and documents get a new version only with a reason everyone "
                "can read, and never to an earlier deadline."
            ),
            _("No bid can be read by anyone before the deadline."),
        ]
        if self.is_ahead:
            words = _(
                "The tender becomes public at the start of {day}, the day of its notice. Until then only the purchasing side "
                "sees any of it, and any purchaser of the partnership can withdraw the publication."
            )
            consequences.insert(0, words.format(day=in_words(self.tender.notice_on)))
            words = _(
                "If something it needs is missing {minutes} minutes before, the publication is stopped and its purchasers are "
                "notified. Ties of prior involvement that become known are only shown to them: they decide."
            )
            consequences.insert(1, words.format(minutes=HELD_BACK_AHEAD // timedelta(minutes=1)))
        if not settings.OCID_PREFIX:
            consequences.append(
                _("No open contracting prefix is set: an administrator sets OCID_PREFIX to give the tender its id.")
            )
        context = {"consequences": consequences, "rules": announced_rules(self.tender)}
        if self.tender.is_draft and self.request.method == "GET":
            findings = gate_findings(self.tender, PUBLISH, at=timezone.now())
            context["missing"] = [finding for finding in findings if finding.is_open]
            context["warnings"] = [said for said in said_of(self.tender) if not said.is_error]
        return super().get_context_data(**context | kwargs)


class WithdrawPublication(TenderConfirmView):
    permission_required = "procurement.withdraw_publication"
    template_name = "procurement/publication/withdraw.html"
    title = gettext_lazy("Withdraw the publication")
    done = gettext_lazy("The publication is withdrawn. The tender is being prepared again")
    extra_context = {
        "consequences": [
            gettext_lazy("The tender is a draft again: change it, then publish it."),
            gettext_lazy("Nobody outside the purchasing side has read its papers."),
        ]
    }

    def act(self, form):
        return operations.withdraw_publication(tender=self.object, by=self.request.user, at=timezone.now())

    def get_context_data(self, **kwargs):
        findings = gate_findings(self.tender, PUBLISH, at=timezone.now()) if self.tender.is_waiting else []
        gaps = [finding for finding in gaps_while_waiting(self.tender, findings) if finding.is_open]
        context = {"gaps": gaps, "gate_caption": what_gaps_do(self.tender, findings)}
        return super().get_context_data(**context | kwargs)


class AmendTender(TenderEditView):
    tab = "tender_dates"
    permission_required = "procurement.amend_tender"
    form_class = AmendForm
    title = gettext_lazy("Move dates of the published tender")
    intro = gettext_lazy("Bidders never lose time: the deadline and the close of questions only move later.")
    submit_label = gettext_lazy("Amend and publish")
    done = gettext_lazy("The amendment is published")

    def get_success_url(self):
        return self.tender.url("tender_dates")

    def act(self, form):
        return operations.amend_tender(
            tender=self.object,
            changes=form.changes(),
            reason=form.cleaned_data["reason"],
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class AmendDocument(TenderConfirmView):
    """A newer version of a published document, in place of the one bidders were given."""

    model = TenderDocument
    tab = "tender_documents"
    permission_required = "procurement.amend_tender"
    template_name = "generic/form.html"
    form_class = AmendDocumentForm
    intro = gettext_lazy("Bidders are told, and the version they were given stays.")
    submit_label = gettext_lazy("Replace and publish")
    done = gettext_lazy("The new version is published")

    def get_title(self):
        return _("Replace {document}").format(document=self.object)

    def get_success_url(self):
        return self.tender.url("tender_documents")

    def act(self, form):
        return operations.amend_document(
            tender_document=self.object, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )
