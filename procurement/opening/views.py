"""The page on which two people, one after the other, open the bids."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.public import gate_findings
from procurement.bids.operations import HANDLERS
from procurement.bids.views import Confidential
from procurement.opening import operations
from procurement.tenders.views import TenderConfirmView
from procurement.tenders.workflow import State


class OpenBids(Confidential, TenderConfirmView):
    tab = "bids"
    permission_required = "procurement.handle_bids"
    who_may = HANDLERS
    template_name = "procurement/opening/open.html"
    title = gettext_lazy("Open the bids")

    def crumbs(self):
        return [*super().crumbs(), *self.tab_crumb("bids")]

    def get_success_url(self):
        return self.tender.url("bids")

    def get_done(self):
        if self.result.state == State.OPENED:
            return _("The bids are open")
        return _("You confirmed. The bids open as soon as a second purchaser confirms")

    def act(self, form):
        return operations.confirm_opening(tender=self.tender, by=self.request.user, at=timezone.now())

    def get_context_data(self, **kwargs):
        first = self.tender.opening_confirmations.select_related("person").first()
        context = {
            "first": first,
            "is_own": first is not None and first.person_id == self.request.user.pk,
            "consequences": [
                _(
                    "The bidders and what they answered become readable to purchasers and to evaluators without an interest."
                ),
                _("Prices stay sealed until the moderated quality scores are closed."),
                _("Nothing about the tender can be amended any more."),
            ],
        }
        if self.tender.state == State.PUBLISHED and "missing" not in kwargs:
            findings = gate_findings(self.tender, "open_bids", at=timezone.now())
            context["missing"] = [f for f in findings if f.is_open and f.criterion.code != "two_people_open"]
        return super().get_context_data(**context | kwargs)
