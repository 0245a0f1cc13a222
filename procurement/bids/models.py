"""Bids, sealed. A row tells that a bid came in, when, and its receipt number; all else is ciphertext."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from procurement.bids import rules
from procurement.conflicts.queries import may_bid_for
from procurement.tenders.models import Tender
from procurement.tenders.workflow import AFTER_OPENING
from psp.core.records import Record

# Without letters and digits that are mistaken for one another when read out.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class Part(models.TextChoices):
    """The envelopes of a bid, each unsealed by itself."""

    IDENTITY = "identity", _("Bidder")
    QUALITY = "quality", _("Quality")
    PRICE = "price", _("Price")


def new_receipt():
    """Make a receipt number that cannot be guessed and does not tell how many bids there are."""
    drawn = "".join(secrets.choice(ALPHABET) for _letter in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def random_name(file, filename):
    """Keep a sealed file under a name that tells nothing, not even its type."""
    return f"bids/{secrets.token_hex(2)}/{secrets.token_urlsafe(24)}"


class BidQuerySet(models.QuerySet):
    def visible_to(self, user):
        """That bids came in, to purchasers without a part in them; once opened, to evaluators.

        What a bid says is read through ``reading`` alone.
        """
        if not user.is_authenticated or user.is_administrator:
            return self.none()
        own = [
            pk
            for pk, roles in user.roles_by_partnership.items()
            if "purchaser" in roles and not roles & {"leader", "contact"}
        ]
        conflicted = may_bid_for(user).filter(pk__in=own)
        evaluates = Tender.objects.filter(
            partnership__in=user.partnerships_with("evaluator", "purchaser"),
            state__in=AFTER_OPENING,
            evaluators__person=user,
            evaluators__removed_at=None,
            evaluators__task="quality",
            evaluators__recused_from_all=False,
        )
        handled = Q(tender__partnership__in=own) & ~Q(tender__partnership__in=conflicted.values("pk"))
        return self.filter(handled | Q(tender__in=evaluates))

    def on_time(self):
        """Bids to be opened: in time, neither withdrawn nor replaced, and confirmed where they were typed in belatedly."""
        counts = Q(belated_reason="") | Q(confirmed_at__isnull=False)
        return self.filter(counts, is_late=False, withdrawn_at=None)

    def unconfirmed(self):
        """Bids that were typed in after the deadline and wait for a second purchaser's word."""
        return self.filter(is_late=False, withdrawn_at=None, confirmed_at=None).exclude(belated_reason="")

    def live(self):
        """Bids to be scored: on time and not excluded."""
        return self.on_time().filter(excluded_at=None)


class Bid(Record):
    """A bid as it was received. A replaced bid is withdrawn and names the one that took its place."""

    unrecorded_fields = frozenset({"belated_reason"})

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="bids")
    receipt = models.CharField(_("receipt number"), max_length=9, unique=True, default=new_receipt, editable=False)
    received_at = models.DateTimeField(_("received"))
    recorded_at = models.DateTimeField(_("recorded"), editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    is_late = models.BooleanField(_("came late and is never opened"), default=False, editable=False)
    # Why it was typed in only after the deadline, though it came in time, and the second purchaser who bears that out.
    belated_reason = models.TextField(_("why recorded after the deadline"), blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    replaced_by = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaces", editable=False)
    excluded_at = models.DateTimeField(_("excluded"), null=True, editable=False)
    # Who bid and at what price stays with the result; answers, files, scores and who read them are gone.
    papers_deleted_at = models.DateTimeField(_("papers deleted"), null=True, editable=False)
    sealed_exclusion = models.TextField(blank=True, editable=False)
    sealed_identity = models.TextField(editable=False)
    sealed_quality = models.TextField(blank=True, editable=False)
    sealed_price = models.TextField(blank=True, editable=False)

    objects = BidQuerySet.as_manager()

    class Meta:
        verbose_name = _("bid")
        ordering = ["tender", "received_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_late=False) | Q(sealed_quality="", sealed_price=""), name="late_bid_holds_nothing"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("recorded_by")),
                name="another_confirms_a_belated_bid",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | Q(withdrawn_at__isnull=False), name="replaced_bid_is_withdrawn"
            ),
        ]
        rules_permissions = {"view": rules.can_handle_bids, "add": rules.can_handle_bids}

    def __str__(self):
        return _("Bid {receipt}").format(receipt=self.receipt)

    @property
    def partnership(self):
        return self.tender.partnership

    @property
    def is_unconfirmed(self):
        return bool(self.belated_reason) and self.confirmed_at is None

    @property
    def is_never_opened(self):
        return self.is_late or self.withdrawn_at is not None or self.is_unconfirmed

    @property
    def standing(self):
        """What became of the bid, as far as anybody may know: a code for its tag and words."""
        if self.is_late:
            return "late", _("Late, never opened")
        if self.replaced_by_id:
            return "closed", _("Replaced")
        if self.withdrawn_at:
            return "closed", _("Not confirmed, never opened") if self.is_unconfirmed else _("Withdrawn")
        if self.is_unconfirmed:
            return "late", _("Waits for a second purchaser")
        if self.excluded_at:
            return "cancelled", _("Excluded")
        return "submitted", _("Received")


class BidFile(models.Model):
    """A file of a bid: ciphertext under a random name. What it is called and holds, the bid's envelope says."""

    bid = models.ForeignKey(Bid, models.PROTECT, related_name="files")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    part = models.CharField(max_length=10, choices=Part.choices, editable=False)
    sealed = models.FileField(upload_to=random_name, max_length=200, editable=False)

    class Meta:
        verbose_name = _("sealed file of a bid")
        verbose_name_plural = _("sealed files of bids")

    def __str__(self):
        return str(self.key)
