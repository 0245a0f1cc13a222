"""What somebody outside an organisation proposes to change in its entry; its own people or an administrator answer."""

from datetime import timedelta

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnerships.proposals import rules
from psp.core.dates import london_date
from psp.core.records import Record

# Ours: for this long after it was answered, or made where nobody answers.
KEPT_FOR = timedelta(days=365)


class Subject(models.TextChoices):
    ORGANISATION = "organisation", _("Entry in the directory")
    DEPARTMENT = "department", _("Department")
    CONTACT = "contact", _("Contact")
    INCOME = "income", _("Year of income")
    VEHICLE = "vehicle", _("Ownership of a vehicle")


class Act(models.TextChoices):
    ADD = "add", _("Add")
    CHANGE = "change", _("Change")
    DELETE = "delete", _("Delete")


class State(models.TextChoices):
    WAITING = "waiting", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A person's own, those about their organisations, and all of them for administrators."""
        if not user.is_authenticated:
            return self.none()
        if user.is_administrator:
            return self
        return self.filter(Q(proposed_by=user) | Q(organisation__in=user.memberships.values("organisation")))

    def waiting(self):
        return self.filter(state=State.WAITING)


class Proposal(Record):
    """One proposed change. ``values`` maps fields of the subject to what they are to be, as ``engine`` writes them.

    ``rows`` are (label, before, proposed) in words, as the proposer saw them. ``target_id`` is the record it changes, None
    where one is added.
    """

    unrecorded_fields = frozenset({"target_label", "values", "rows", "why", "answer"})

    organisation = models.ForeignKey("partnerships.Organisation", models.CASCADE, related_name="proposals")
    subject = models.CharField(_("about"), max_length=20, choices=Subject.choices, editable=False)
    act = models.CharField(_("what"), max_length=10, choices=Act.choices, editable=False)
    target_id = models.BigIntegerField(null=True, editable=False)
    target_label = models.CharField(_("of what"), max_length=200, blank=True, editable=False)
    values = models.JSONField(_("values"), default=dict, encoder=DjangoJSONEncoder, editable=False)
    rows = models.JSONField(_("changes"), default=list, editable=False)
    why = models.TextField(_("why"), blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="proposals",
        verbose_name=_("proposed by"),
        editable=False,
    )
    proposed_at = models.DateTimeField(_("proposed"), editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING, editable=False)
    answer = models.TextField(_("answer in words"), blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed change")
        ordering = ["-proposed_at", "-pk"]
        indexes = [models.Index(fields=["organisation", "state"], name="proposals_of_organisation")]
        rules_permissions = {
            "view": rules.is_signed_in,
            "add": rules.is_signed_in,
            "answer": rules.can_answer,
            "withdraw": rules.is_proposer,
        }

    def __str__(self):
        words = {
            Act.ADD: _("Add: {subject}"),
            Act.DELETE: _("Delete: {subject}"),
            Act.CHANGE: _("Change: {subject}"),
        }[Act(self.act)]
        subject = str(self.get_subject_display()).lower()
        label = f"{subject}, {self.target_label}" if self.target_label else subject
        return str(words).format(subject=label)

    def get_absolute_url(self):
        return reverse("proposal", args=[self.pk])

    @property
    def is_waiting(self):
        return self.state == State.WAITING

    @property
    def deleted_on(self):
        """The day it is deleted on, as things stand."""
        return london_date((self.answered_at or self.proposed_at) + KEPT_FOR)
