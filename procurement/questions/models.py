"""Questions bidders ask about a published tender, answered to all of them alike. Who asked stays sealed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnerships.models import Partnership
from procurement.questions import rules
from procurement.tenders.models import Tender
from procurement.tenders.rules import partnerships_bid_in
from psp.core.records import Record


class ClarificationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Answered and left questions to everyone in the partnership; open ones to its purchasers, who answer them.

        A purchaser who speaks for a possible bidder sees no more than the other bidders.
        """
        rows = self.filter(tender__partnership__in=Partnership.objects.visible_to(user))
        purchases = [pk for pk, roles in user.roles_by_partnership.items() if "purchaser" in roles]
        own = Q(tender__partnership__in=purchases) & ~Q(tender__partnership__in=partnerships_bid_in(user))
        return rows.filter(Q(answered_at__isnull=False) | Q(left_at__isnull=False) | own)

    def unanswered(self):
        """Questions that still wait: neither answered, nor left with a reason."""
        return self.filter(answered_at=None, left_at=None)


class Clarification(Record):
    """A bidder's question. ``sealed_asker`` is ciphertext: purchasers can open it once the deadline has passed."""

    tender = models.ForeignKey(Tender, models.CASCADE, related_name="clarifications")
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    asked_on = models.DateField(_("received"))
    text = models.TextField(_("question"))
    sealed_asker = models.TextField(blank=True, editable=False)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    left_reason = models.TextField(_("why the deadline stands without an answer"), blank=True, editable=False)
    left_at = models.DateTimeField(_("left unanswered"), null=True, editable=False)

    objects = ClarificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("question from a bidder")
        verbose_name_plural = _("questions from bidders")
        ordering = ["tender", "number"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "number"], name="one_clarification_of_a_number"),
            models.CheckConstraint(
                condition=Q(answered_at=None) | ~Q(answer=""), name="answered_clarification_has_its_answer"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | ~Q(left_reason=""), name="left_clarification_has_its_reason"
            ),
        ]
        rules_permissions = {"view": rules.is_signed_in, "add": rules.can_answer, "change": rules.can_answer}

    def __str__(self):
        return _("Question {number}").format(number=self.number)

    @property
    def partnership(self):
        return self.tender.partnership
