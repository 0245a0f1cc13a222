"""Pages of those who evaluate: the list, appointing, naming the chair, removing. Declaring interests: ``reading``."""

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.bids.operations import HANDLERS
from procurement.bids.rules import can_handle_bids
from procurement.bids.views import Confidential
from procurement.evaluators import operations
from procurement.evaluators.forms import AppointForm
from procurement.evaluators.models import Evaluator
from procurement.evaluators.queries import evaluators_of, missing_scorers, missing_scorers_words, people_to_appoint
from procurement.evaluators.rules import can_handle_or_evaluate, must_declare
from procurement.tenders.views import InTender, TenderConfirmView, TenderFormView, TenderPage, add_tab
from procurement.tenders.workflow import AFTER_OPENING
from psp.core.views import ReasonedTransitionView

add_tab(
    gettext_lazy("Evaluators"),
    "evaluators",
    80,
    permission="procurement.handle_or_evaluate_bids",
    access=can_handle_or_evaluate,
)


class Evaluators(Confidential, TenderPage):
    tab = "evaluators"
    access = can_handle_or_evaluate
    template_name = "procurement/evaluators/list.html"
    title = gettext_lazy("Evaluators")

    def get_context_data(self, **kwargs):
        user = self.request.user
        may_appoint = can_handle_bids.test(user, self.tender)
        rows = list(evaluators_of(self.tender))
        for row in rows:
            row.is_own = row.person_id == user.pk
            row.may_be_recused = may_appoint or row.is_own
            row.interest_words = row.interest() if row.may_be_recused else ""
        missing = missing_scorers(self.tender)
        return super().get_context_data(
            evaluators=rows,
            may_appoint=may_appoint and self.tender.state in operations.BEFORE_MODERATION,
            may_name_chair=may_appoint and self.tender.state in {*operations.BEFORE_MODERATION, "moderation"},
            must_declare=self.tender.state in AFTER_OPENING and must_declare(user, self.tender),
            takes_late=self.tender.state in {"opened", "moderation", "ranked"},
            missing=missing,
            missing_words=missing_scorers_words(missing),
            has_chair=any(row.is_chair for row in rows),
            **kwargs,
        )


class UnderEvaluators(Confidential):
    """Forms that lead back to the list."""

    tab = "evaluators"
    who_may = HANDLERS
    permission_required = "procurement.handle_bids"

    def crumbs(self):
        return [*super().crumbs(), *self.tab_crumb("evaluators")]

    def get_success_url(self):
        return self.tender.url("evaluators")


class AppointEvaluator(UnderEvaluators, TenderFormView):
    form_class = AppointForm
    title = gettext_lazy("Appoint an evaluator")
    intro = gettext_lazy(
        "At least two people score each bid, each alone. Anyone who has seen a price, leads the partnership or has a stake in a "
        "bidder cannot score quality."
    )
    submit_label = gettext_lazy("Appoint")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"people": people_to_appoint(self.tender)}

    def get_done(self):
        return _("{person} is appointed").format(person=self.result)

    def act(self, form):
        return operations.appoint_evaluator(
            tender=self.tender, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class OneEvaluator(UnderEvaluators):
    model: type[Model] = Evaluator

    def get_queryset(self):
        return super().get_queryset().evaluating().select_related("person", "tender__partnership")


class NameChair(OneEvaluator, TenderConfirmView):
    submit_label = gettext_lazy("Name as chair")

    def get_title(self):
        return _("Make {person} the chair").format(person=self.object)

    def get_done(self):
        return _("{person} chairs the moderation").format(person=self.object)

    def act(self, form):
        return operations.name_chair(evaluator=self.object, by=self.request.user, at=timezone.now())


class RemoveEvaluator(OneEvaluator, InTender, ReasonedTransitionView):
    submit_label = gettext_lazy("Remove")
    extra_context = {"danger": True}

    def get_title(self):
        return _("Remove {person} from the evaluators").format(person=self.object)

    def get_done(self):
        return _("{person} is removed from the evaluators").format(person=self.object)

    def act(self, form):
        return operations.remove_evaluator(
            evaluator=self.object, note=form.cleaned_data["note"], by=self.request.user, at=timezone.now()
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(consequences=[_("Scores given by this person no longer count.")], **kwargs)
