"""Who read what of a bid, and when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.bids.models import Bid, Part
from procurement.bids.rules import can_handle_bids
from psp.core.records import Record


class Reading(Record):
    """That a person read one envelope of a bid on a day: how often, and when last.

    Rows are only added, and counted up; none is removed.
    """

    bid = models.ForeignKey(Bid, models.PROTECT, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    part = models.CharField(_("what was read"), max_length=10, choices=Part.choices)
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("times"), default=1)
    read_at = models.DateTimeField(_("last read"))

    class Meta:
        verbose_name = _("reading of a bid")
        verbose_name_plural = _("readings of bids")
        ordering = ["-read_at", "-pk"]
        indexes = [models.Index(fields=["bid", "-read_at"], name="reading_of_bid")]
        constraints = [
            models.UniqueConstraint(fields=["bid", "person", "part", "day"], name="one_reading_of_a_part_a_day")
        ]
        rules_permissions = {"view": can_handle_bids}

    def __str__(self):
        return f"{self.person}: {self.get_part_display()}"
