"""Possible conflicts of interest: a purchaser or an evaluator belongs to an organisation that may bid.

Flagged, declared and decided by the purchasing side; never inferred in silence from what somebody else recorded.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnerships.models import Organisation, Partnership
from procurement.conflicts import rules
from psp.core.records import Record


class Outcome(models.TextChoices):
    NO_EFFECT = "no_effect", _("No effect: the person goes on")
    CLOSED = "closed", _("Closed: the person takes no part in the tender")


class ConflictQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A person's own, and those of the partnerships they purchase for or whose council they purchase for."""
        if not user.is_authenticated:
            return self.none()
        own = Q(person=user)
        if user.is_administrator:
            return self.filter(own)
        side = Q(partnership__in=user.partnerships_with("purchaser"))
        if user.role == "council_purchaser":
            side |= Q(partnership__purchasing_council__in=user.memberships.values("organisation"))
        return self.filter(own | side)

    def waiting(self):
        return self.filter(outcome="")

    def leaving_open(self):
        """Those that keep nothing from the person: decided so, or brought up by somebody else and not decided yet."""
        return self.filter(Q(outcome=Outcome.NO_EFFECT) | Q(outcome="", closes=False))


class Conflict(Record):
    """Somebody of the purchasing side and an organisation that may bid, of which they are or with which they are linked.

    ``closes``: until it is decided the tender is closed to the person, because they brought it about themselves, by accepting
    a membership or a role, or the purchasing side did. Otherwise it stays open to them until then.
    """

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="conflicts")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="conflicts", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="conflicts", verbose_name=_("organisation that may bid")
    )
    closes = models.BooleanField(_("closed until decided"), editable=False)
    found_at = models.DateTimeField(_("flagged"), editable=False)
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    interest = models.TextField(_("what the person says"), blank=True, editable=False)
    declared_at = models.DateTimeField(_("declared"), null=True, editable=False)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True, editable=False)
    reason = models.TextField(_("reason"), blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)

    # Partners' staff may bid: what the purchasing side asks itself, the history does not tell them.
    is_private_in_history = True

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible conflict of interest")
        verbose_name_plural = _("possible conflicts of interest")
        ordering = ["partnership", "-found_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "person", "organisation"], name="one_conflict_per_person_and_organisation"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None) | Q(decided_at__isnull=False) & ~Q(outcome=""),
                name="conflict_outcome_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("person")), name="another_decides_a_conflict"
            ),
        ]
        rules_permissions = {"view": rules.is_signed_in, "declare": rules.is_own, "decide": rules.can_decide}

    def __str__(self):
        return f"{self.person}, {self.organisation}"

    def get_absolute_url(self):
        return self.partnership.url("conflict", self.pk)

    @property
    def is_waiting(self):
        return not self.outcome

    @property
    def standing(self):
        """Say how it stands and what that means for the person: a colour and words."""
        if self.outcome == Outcome.NO_EFFECT:
            return "green", _("No effect")
        if self.outcome == Outcome.CLOSED:
            return "red", _("Closed to the person")
        return ("orange", _("Closed until decided")) if self.closes else ("yellow", _("Open until decided"))
