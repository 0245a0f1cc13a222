"""What the evaluators agreed for each question of each bid, and why. Sealed like the scores it comes from."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.bids.models import Bid
from procurement.moderation import rules
from procurement.tenders.models import Question
from psp.core.problems import WrongState
from psp.core.records import Record
from psp.core.sealing import unseal


class ModeratedScore(Record):
    """``sealed`` holds ``points``, 0 to 4, and ``rationale``, which is never empty."""

    bid = models.ForeignKey(Bid, models.PROTECT, related_name="moderated_scores")
    question = models.ForeignKey(Question, models.PROTECT, related_name="moderated_scores")
    sealed = models.TextField(editable=False)
    moderated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    moderated_at = models.DateTimeField(_("moderated"), editable=False)

    class Meta:
        verbose_name = _("moderated score")
        ordering = ["bid", "question__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["bid", "question"], name="one_moderated_score")]
        rules_permissions = {"view": rules.can_see_scores}

    def __str__(self):
        return _("Consensus score of {bid}").format(bid=self.bid)

    @property
    def tender(self):
        return self.bid.tender

    @property
    def partnership(self):
        return self.tender.partnership

    def content(self):
        """Open the consensus score, for those who see scores."""
        content = unseal(self.sealed)
        if (content["bid"], content["question"]) != (self.bid_id, self.question_id):
            raise WrongState(_("This score was altered."))
        return content
