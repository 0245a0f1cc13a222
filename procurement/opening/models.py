"""Who opened the bids: two different people, one after the other."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procurement.bids.rules import can_handle_bids
from procurement.tenders.models import Tender
from psp.core.records import Record


class OpeningConfirmation(Record):
    """One person's word that the bids are opened now. The second one opens them."""

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="opening_confirmations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(_("first or second"))
    confirmed_at = models.DateTimeField(_("confirmed"))

    class Meta:
        verbose_name = _("opening of bids")
        verbose_name_plural = _("openings of bids")
        ordering = ["tender", "position"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "person"], name="a_person_opens_bids_once"),
            models.UniqueConstraint(fields=["tender", "position"], name="two_people_open_bids"),
            models.CheckConstraint(condition=Q(position__in=[1, 2]), name="bids_are_opened_first_and_second"),
        ]
        rules_permissions = {"view": can_handle_bids, "add": can_handle_bids}

    def __str__(self):
        return str(self.person)

    @property
    def partnership(self):
        return self.tender.partnership
