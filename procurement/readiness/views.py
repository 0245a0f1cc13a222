"""Pages of the rounds of a readiness review: begin, submit, return, decide; conditions met."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import User
from partnerships.public import InPartnership, PartnershipForm, PartnershipPage
from procurement.readiness import operations
from procurement.readiness.forms import DecideForm
from procurement.readiness.models import ReadinessCondition, ReadinessReview
from procurement.readiness.queries import with_progress
from psp.core.as_read import mark_over
from psp.core.forms import NothingToFill, ReasonForm
from psp.core.views import TransitionView

SECTION = "partnership_tender"


class Readiness(PartnershipPage):
    """Every round of the partnership, and the next step."""

    section = SECTION
    template_name = "procurement/readiness/rounds.html"
    title = gettext_lazy("Readiness reviews")

    def get_context_data(self, **kwargs):
        rounds = list(
            with_progress(self.partnership.readiness_reviews.order_by("-number").select_related("decided_by"))
        )
        may_start = (
            self.partnership.state in operations.REVIEWED_IN
            and not any(row.state != "decided" for row in rounds)
            and self.request.user.has_perm("procurement.add_readinessreview", self.partnership)
        )
        return super().get_context_data(rounds=rounds, may_start=may_start, **kwargs)


class StartReadiness(PartnershipForm):
    section = SECTION
    permission_required = "procurement.add_readinessreview"
    who_may = gettext_lazy("people of the partnership and its purchasers")
    template_name = "generic/confirm.html"
    form_class = NothingToFill
    title = gettext_lazy("Begin a readiness review")
    submit_label = gettext_lazy("Begin the round")
    extra_context = {
        "consequences": [
            gettext_lazy("The project leader and the partners’ contacts answer each criterion and show evidence."),
            gettext_lazy("The purchasers then judge each criterion and decide. Every round is kept."),
            gettext_lazy("Answers and evidence of the round before are copied, so you change only what is new."),
        ]
    }

    def act(self, form):
        return operations.start_readiness(partnership=self.partnership, by=self.request.user, at=timezone.now())


class RoundStep(InPartnership, TransitionView):
    """One step of a round."""

    section = SECTION
    model = ReadinessReview
    who_may = operations.JUDGES

    def get_queryset(self):
        return with_progress(super().get_queryset().select_related("partnership"))

    def crumbs(self):
        return [
            *super().crumbs(),
            (Readiness.title, self.partnership.url("readiness")),
            (str(self.object), self.object.get_absolute_url()),
        ]


class SubmitReadiness(RoundStep):
    permission_required = "procurement.submit_readiness"
    who_may = operations.OFFICERS
    title = gettext_lazy("Submit the answers for review")
    submit_label = gettext_lazy("Submit for review")
    done = gettext_lazy("The purchasers can judge now")
    extra_context = {
        "consequences": [
            gettext_lazy("The answers cannot be changed while the purchasers judge."),
            gettext_lazy("They have four weeks, and can hand the round back for more answers."),
        ]
    }

    def act(self, form):
        return operations.submit_readiness(review=self.object, by=self.request.user, at=timezone.now())


class ReturnReadiness(RoundStep):
    permission_required = "procurement.return_readiness"
    form_class = ReasonForm
    title = gettext_lazy("Return the round for more answers")
    submit_label = gettext_lazy("Return the round")
    done = gettext_lazy("The round is back with the partnership")

    def act(self, form):
        return operations.return_readiness(
            review=self.object, note=form.cleaned_data["note"], by=self.request.user, at=timezone.now()
        )


class DecideReadiness(RoundStep):
    permission_required = "procurement.decide_readiness"
    form_class = DecideForm
    template_name = "procurement/readiness/decide.html"
    title = gettext_lazy("Decide the readiness review")
    submit_label = gettext_lazy("Decide")
    done = gettext_lazy("The decision is recorded")

    def mark_of(self, record):
        """What was judged: answers have versions of their own."""
        answers = record.answers.order_by("pk")
        return mark_over(list(answers.values_list("pk", "text", "judgement", "comment")))

    def get_form_kwargs(self):
        # Everyone in the partnership reads who sees to a condition: who only evaluates bids is not named.
        named = self.partnership.roles.open_to_all().values("person")
        return super().get_form_kwargs() | {"people": list(User.objects.active().filter(pk__in=named))}

    def act(self, form):
        return operations.decide_readiness(
            review=self.object,
            decision=form.cleaned_data["decision"],
            note=form.cleaned_data["note"],
            conditions=form.conditions(),
            by=self.request.user,
            at=timezone.now(),
        )


class MeetCondition(InPartnership, TransitionView):
    section = SECTION
    model = ReadinessCondition
    permission_required = "procurement.meet_readinesscondition"
    who_may = gettext_lazy("its owner and the purchasers")
    form_class = ReasonForm
    submit_label = gettext_lazy("Record that it is met")
    done = gettext_lazy("The condition is met")

    def get_title(self):
        return _("Condition met: {text}").format(text=self.object.text)

    def get_queryset(self):
        rows = ReadinessCondition.objects.filter(review__partnership=self.partnership)
        return rows.select_related("review__partnership", "owner")

    def get_form(self, *args, **kwargs):
        form = super().get_form(*args, **kwargs)
        form.fields["note"].label = _("How it is met")
        form.fields["note"].help_text = ""
        return form

    def crumbs(self):
        review = self.object.review
        return [*super().crumbs(), (str(review), review.get_absolute_url())]

    def get_success_url(self):
        return self.object.review.get_absolute_url()

    def act(self, form):
        return operations.meet_condition(
            condition=self.object, note=form.cleaned_data["note"], by=self.request.user, at=timezone.now()
        )
