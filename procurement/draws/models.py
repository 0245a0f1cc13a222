"""Draws between bids that are equal in all that was announced, and the two witnesses of each."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procurement.results import rules
from procurement.results.models import Result
from psp.core.records import Record


class DrawQuerySet(models.QuerySet):
    def open(self):
        """Draws that are neither made nor given up."""
        return self.filter(drawn_at=None, abandoned_at=None)


class Draw(Record):
    """A draw. The seed is sealed from the first moment, and published with the outcome; ``commitment`` fixes it before."""

    result = models.ForeignKey(Result, models.PROTECT, related_name="draws", editable=False)
    bids = models.JSONField(_("receipt numbers of the bids"), editable=False)
    sealed_seed = models.TextField(editable=False)
    commitment = models.CharField(_("commitment"), max_length=64, editable=False)
    prepared_at = models.DateTimeField(_("prepared"), editable=False)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    seed = models.CharField(_("seed"), max_length=64, blank=True, editable=False)
    drawn_at = models.DateTimeField(_("drawn"), null=True, editable=False)
    outcome = models.OneToOneField(
        Result, models.PROTECT, null=True, related_name="made_by_draw", verbose_name=_("outcome"), editable=False
    )
    abandoned_at = models.DateTimeField(_("abandoned"), null=True, editable=False)
    abandoned_reason = models.TextField(_("why it was abandoned"), blank=True, editable=False)

    # It says that bids are equal, and who evaluates.
    is_private_in_history = True

    objects = DrawQuerySet.as_manager()

    class Meta:
        verbose_name = _("draw")
        ordering = ["-prepared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["result"], condition=Q(abandoned_at=None), name="one_draw_of_a_result"),
            models.CheckConstraint(
                condition=Q(drawn_at=None, seed="", outcome=None)
                | (Q(drawn_at__isnull=False, outcome__isnull=False, abandoned_at=None) & ~Q(seed="")),
                name="a_draw_made_shows_its_seed",
            ),
        ]
        rules_permissions = {"view": rules.can_see_result}

    def __str__(self):
        return _("Draw of {when}").format(when=f"{self.prepared_at:%Y-%m-%d}")

    @property
    def tender(self):
        return self.result.tender

    @property
    def partnership(self):
        return self.tender.partnership

    @property
    def is_open(self):
        return self.drawn_at is None and self.abandoned_at is None


class Witness(Record):
    """One of the two people before whom a draw is made. ``number`` is their own part in it."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="witnesses", editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    position = models.PositiveSmallIntegerField(_("position"), editable=False)
    number = models.CharField(_("number"), max_length=20, blank=True, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)

    is_private_in_history = True

    class Meta:
        verbose_name = _("witness of a draw")
        verbose_name_plural = _("witnesses of draws")
        ordering = ["draw", "position"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "person"], name="a_person_witnesses_a_draw_once"),
            models.UniqueConstraint(fields=["draw", "position"], name="a_place_of_witness_once"),
            models.CheckConstraint(condition=Q(position__gte=1, position__lte=2), name="a_draw_has_two_witnesses"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, number="") | (Q(confirmed_at__isnull=False) & ~Q(number="")),
                name="a_witness_confirms_with_a_number",
            ),
        ]
        rules_permissions = {"view": rules.can_see_result}

    def __str__(self):
        return str(self.person)

    @property
    def tender(self):
        return self.draw.tender

    @property
    def partnership(self):
        return self.tender.partnership
