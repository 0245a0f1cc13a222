"""The award of a tender, the notices to its bidders, what holds it up, the debriefs asked for, and the contract."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnerships.models import Organisation, Partnership
from procurement.awards import rules
from procurement.awards.engine import first_signature
from procurement.bids.models import Bid
from procurement.results.models import Result
from procurement.tenders.models import Tender
from psp.core.dates import london_date
from psp.core.records import Record


class AwardQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Awards every bidder has been told of, to everyone in the partnership."""
        partnerships = Partnership.objects.visible_to(user)
        return self.filter(tender__partnership__in=partnerships, standstill_ends_on__isnull=False)

    def standstill_over(self, at):
        """Awards that nothing holds up at a moment: every bidder told, the standstill ended, no challenge open."""
        open_hold = Hold.objects.filter(award=models.OuterRef("pk"), lifted_at=None)
        return self.filter(standstill_ends_at__lt=at, tender__state__in=["standstill", "concluded"]).exclude(
            models.Exists(open_hold)
        )


class Award(Record):
    """The decision, frozen. The standstill's days are there once every bidder has been told."""

    tender = models.OneToOneField(Tender, models.PROTECT, related_name="award", editable=False)
    bid = models.OneToOneField(Bid, models.PROTECT, related_name="award", editable=False)
    result = models.ForeignKey(Result, models.PROTECT, related_name="awards", editable=False)
    supplier = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="awards", verbose_name=_("supplier"), editable=False
    )
    supplier_name = models.CharField(_("supplier"), max_length=200, editable=False)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2, editable=False)
    reasons = models.TextField(_("reasons"), editable=False)
    decided_at = models.DateTimeField(_("decided"), editable=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    snapshot = models.JSONField(_("as decided"), default=dict, editable=False)

    last_notice_on = models.DateField(_("last bidder told"), null=True, editable=False)
    standstill_days = models.PositiveSmallIntegerField(_("days of standstill"), null=True, editable=False)
    standstill_ends_on = models.DateField(_("standstill ends"), null=True, editable=False)
    standstill_ends_at = models.DateTimeField(null=True, editable=False)
    earliest_signature_on = models.DateField(_("earliest signature"), null=True, editable=False)
    notice_published_on = models.DateField(_("award notice published"), null=True, editable=False)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("award")
        ordering = ["-decided_at"]
        rules_permissions = {"view": rules.can_see_award, "add": rules.can_decide}

    def __str__(self):
        return _("Award of {tender}").format(tender=self.tender)

    def get_absolute_url(self):
        return self.tender.url("award")

    @property
    def first_signature_on(self):
        """The first day to sign the contract as things are; None while bidders wait for notices or a challenge is open."""
        if self.contract_awarded_on is None:
            return None
        return first_signature(self.earliest_signature_on, [london_date(hold.lifted_at) for hold in self.holds.all()])

    @property
    def is_challenged(self):
        """Whether a challenge, or another reason not to sign the contract, is open."""
        return any(hold.lifted_at is None for hold in self.holds.all())

    @property
    def contract_awarded_on(self):
        """The day from which the contract counts as awarded: the standstill has ended and the last challenge is settled.

        None while bidders wait for their notices or a challenge is open.
        """
        if self.standstill_ends_on is None or self.is_challenged:
            return None
        return max([self.standstill_ends_on, *(london_date(hold.lifted_at) for hold in self.holds.all())])

    @property
    def partnership(self):
        return self.tender.partnership


class AwardNotice(Record):
    """A bidder told of the decision. A second notice to one bidder counts too."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="notices")
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="award_notices")
    sent_on = models.DateField(_("sent"))
    is_electronic = models.BooleanField(_("sent electronically"), default=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(_("recorded"), editable=False)

    class Meta:
        verbose_name = _("notice to a bidder")
        verbose_name_plural = _("notices to bidders")
        ordering = ["award", "sent_on", "pk"]
        rules_permissions = {"view": rules.can_handle_bids, "add": rules.can_handle_bids}

    def __str__(self):
        return _("Notice to {bid}").format(bid=self.bid)

    @property
    def tender(self):
        return self.award.tender

    @property
    def partnership(self):
        return self.tender.partnership


class Hold(Record):
    """What keeps the contract from being signed, a challenge most often."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="holds")
    reason = models.TextField(_("why"))
    began_at = models.DateTimeField(_("since"), editable=False)
    began_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    lifted_at = models.DateTimeField(_("lifted"), null=True, editable=False)
    outcome = models.TextField(_("how it ended"), blank=True, editable=False)

    class Meta:
        verbose_name = _("hold on an award")
        verbose_name_plural = _("holds on awards")
        ordering = ["award", "-began_at"]
        constraints = [
            models.UniqueConstraint(fields=["award"], condition=Q(lifted_at=None), name="one_open_hold_of_an_award")
        ]
        rules_permissions = {"view": rules.can_handle_bids, "add": rules.can_handle_bids}

    def __str__(self):
        return self.reason[:100]

    @property
    def tender(self):
        return self.award.tender

    @property
    def partnership(self):
        return self.tender.partnership


class Debrief(Record):
    """A bidder's request for reasons, to be answered in 15 days."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="debriefs")
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="debriefs")
    asked_on = models.DateField(_("asked"))
    due_on = models.DateField(_("to be answered by"), editable=False)
    answered_on = models.DateField(_("answered"), null=True, editable=False)

    class Meta:
        verbose_name = _("debrief")
        ordering = ["award", "asked_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["award", "bid", "asked_on"], name="a_debrief_is_asked_once_a_day")
        ]
        rules_permissions = {"view": rules.can_handle_bids, "add": rules.can_handle_bids}

    def __str__(self):
        return _("Debrief of {bid}").format(bid=self.bid)

    @property
    def tender(self):
        return self.award.tender

    @property
    def partnership(self):
        return self.tender.partnership


class Contract(Record):
    """The contract as signed."""

    award = models.OneToOneField(Award, models.PROTECT, related_name="contract", editable=False)
    supplier_name = models.CharField(_("supplier"), max_length=200, editable=False)
    value = models.DecimalField(_("value of the contract, excluding VAT"), max_digits=14, decimal_places=2)
    value_reason = models.TextField(_("why the value differs from the award"), blank=True)
    signed_on = models.DateField(_("signed"))
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends"))
    document = models.ForeignKey(
        "partnerships.Document",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contracts",
        verbose_name=_("the contract as a document"),
    )

    class Meta:
        verbose_name = _("contract")
        ordering = ["-signed_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="contract_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(value__gt=0), name="contract_is_money"),
            models.CheckConstraint(condition=Q(starts_on__gte=F("signed_on")), name="contract_starts_once_signed"),
        ]
        rules_permissions = {"view": rules.can_see_award, "add": rules.can_handle_bids}

    def __str__(self):
        return _("Contract with {supplier}").format(supplier=self.supplier_name)

    @property
    def tender(self):
        return self.award.tender

    @property
    def partnership(self):
        return self.tender.partnership
