"""Those who evaluate a tender's bids or handle them as purchasers, their interests, and the bids they are kept from."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procurement.bids.models import Bid
from procurement.evaluators import rules
from procurement.tenders.models import Tender
from psp.core.records import Record
from psp.core.sealing import unseal


class Task(models.TextChoices):
    """What somebody does with the bids. Who scores quality learns no price before it is locked; the engine scores prices."""

    QUALITY = "quality", _("Scores quality")
    PURCHASER = "purchaser", _("Handles the bids as purchaser")


class EvaluatorQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The evaluators of tenders a person handles bids of, and the person's own places."""
        tenders = Bid.objects.visible_to(user).values("tender")
        return self.filter(Q(tender__in=tenders) | Q(person=user)) if user.is_authenticated else self.none()

    def current(self):
        return self.filter(removed_at=None)

    def evaluating(self):
        """Those appointed to evaluate; a purchaser who only declared their interests is none of them."""
        return self.current().exclude(task=Task.PURCHASER)

    def scoring(self):
        """Those whose scores of quality count or are waited for, of one bid or several."""
        return self.current().filter(task=Task.QUALITY, recused_from_all=False)


class Evaluator(Record):
    """A person appointed to evaluate a tender's bids, or a purchaser who declared their interests to handle them.

    The chair writes the consensus scores.
    """

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="evaluators")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="evaluates")
    task = models.CharField(_("evaluates"), max_length=10, choices=Task.choices, default=Task.QUALITY)
    is_chair = models.BooleanField(_("chairs the moderation"), default=False)
    appointed_at = models.DateTimeField(_("appointed"), editable=False)
    removed_at = models.DateTimeField(_("removed"), null=True, editable=False)
    declared_at = models.DateTimeField(_("interests declared"), null=True, editable=False)
    has_interest = models.BooleanField(_("has an interest"), null=True, editable=False)
    # In its words an interest names bidders: nobody reads it in the database.
    sealed_interest = models.TextField(blank=True, editable=False)
    late_interest_at = models.DateTimeField(_("interest found after locking"), null=True, editable=False)
    recused_from_all = models.BooleanField(_("shut out of all bids"), default=False, editable=False)
    locked_at = models.DateTimeField(_("scores locked"), null=True, editable=False)

    # Partners' staff may bid: who evaluates, and how far they are, the history of the partnership does not tell them.
    is_private_in_history = True

    objects = EvaluatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluator")
        ordering = ["tender", "-is_chair", "person__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "person"], condition=Q(removed_at=None), name="a_person_evaluates_a_tender_once"
            ),
            models.UniqueConstraint(
                fields=["tender"], condition=Q(removed_at=None, is_chair=True), name="one_chair_of_a_tender"
            ),
            models.CheckConstraint(
                condition=Q(declared_at=None, has_interest=None)
                | Q(declared_at__isnull=False, has_interest__isnull=False),
                name="declared_interests_are_known",
            ),
            models.CheckConstraint(
                condition=Q(locked_at=None) | Q(declared_at__isnull=False), name="nobody_scores_undeclared"
            ),
        ]
        rules_permissions = {"view": rules.can_handle_or_evaluate, "add": rules.can_appoint}

    def __str__(self):
        return str(self.person)

    @property
    def partnership(self):
        return self.tender.partnership

    def interest(self):
        """Open the words of the declared interest, for the purchasers and the person alone; "" for none."""
        return unseal(self.sealed_interest)["interest"] if self.sealed_interest else ""


class Recusal(models.Model):
    """A bid an evaluator is kept from."""

    evaluator = models.ForeignKey(Evaluator, models.PROTECT, related_name="recusals")
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="recusals")

    class Meta:
        verbose_name = _("recusal")
        constraints = [models.UniqueConstraint(fields=["evaluator", "bid"], name="recused_from_a_bid_once")]

    def __str__(self):
        return f"{self.evaluator}: {self.bid}"
