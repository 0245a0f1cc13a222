"""The ranked result of a tender, frozen with everything that went into it. Sealed: it holds prices and scores of all bids."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.results import rules
from procurement.tenders.models import Tender
from psp.core.problems import WrongState
from psp.core.records import Record
from psp.core.sealing import unseal


class Result(Record):
    """A result is never changed: deciding a tie makes the next number. ``sealed`` is what ``queries.frozen`` writes."""

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="results")
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    engine_version = models.CharField(_("version of the scoring engine"), max_length=40, editable=False)
    sealed = models.TextField(editable=False)
    made_at = models.DateTimeField(_("made"), editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("result")
        ordering = ["tender", "-number"]
        constraints = [models.UniqueConstraint(fields=["tender", "number"], name="result_number_of_tender")]
        rules_permissions = {"view": rules.can_see_result}

    def __str__(self):
        return _("Result {number}").format(number=self.number)

    @property
    def partnership(self):
        return self.tender.partnership

    def content(self):
        """Open the result, for those who see it."""
        content = unseal(self.sealed)
        if (content["tender"], content["number"]) != (self.tender_id, self.number):
            raise WrongState(_("This result was altered."))
        return content
