"""The draw of a tender: its page, preparing it, confirming it as a witness, giving it up."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.bids.rules import can_handle_bids
from procurement.bids.views import Confidential
from procurement.draws import operations, queries
from procurement.draws.forms import PrepareDrawForm, WitnessForm
from procurement.results.queries import bids_to_draw, result_of
from procurement.results.rules import can_see_result
from procurement.tenders.views import InTender, TenderConfirmView, TenderFormView, TenderPage
from procurement.tenders.workflow import State
from psp.core.access import refusal
from psp.core.views import ReasonedTransitionView


class OfResult(Confidential):
    """A page beneath the result, for those who see it."""

    tab = "result"
    access = can_see_result
    permission_required = "procurement.see_result"

    def crumbs(self):
        return [*super().crumbs(), *self.tab_crumb("result")]


class OfDraw(OfResult):
    """A page about the draw that is being made or was made."""

    def load(self):
        super().load()
        self.draw = queries.draw_of(self.tender)
        if self.draw is None:
            raise Http404

    def get_success_url(self):
        return self.tender.url("draw")

    def names(self):
        """The bidders in the draw, by receipt number."""
        bidders = self.draw.result.content()["bidders"]
        return {receipt: bidders[receipt] for receipt in self.draw.bids}


class DrawPage(OfDraw, TenderPage):
    template_name = "procurement/draws/draw.html"
    title = gettext_lazy("Draw")

    def get_context_data(self, **kwargs):
        draw, names = self.draw, self.names()
        place = queries.witness_of(draw, self.request.user)
        is_made = draw.drawn_at is not None
        return super().get_context_data(
            draw=draw,
            names=names,
            witnesses=draw.witnesses.all(),
            must_confirm=draw.is_open and place is not None and place.confirmed_at is None,
            may_abandon=draw.is_open and can_handle_bids.test(self.request.user, self.tender),
            lots=[(names[lot.bid], lot) for lot in queries.lots_of(draw)] if is_made else [],
            is_sound=is_made and queries.is_sound(draw),
            fixed="|".join([draw.seed, *sorted(draw.bids)]),
            abandoned=queries.abandoned_draws(self.tender),
            **kwargs,
        )


class PrepareDraw(OfResult, TenderFormView):
    access = can_handle_bids & can_see_result
    who_may = operations.SEERS
    template_name = "procurement/draws/prepare.html"
    form_class = PrepareDrawForm
    title = gettext_lazy("Prepare a draw")
    intro = gettext_lazy(
        "These bids are equal in all that was announced. Two witnesses confirm the draw, each from their own account; "
        "nobody can know or choose its outcome."
    )
    submit_label = gettext_lazy("Prepare the draw")
    done = gettext_lazy("The draw is prepared. It is made when both witnesses have confirmed")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"people": queries.people_to_witness(self.tender)}

    def get_success_url(self):
        return self.tender.url("draw")

    def get_context_data(self, **kwargs):
        result = result_of(self.tender)
        content = result.content() if result else None
        tied = [content["bidders"][receipt] for receipt in bids_to_draw(content)] if content else []
        return super().get_context_data(tied=tied, **kwargs)

    def act(self, form):
        return operations.prepare_draw(
            tender=self.tender,
            witnesses=[form.cleaned_data["first"], form.cleaned_data["second"]],
            by=self.request.user,
            at=timezone.now(),
        )


class WitnessDraw(OfDraw, TenderConfirmView):
    who_may = operations.NAMED
    form_class = WitnessForm
    title = gettext_lazy("Confirm the draw as a witness")
    submit_label = gettext_lazy("Confirm the draw")

    def load(self):
        super().load()
        if queries.witness_of(self.draw, self.request.user) is None:
            raise PermissionDenied(refusal(operations.NAMED))

    def get_done(self):
        if self.result.drawn_at:
            return _("The lots are drawn")
        return _("You confirmed. The lots are drawn when the other witness has confirmed")

    def act(self, form):
        return operations.witness_draw(
            draw=self.draw, number=form.cleaned_data["number"].strip(), by=self.request.user, at=timezone.now()
        )

    def get_context_data(self, **kwargs):
        consequences = [
            _("The draw is between {names}.").format(names=_(" and ").join(self.names().values())),
            _("The seed was fixed before you saw this page: its SHA-256 with the receipt numbers is {fixed}.").format(
                fixed=self.draw.commitment
            ),
            _("The order follows from the seed, your number and the other witness’s number. It cannot be repeated."),
        ]
        return super().get_context_data(consequences=consequences, **kwargs)


class AbandonDraw(OfDraw, InTender, ReasonedTransitionView):
    access = can_handle_bids & can_see_result
    who_may = operations.SEERS
    title = gettext_lazy("Abandon the draw")
    done = gettext_lazy("The draw is abandoned")
    extra_context = {"danger": True}

    def get_success_url(self):
        return self.tender.url("result")

    def act(self, form):
        return operations.abandon_draw(
            draw=self.draw, note=form.cleaned_data["note"], by=self.request.user, at=timezone.now()
        )

    def get_context_data(self, **kwargs):
        consequences = [_("It stays on record with your reason. Prepare another one for the award to go on.")]
        if self.tender.state != State.RANKED:
            consequences = []
        return super().get_context_data(consequences=consequences, **kwargs)
