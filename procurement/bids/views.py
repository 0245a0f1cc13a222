"""Recording, replacing and withdrawing bids; and what every page near bids shares: not there for those shut out, kept nowhere."""

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from procurement.bids import operations
from procurement.bids.forms import BidForm, ReplaceBidForm, WithdrawBidForm
from procurement.bids.rules import can_handle_bids
from procurement.tenders.views import TenderFormView
from psp.core.choosing import FindsChoices
from psp.core.dates import in_words, london_date
from psp.core.problems import NotPermitted

LARGEST_BID = 80 * 1024 * 1024


class PapersDeleted(Exception):
    """The papers of the tender were deleted when their time was over."""


class Confidential:
    """A page that is there only for those ``access`` lets in, and that no browser or proxy keeps.

    Once the papers of the tender are deleted it says so, unless it ``outlives_papers``.
    """

    access = can_handle_bids
    outlives_papers = False

    def load(self):
        super().load()
        if not self.access.test(self.request.user, self.permission_object()):
            raise Http404
        if self.tender.papers_deleted_at and not self.outlives_papers:
            raise PapersDeleted

    def dispatch(self, request, *args, **kwargs):
        try:
            response = super().dispatch(request, *args, **kwargs)
        except PapersDeleted:
            response = self.without_papers()
        response["Cache-Control"] = "no-store, private"
        return response

    def without_papers(self):
        """Say when the papers were deleted, and where what stays of the tender is."""
        words = _(
            "The bids, scores and results of this tender were deleted on {day}, when the time they are kept for was over."
        )
        context = {
            "title": _("The papers of this tender were deleted"),
            "paragraphs": [
                words.format(day=in_words(london_date(self.tender.papers_deleted_at))),
                _("The award and the contract are on the summary of the tender."),
            ],
            "action_url": self.tender.get_absolute_url(),
            "action_label": _("Go to the tender"),
        }
        return render(self.request, "generic/message_page.html", context, status=410)


class UnnamedFile(InMemoryUploadedFile):
    """A file whose name no fault report shows."""

    def __repr__(self):
        return "<UnnamedFile>"

    __str__ = __repr__


class InMemory(MemoryFileUploadHandler):
    """Keeps what is sent in memory: a temporary file would hold a bid in plain on the disk."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803
        if content_length > LARGEST_BID:
            raise RequestDataTooBig(_("Send less than 80 MB at once."))
        self.activated = True

    def file_complete(self, file_size):
        file = super().file_complete(file_size)
        return UnnamedFile(file.file, file.field_name, file.name, file.content_type, file.size, file.charset)


@method_decorator([csrf_exempt, sensitive_post_parameters()], name="dispatch")
class SealsUploads:
    """A form whose files never touch the disk unsealed, and whose content no fault report shows.

    The upload handler must be set before anything reads the form, the check against forged requests included, which is
    therefore made afterwards.
    """

    largest_body = LARGEST_BID

    def dispatch(self, request, *args, **kwargs):
        # Read already where the form is shown again as it was typed, or carried out a second time.
        if not hasattr(request, "_files"):
            request.upload_handlers = [InMemory(request)]
        onward = super().dispatch

        @csrf_protect
        def checked(request):
            return onward(request, *args, **kwargs)

        return checked(request)


class BidEntry(SealsUploads, Confidential, FindsChoices, TenderFormView):
    """A form with a whole bid in it."""

    hides_typed = True
    tab = "bids"
    permission_required = "procurement.handle_bids"
    who_may = operations.HANDLERS
    template_name = "procurement/bids/record.html"
    form_class = BidForm

    def crumbs(self):
        return [*super().crumbs(), *self.tab_crumb("bids")]

    def get_form_kwargs(self):
        is_late = self.tender.deadline_has_passed(timezone.now())
        return super().get_form_kwargs() | {"questions": self.tender.questions.all(), "is_late": is_late}

    def get_initial(self):
        return {"received_at": timezone.now()}

    def get_success_url(self):
        return self.tender.url("bids")

    def show_typed(self):
        if self.request.unsaved_form.key:
            try:
                operations.reopen_typed_bid(tender=self.tender, by=self.request.user, at=timezone.now())
            except NotPermitted as refusal:
                raise PermissionDenied(str(refusal)) from refusal
        return super().show_typed()

    def get_done(self):
        if self.result.is_late:
            words = _("The deadline has passed: bid {receipt} is recorded as late and is never opened")
        else:
            words = _("The bid is sealed. Its receipt number is {receipt}: give it to the bidder")
        return words.format(receipt=self.result.receipt)

    def get_context_data(self, **kwargs):
        has_passed = self.tender.deadline_has_passed(timezone.now())
        return super().get_context_data(has_passed=has_passed, **kwargs)


class RecordBid(BidEntry):
    title = gettext_lazy("Record a bid")
    intro = gettext_lazy("The bid is sealed as you save it. Nobody can read it before it is opened, you included.")
    submit_label = gettext_lazy("Seal the bid")

    def act(self, form):
        return operations.record_bid(
            tender=self.tender,
            content=form.content(),
            received_at=form.cleaned_data["received_at"],
            by=self.request.user,
            at=timezone.now(),
        )


class ReplaceBid(BidEntry):
    title = gettext_lazy("Replace a bid")
    intro = gettext_lazy("Enter the whole new bid. The earlier one is never opened.")
    submit_label = gettext_lazy("Seal the new bid")
    form_class = ReplaceBidForm

    def act(self, form):
        return operations.replace_bid(
            tender=self.tender,
            receipt=form.cleaned_data["receipt"],
            content=form.content(),
            received_at=form.cleaned_data["received_at"],
            by=self.request.user,
            at=timezone.now(),
        )


class WithdrawBid(Confidential, TenderFormView):
    tab = "bids"
    permission_required = "procurement.handle_bids"
    who_may = operations.HANDLERS
    form_class = WithdrawBidForm
    title = gettext_lazy("Withdraw a bid")
    intro = gettext_lazy("A withdrawn bid stays sealed for good.")
    submit_label = gettext_lazy("Withdraw the bid")

    def crumbs(self):
        return [*super().crumbs(), *self.tab_crumb("bids")]

    def get_success_url(self):
        return self.tender.url("bids")

    def get_done(self):
        return _("Bid {receipt} is withdrawn").format(receipt=self.result.receipt)

    def act(self, form):
        return operations.withdraw_bid(
            tender=self.tender, receipt=form.cleaned_data["receipt"], by=self.request.user, at=timezone.now()
        )
