"""What each evaluator, alone, gave each question of each bid. Ciphertext: not even administrators read it in the database."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.bids.models import Bid
from procurement.evaluators.models import Evaluator
from procurement.evaluators.rules import can_declare
from procurement.tenders.models import Question
from psp.core.problems import WrongState
from psp.core.records import Record
from psp.core.sealing import unseal


class ScoreQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A person's own scores; everybody's are read through ``moderation`` once scoring is closed."""
        return self.filter(evaluator__person=user) if user.is_authenticated else self.none()


class Score(Record):
    """``sealed`` holds ``points``, 0 to 4 or None while undecided, and ``comment``."""

    evaluator = models.ForeignKey(Evaluator, models.PROTECT, related_name="scores")
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="scores")
    question = models.ForeignKey(Question, models.PROTECT, related_name="scores")
    sealed = models.TextField(editable=False)
    # Points and a comment are there: a list counts without opening anything.
    is_complete = models.BooleanField(_("complete"), default=False, editable=False)
    saved_at = models.DateTimeField(_("saved"), editable=False)
    # The page that saved it last, and the how-manieth of its saves this was.
    sheet = models.CharField(max_length=32, blank=True, editable=False)
    sheet_order = models.PositiveIntegerField(default=0, editable=False)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("score")
        ordering = ["evaluator", "bid", "question__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluator", "bid", "question"], name="one_score_of_an_evaluator")
        ]
        rules_permissions = {"view": can_declare}

    def __str__(self):
        return _("Score of {evaluator}").format(evaluator=self.evaluator)

    @property
    def partnership(self):
        return self.evaluator.partnership

    def content(self):
        """Open the score. Call it for its evaluator, or once scoring is closed."""
        content = unseal(self.sealed)
        if (content["evaluator"], content["bid"], content["question"]) != (
            self.evaluator_id,
            self.bid_id,
            self.question_id,
        ):
            raise WrongState(_("This score was altered."))
        return content
