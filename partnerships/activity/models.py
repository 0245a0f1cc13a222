"""Who did what to what, when: a chain of hashes per partnership makes it tamper-evident."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from psp.core.holds import entries_kept_from
from psp.core.records import is_unrecorded

SERVICE_CHAIN = "service"
# How the label of a role as evaluator ends, in the language the history is written in.
EVALUATES = ", Evaluator"

# Format 1 kept what changed in the activity itself, by the name of a field or the title of a record; format 2 keeps rows.
MAPPED, IN_ROWS = 1, 2


class Chain(models.Model):
    """The end of one chain of activities. Its row is locked while an activity is added, so no two share a number."""

    name = models.CharField(max_length=40, primary_key=True)
    length = models.PositiveIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True)

    def __str__(self):
        return f"{self.name} ({self.length})"


def tells_who_evaluates(but=None):
    """Return the condition on entries that tell who evaluates bids; the reports ``but`` a person made themselves.

    Entries are private now where they say so; those recorded earlier are told apart by what they are about.
    """
    reports = _reported_by_an_evaluator()
    own = models.Q() if but is None else ~models.Q(actor=but.pk)
    return _names_an_evaluator() | _invites_an_evaluator() | (reports & own)


def _names_an_evaluator():
    """Return the condition on entries about somebody's role as an evaluator."""
    kind = ContentType.objects.get_by_natural_key("partnerships", "personrole")
    return models.Q(target_type=kind, target_label__endswith=EVALUATES)


def _invites_an_evaluator():
    """Return the condition on entries about an invitation to evaluate: sent, sent again, withdrawn, accepted or declined.

    Invitations are deleted in time: then an entry is told by the role it names, by the one that was taken up at the same
    moment, or, where it names an address as earlier ones do, by the address's owner.
    """
    from django.apps import apps

    kinds = ContentType.objects
    invitation = kinds.get_by_natural_key("partnerships", "invitation")
    role = kinds.get_by_natural_key("partnerships", "personrole")
    here = {"partnership": models.OuterRef("partnership")}
    kept = apps.get_model("partnerships", "Invitation").objects.all()
    offers = kept.filter(partnership_role="evaluator", **here)
    taken = Activity.objects.filter(target_type=role, target_label__endswith=EVALUATES, verb="role.granted", **here)
    this = models.OuterRef("target_id")
    is_gone = ~models.Exists(kept.filter(pk=this))
    by_address = models.Exists(taken.filter(actor__email__iexact=models.OuterRef("target_label")))
    answered = models.Q(accepted_at=models.OuterRef("at")) | models.Q(declined_at=models.OuterRef("at"))
    at_once = models.Exists(taken.filter(actor=this, at=models.OuterRef("at")))
    by_name = models.Q(target_label__icontains=EVALUATES)
    is_offer = models.Exists(offers.filter(pk=this)) | by_name | (is_gone & by_address)
    sent = models.Q(target_type=invitation) & is_offer
    answers = models.Q(verb__in=["invitation.accepted", "invitation.declined"])
    return sent | (answers & (models.Exists(offers.filter(answered, person=this)) | at_once))


def _reported_by_an_evaluator():
    """Return the condition on entries about the reports of somebody who evaluates."""
    return models.Q(verb__startswith="report.") & by_an_evaluator("actor")


def by_an_evaluator(person, kept=None):
    """Return the condition that ``person`` of a row of a partnership is there as an evaluator of bids and as nothing else.

    Reports are all that evaluators make in a partnership: who made one tells who evaluates. ``kept`` narrows it to the
    roles that are kept from somebody.
    """
    from django.apps import apps

    roles = apps.get_model("partnerships", "PersonRole").objects
    theirs = roles.filter(partnership=models.OuterRef("partnership"), person=models.OuterRef(person))
    shown = theirs.open_to_all()
    evaluates = theirs.filter(kept or models.Q(role="evaluator"))
    return models.Q(models.Exists(evaluates)) & ~models.Q(models.Exists(shown))


class ActivityQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A partnership's activities to those who see the partnership; the service's own to administrators.

        What a spoke keeps from the person, entries about a tender that is not public say, is left out.
        """
        rows = self
        if not user.is_administrator:
            from django.apps import apps

            partnerships = apps.get_model("partnerships", "Partnership").objects.visible_to(user)
            rows = rows.filter(partnership__in=partnerships).exclude(is_private=True)
        for kept in entries_kept_from(user):
            rows = rows.exclude(kept)
        return rows

    def open_to_all(self):
        """What everyone in a partnership may know, in papers that travel too: nothing private, nor who evaluates bids."""
        return self.filter(is_private=False).exclude(tells_who_evaluates())

    def with_actor(self):
        return self.select_related("actor")

    def with_changes(self):
        """Fetch what changed with the activities, in one query more for all of them."""
        return self.prefetch_related("rows")


class Activity(models.Model):
    """One thing that was done. What it changed is read from ``changes``, whatever the format it was recorded in."""

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="activities")
    number = models.PositiveIntegerField(_("number"))
    partnership = models.ForeignKey("partnerships.Partnership", models.PROTECT, null=True, related_name="activities")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(_("what was done"), max_length=60)
    target_type = models.ForeignKey(ContentType, models.PROTECT, null=True, related_name="+")
    target_id = models.BigIntegerField(null=True)
    target = GenericForeignKey("target_type", "target_id")
    target_label = models.CharField(_("to what"), max_length=300)
    format = models.PositiveSmallIntegerField(_("format"), default=MAPPED)
    mapped_changes = models.JSONField(_("changes, in format 1"), default=dict, blank=True)
    note = models.TextField(_("reason or note"), blank=True)
    is_private = models.BooleanField(_("for administrators alone"), default=False)
    at = models.DateTimeField(_("when"))
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="activity_number_in_its_chain")]
        indexes = [
            models.Index(fields=["partnership", "-at"], name="activity_of_partnership"),
            models.Index(fields=["target_type", "target_id"], name="activity_of_target"),
        ]

    def __str__(self):
        return f"{self.verb} {self.label}"

    @property
    def changes(self) -> "list[ChangedField]":
        """List what changed, in order. Fetch many activities ``with_changes()``."""
        if self.format == MAPPED:
            return [
                ChangedField(activity=self, position=position, field=field, before=before, after=after)
                for position, (field, (before, after)) in enumerate(self.mapped_changes.items(), start=1)
            ]
        return list(self.rows.all())

    @property
    def label(self):
        """What it was done to, as pages and files say it: entries of 1.0 can hold a name that ends, such as an address."""
        old = self.format == MAPPED and self.target_type_id
        model = ContentType.objects.get_for_id(self.target_type_id).model_class() if old else None
        return str(model._meta.verbose_name) if hasattr(model, "name_in_history") else self.target_label

    def computed_hash(self, rows: "Iterable[ChangedField] | None" = None) -> str:
        """Hash everything the activity says together with the hash before it.

        ``rows`` are what changed, where they are not in the database yet. Format 2 names kinds of records instead of the
        numbers this database gave them.
        """
        if self.format == MAPPED:
            said = [
                *(self.previous_hash, self.chain_id, self.number, self.partnership_id, self.actor_id, self.verb),
                *(self.target_type_id, self.target_id, self.target_label, self.mapped_changes, self.note),
                *(self.is_private, self.at.timestamp()),
            ]
        else:
            said = [
                *(self.format, self.previous_hash, self.chain_id, self.number, self.partnership_id, self.actor_id),
                *(self.verb, kind_of(self.target_type_id), self.target_id, self.target_label),
                [row.said() for row in (self.changes if rows is None else rows)],
                *(self.mapped_changes, self.note, self.is_private, self.at.astimezone(UTC).isoformat()),
            ]
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def kind_of(content_type_id: int | None) -> str:
    """Name a kind of record, such as ``partnerships.milestone``; "" for none."""
    if content_type_id is None:
        return ""
    kind = ContentType.objects.get_for_id(content_type_id)
    return f"{kind.app_label}.{kind.model}"


class ChangedField(models.Model):
    """One field of one record that an activity changed, with its value before and after as text."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="rows")
    position = models.PositiveIntegerField(_("position"))
    # Null where the value is of no record, or of one that was removed before the activity was recorded.
    record_type = models.ForeignKey(ContentType, models.PROTECT, null=True, related_name="+")
    record_id = models.BigIntegerField(null=True)
    record = GenericForeignKey("record_type", "record_id")
    record_label = models.CharField(_("of what"), max_length=300, blank=True)
    field = models.CharField(_("field"), max_length=300)
    before = models.TextField(_("before"), null=True)
    after = models.TextField(_("after"), null=True)

    class Meta:
        verbose_name = _("changed field")
        verbose_name_plural = _("changed fields")
        ordering = ["activity_id", "position"]
        constraints = [models.UniqueConstraint(fields=["activity", "position"], name="changed_field_in_its_place")]
        indexes = [models.Index(fields=["record_type", "record_id"], name="changed_fields_of_record")]

    def __str__(self):
        return f"{self.about}: {self.field}" if self.about else self.field

    @property
    def about(self):
        """The name of the record, where it is another than the one the activity is about; else ""."""
        target = (self.activity.target_type_id, self.activity.target_id)
        return "" if (self.record_type_id, self.record_id) == target else self.record_label

    @property
    def is_unrecorded(self):
        """Whether people read only that it changed: entries of 1.0 can hold more, which their hash covers."""
        kind = self.record_type_id or self.activity.target_type_id
        return kind is not None and is_unrecorded(ContentType.objects.get_for_id(kind).model_class(), self.field)

    @property
    def shown(self):
        """The value before and after as pages and files show them; None for nothing."""
        return (_now("not kept"), _now("not kept")) if self.is_unrecorded else (self.before, self.after)

    def said(self) -> list[str | int | None]:
        """Return what the row says, for the hash of its activity."""
        kind = kind_of(self.record_type_id)
        return [self.position, kind, self.record_id, self.record_label, self.field, self.before, self.after]


class SentForm(models.Model):
    """A form that was carried out: by what it is recognised when it is sent again, and where it led.

    ``digest`` and ``page`` are those of ``psp.core.once.Sent``; ``version`` is the one it gave the record it changed.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    page = models.CharField(max_length=64, blank=True)
    url = models.TextField(blank=True)
    version = models.PositiveIntegerField(null=True)
    sent_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["page", "version"], name="sent_form_of_a_page")]

    def __str__(self):
        return self.digest
