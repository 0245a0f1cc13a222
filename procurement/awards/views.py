"""The award and the contract: the page everybody in the partnership reads once every bidder was told, and the two decisions."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy

from partnerships.models import Document
from partnerships.public import gate_findings
from procurement.awards import operations, queries
from procurement.awards.forms import AwardForm, ConcludeForm
from procurement.awards.rules import can_decide, can_see_award, was_awarded
from procurement.bids.models import Part
from procurement.bids.rules import can_handle_bids
from procurement.bids.views import Confidential
from procurement.reading.operations import read_bids
from procurement.results.queries import result_of
from procurement.tenders.views import TenderFormView, TenderPage, add_tab
from procurement.tenders.workflow import State
from psp.core.views import ConfirmsWhatWasRead

# Before the decision there is no page: the result leads to the decision.
add_tab(gettext_lazy("Award"), "award", 120, permission="procurement.see_award", access=can_see_award & was_awarded)


class AwardPage(Confidential, TenderPage):
    tab = "award"
    access = can_see_award
    outlives_papers = True
    permission_required = "procurement.see_award"
    template_name = "procurement/awards/award.html"
    title = gettext_lazy("Award")

    def load(self):
        super().load()
        self.award = queries.award_of(self.tender)
        if self.award is None:
            raise Http404

    def get_context_data(self, **kwargs):
        award, tender = self.award, self.tender
        award.tender = tender
        # Who bid is known only as long as the papers are.
        may_handle = can_handle_bids.test(self.request.user, tender) and tender.papers_deleted_at is None
        in_standstill = tender.state == State.STANDSTILL
        findings = gate_findings(tender, "conclude_tender", at=timezone.now()) if in_standstill else []
        bidders = self.bidders() if may_handle else []
        return super().get_context_data(
            award=award,
            contract=getattr(award, "contract", None),
            papers=queries.papers_kept(award) if tender.papers_deleted_at is None else None,
            notice_due_on=queries.notice_due_on(award),
            lost=queries.lost_partners(award),
            may_run_contingency=self.partnership.state == "tender"
            and self.request.user.has_perm("partnerships.run_contingency", self.partnership),
            may_handle=may_handle,
            may_publish_notice=may_handle
            and award.contract_awarded_on is not None
            and award.standstill_ends_at < timezone.now(),
            in_standstill=in_standstill,
            # The contract is recorded by concluding: it is no gap on this page.
            gate=[finding for finding in findings if finding.criterion.code != "contract_signed"],
            bidders=bidders,
            holds=award.holds.select_related("began_by"),
            **kwargs,
        )

    def bidders(self):
        """Each bidder with the notices it got, for those who send them."""
        bids = queries.bids_to_tell(self.award)
        for bid in bids:
            bid.tender = self.tender
        opened = read_bids(bids=bids, part=Part.IDENTITY, by=self.request.user, at=timezone.now())
        notices, debriefs = list(self.award.notices.all()), list(self.award.debriefs.all())
        return [
            {
                "bid": bid,
                "name": opened[bid.pk]["name"],
                "debriefs": [debrief for debrief in debriefs if debrief.bid_id == bid.pk],
                "notices": [notice for notice in notices if notice.bid_id == bid.pk],
                "has_won": bid.pk == self.award.bid_id,
            }
            for bid in bids
        ]


class AwardTender(Confidential, ConfirmsWhatWasRead, TenderFormView):
    tab = "result"
    access = can_decide
    permission_required = "procurement.award_tender"
    who_may = operations.DECIDERS
    template_name = "procurement/awards/award_tender.html"
    form_class = AwardForm
    title = gettext_lazy("Award the contract")
    submit_label = gettext_lazy("Award the contract")
    done = gettext_lazy("The award is decided. Notify every bidder now: the standstill begins with the last notice")

    def shown_record(self):
        return self.tender

    def crumbs(self):
        return [*super().crumbs(), *self.tab_crumb("result")]

    def act(self, form):
        return operations.award_tender(
            tender=self.tender, reasons=form.cleaned_data["reasons"], by=self.request.user, at=timezone.now()
        )

    def get_context_data(self, **kwargs):
        result = result_of(self.tender)
        content = result.content() if result else None
        winner = content["bidders"].get(content["result"]["winner"], "") if content else ""
        return super().get_context_data(winner=winner, **kwargs)


class ConcludeTender(Confidential, TenderFormView):
    tab = "award"
    permission_required = "procurement.conclude_tender"
    who_may = operations.DECIDERS
    form_class = ConcludeForm
    title = gettext_lazy("Record the signed contract")
    intro = gettext_lazy("This concludes the tender. Nothing of the award or the contract changes afterwards.")
    submit_label = gettext_lazy("Record and conclude")
    done = gettext_lazy("The contract is recorded and the tender is concluded")

    def load(self):
        super().load()
        self.award = queries.award_of(self.tender)
        if self.award is None:
            raise Http404

    def crumbs(self):
        return [*super().crumbs(), *self.tab_crumb("award")]

    def get_success_url(self):
        return self.tender.url("award")

    def get_initial(self):
        return {
            "value": self.award.value,
            "starts_on": self.tender.contract_starts_on,
            "ends_on": self.tender.contract_ends_on,
        }

    def get_form_kwargs(self):
        documents = Document.objects.visible_to(self.request.user).filter(
            partnership=self.partnership, archived_at=None
        )
        return super().get_form_kwargs() | {"documents": documents}

    def act(self, form):
        return operations.conclude_tender(
            tender=self.tender, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )
