"""The ranked result with its charts, closing moderation, and ranking again by a later method. Draws: ``draws``."""

from decimal import Decimal

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.bids.models import Part
from procurement.bids.operations import HANDLERS
from procurement.bids.rules import can_handle_bids
from procurement.bids.views import Confidential
from procurement.reading.operations import read_bids
from procurement.results import operations, queries
from procurement.results.rules import can_see_result
from procurement.tenders.views import TenderConfirmView, TenderPage, add_tab
from procurement.tenders.workflow import State

add_tab(gettext_lazy("Result"), "result", 110, permission="procurement.see_result", access=can_see_result)


class CloseModeration(Confidential, TenderConfirmView):
    tab = "moderation"
    permission_required = "procurement.close_moderation"
    who_may = HANDLERS
    title = gettext_lazy("Close moderation")
    done = gettext_lazy("Quality is locked, the prices are open and the bids are ranked")

    def crumbs(self):
        return [*super().crumbs(), *self.tab_crumb("moderation")]

    def get_success_url(self):
        return (
            self.tender.url("result")
            if can_see_result.test(self.request.user, self.tender)
            else self.tender.url("bids")
        )

    def get_context_data(self, **kwargs):
        consequences = [
            _("No score can be changed any more."),
            _("The prices are opened and the bids are ranked. The result is frozen with everything that went into it."),
        ]
        if self.tender.announces_earlier_order:
            consequences.insert(0, _("The tender announced another order for equal bids. Write to every bidder first."))
        return super().get_context_data(consequences=consequences, **kwargs)

    def act(self, form):
        return operations.close_moderation(tender=self.tender, by=self.request.user, at=timezone.now())


class ResultPage(Confidential, TenderPage):
    tab = "result"
    access = can_see_result
    permission_required = "procurement.see_result"
    template_name = "procurement/results/result.html"
    title = gettext_lazy("Result")

    def load(self):
        super().load()
        self.result = queries.result_of(self.tender)
        if self.result is None:
            raise Http404

    def get_context_data(self, **kwargs):
        content = self.result.content()
        self.keep_reading()
        rows = [
            row
            | {
                "name": content["bidders"][row["bid"]],
                "price": row["price"] and Decimal(row["price"]),
                "why_not": [queries.exclusion_words(one) for one in row["exclusions"]],
            }
            for row in content["result"]["bids"]
        ]
        is_ranked = self.tender.state == State.RANKED
        is_outdated = is_ranked and queries.is_outdated(self.result)
        must_rank_again = is_ranked and queries.must_rank_again(self.result)
        waiting = queries.bids_to_draw(content)
        may_act = can_handle_bids.test(self.request.user, self.tender) and is_ranked
        draw = queries.draw_in_force(self.result)
        return super().get_context_data(
            result=self.result,
            rows=rows,
            winner=content["bidders"].get(content["result"]["winner"], ""),
            ties=queries.tie_words(content),
            rounding=queries.rounding_words(content),
            tie_reason=content.get("reason", ""),
            is_outdated=is_outdated,
            must_rank_again=must_rank_again,
            draw=draw,
            must_draw=may_act and bool(waiting) and draw is None and not is_outdated,
            may_rank_again=may_act and is_outdated,
            may_award=may_act and bool(content["result"]["winner"]) and not must_rank_again,
            nobody=not any(row["rank"] for row in rows),
            points=queries.points_chart(content),
            weights=queries.weights_chart(content),
            weights_words=queries.weights_words(content),
            **kwargs,
        )

    def keep_reading(self):
        """The result says every price: that is a reading of each."""
        bids = list(self.tender.bids.on_time().select_related("tender__partnership"))
        read_bids(bids=bids, part=Part.PRICE, by=self.request.user, at=timezone.now())


class RankAgain(Confidential, TenderConfirmView):
    """For a result of an earlier method, while nothing is awarded."""

    tab = "result"
    access = can_handle_bids & can_see_result
    permission_required = "procurement.see_result"
    who_may = operations.SEERS
    title = gettext_lazy("Rank the bids again")
    done = gettext_lazy("The bids are ranked again")

    def crumbs(self):
        return [*super().crumbs(), *self.tab_crumb("result")]

    def get_success_url(self):
        return self.tender.url("result")

    def get_context_data(self, **kwargs):
        consequences = [
            _("Bids are ordered by their exact totals, then by the ladder: quality, heaviest question, price, a draw."),
            _("The result before stays on record."),
        ]
        if self.tender.announces_earlier_order:
            consequences.insert(0, _("The tender announced another order for equal bids. Write to every bidder first."))
        return super().get_context_data(consequences=consequences, **kwargs)

    def act(self, form):
        return operations.rank_again(tender=self.tender, by=self.request.user, at=timezone.now())
