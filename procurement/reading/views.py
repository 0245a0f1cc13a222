"""The bids of a tender: receipts before the opening, bidders after it; one opened bid and its files."""

from typing import Any

from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from procurement.bids.models import Bid, BidFile, Part
from procurement.bids.operations import HANDLERS
from procurement.bids.queries import is_unsealed, receipts_of
from procurement.bids.rules import can_handle_bids
from procurement.bids.views import Confidential
from procurement.evaluators.rules import must_declare
from procurement.reading import operations
from procurement.reading.forms import ExclusionForm
from procurement.reading.queries import excluded_bids
from procurement.reading.rules import can_read_bids
from procurement.tenders.views import InTender, TenderPage, add_tab
from psp.core.access import Permitted
from psp.core.away import FileUnreadable
from psp.core.lists import RecordList
from psp.core.problems import NotPermitted
from psp.core.sealing import SealBroken
from psp.core.views import ReasonedTransitionView

add_tab(gettext_lazy("Bids"), "bids", 70, permission="procurement.handle_bids", access=can_handle_bids)


class Bids(Confidential, InTender, RecordList):
    model = Bid
    tab = "bids"
    permission_required = "procurement.handle_bids"
    template_name = "procurement/reading/bids.html"
    title = gettext_lazy("Bids")
    sorts = {"received": "received_at", "receipt": "receipt"}
    empty = {
        "title": gettext_lazy("No bids yet"),
        "text": gettext_lazy(
            "Record each bid as it comes in. It is sealed at once: until two people open the bids after the deadline, the list "
            "shows receipt numbers and times alone."
        ),
    }

    def get_queryset(self):
        return receipts_of(self.tender).visible_to(self.request.user)

    @property
    def is_open(self):
        return is_unsealed(self.tender, Part.IDENTITY)

    @property
    def columns(self):
        """The spreadsheet exists only once the bids are open."""
        if not self.is_open:
            return []
        opened = self.bidders()
        return [
            (_("Receipt number"), "receipt"),
            (_("Received"), "received_at"),
            (_("Standing"), lambda bid: bid.standing[1]),
            (_("Bidder"), self.name_of),
            (_("Reference"), lambda bid: opened.get(bid.pk, {}).get("reference", "")),
        ]

    def bidders(self):
        """Open who the bidders are, once for the page."""
        if not hasattr(self, "_bidders"):
            bids = self.tender.bids.on_time()
            for bid in bids:
                bid.tender = self.tender
            by, at = self.request.user, timezone.now()
            self._late = operations.read_late_bidders(tender=self.tender, by=by, at=at)
            self._bidders = operations.read_bids(bids=bids, part=Part.IDENTITY, by=by, at=at)
        return self._bidders

    def name_of(self, bid):
        """Who sent a bid, of a late one too: its bidder has to be told. "" of a withdrawn one."""
        opened = self.bidders()
        return (opened.get(bid.pk) or self._late.get(bid.pk) or {}).get("name", "")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        bidders = self.bidders() if self.is_open else {}
        kept_from = operations.recused_bids(self.tender, self.request.user)
        may_read = can_read_bids.test(self.request.user, self.tender)
        context["rows"] = [
            {
                "bid": bid,
                "name": self.name_of(bid) if self.is_open else "",
                "may_read": bid.pk in bidders and may_read and bid.pk not in kept_from,
            }
            for bid in context["object_list"]
        ]
        names = [bidder["name"].casefold() for bidder in bidders.values()]
        excluded = excluded_bids(self.tender, bidders) if bidders else set()
        return context | {
            "is_open": self.is_open,
            "must_declare": self.is_open and must_declare(self.request.user, self.tender),
            "has_passed": self.tender.deadline_has_passed(timezone.now()),
            "confirmations": self.tender.opening_confirmations.select_related("person"),
            "involved": sorted(
                bidders[row["bid"].pk]["name"]
                for row in context["rows"]
                if row["bid"].pk in excluded and not row["bid"].excluded_at
            ),
            "received": self.tender.bids.on_time().count(),
            "twice": sorted(
                {bidder["name"] for bidder in bidders.values() if names.count(bidder["name"].casefold()) > 1}
            ),
        }


class OneBid(Confidential):
    """An opened bid the person is not kept from; any other is not there."""

    model: type[Model] = Bid
    access = can_read_bids

    def crumbs(self):
        crumbs = super().crumbs()
        if can_handle_bids.test(self.request.user, self.tender):
            crumbs.append((Bids.title, self.tender.url("bids")))
        return crumbs

    def get_queryset(self):
        kept_from = operations.recused_bids(self.tender, self.request.user)
        return self.tender.bids.on_time().exclude(pk__in=kept_from).select_related("tender__partnership")


class OpenedBid(OneBid, TenderPage):
    tab = "bids"
    permission_required = "procurement.read_bids"
    template_name = "procurement/reading/bid.html"

    def read(self, part):
        opened = operations.read_bids(bids=[self.object], part=part, by=self.request.user, at=timezone.now())
        return opened[self.object.pk]

    def get_title(self):
        return self.identity["name"]

    def get(self, request, *args, **kwargs):
        self.identity = self.read(Part.IDENTITY)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        quality = self.read(Part.QUALITY)
        answers = [
            {
                "question": question,
                "text": quality["answers"].get(str(question.pk), ""),
                "files": [file for file in quality["files"] if file["question"] == question.pk],
            }
            for question in self.tender.questions.all()
        ]
        may_handle = can_handle_bids.test(self.request.user, self.tender)
        return super().get_context_data(
            identity=self.identity,
            answers=answers,
            is_involved=bool(excluded_bids(self.tender, {self.object.pk: self.identity}))
            and not self.object.excluded_at,
            price=self.read(Part.PRICE) if is_unsealed(self.tender, Part.PRICE) else None,
            readings=self.object.readings.select_related("person")[:50] if may_handle else [],
            may_exclude=may_handle and self.tender.state in {"opened", "moderation"} and not self.object.excluded_at,
            **kwargs,
        )


class BidDownload(OneBid, InTender, Permitted, View):
    """A file of an opened bid, always as a download."""

    permission_required = "procurement.read_bids"

    def permission_object(self):
        return self.tender

    def get(self, request, *args, **kwargs):
        rows = BidFile.objects.filter(bid__in=self.get_queryset()).select_related("bid__tender__partnership")
        file = get_object_or_404(rows, key=self.kwargs["key"], bid=self.kwargs["bid"])
        try:
            told, content = operations.read_file(file=file, by=request.user, at=timezone.now())
        except NotPermitted as refusal:
            raise Http404 from refusal
        except (FileNotFoundError, SealBroken) as problem:
            raise FileUnreadable(f"file of a bid {file.pk}") from problem
        response = HttpResponse(content, content_type=told["content_type"])
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=told["name"])
        return response


class ExcludeBid(OneBid, InTender, ReasonedTransitionView):
    tab = "bids"
    permission_required = "procurement.handle_bids"
    who_may = HANDLERS
    form_class: type[Any] = ExclusionForm
    title = gettext_lazy("Exclude the bid")
    done = gettext_lazy("The bid is excluded")
    extra_context = {"danger": True}

    def get_success_url(self):
        return self.tender.url("bids")

    def act(self, form):
        return operations.exclude_bid(
            bid=self.object, reason=form.cleaned_data["note"], by=self.request.user, at=timezone.now()
        )

    def get_context_data(self, **kwargs):
        consequences = [_("The bid is no longer scored or ranked, for good."), _("Tell the bidder, with the reason.")]
        return super().get_context_data(consequences=consequences, **kwargs)
