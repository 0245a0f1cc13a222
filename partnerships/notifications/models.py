"""What people are told, and how each chooses to hear of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rules.contrib.models import RulesModel

from partnerships.lifecycle.models import Partnership
from partnerships.notifications import rules
from psp.core import due, notices
from psp.core.holds import messages_kept_from
from psp.core.moment_fields import DeadlineField
from psp.core.moments import Moment


class Email(models.TextChoices):
    IMMEDIATE = "immediate", _("At once")
    DAILY = "daily", _("Once a day")
    NONE = "none", _("Never")


def kind_labels():
    """Return the words of every kind of notice by its code: what is due, then what happens."""
    return {kind.code: kind.label for kind in [*due.kinds(), *notices.kinds()]}


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A person's own notices that are open to them today, as far as they want them on the site."""
        return self.filter(is_shown=True).open_to(user)

    def open_to(self, user, codes=None):
        """A person's own notices whose partnership and record they may still see; asked whenever one is shown or sent.

        ``codes`` are the sights of the notices where they are known: the rules of others are not asked then. A few queries of
        its own for people with notices about bids, otherwise none.
        """
        own = self.filter(person_id=user.pk)
        sight = Q(sight="")
        for rule in notices.sight_rules(codes):
            sight |= rule(user, own)
        seen = Partnership.objects.visible_to(user)
        return own.filter(sight, Q(partnership=None) | Q(partnership__in=seen))

    def open_to_administrator(self, user):
        """What was told to anybody, to an administrator who keeps the service running. One query of its own.

        With a stake in a partnership's bidders they read what is about the service and other partnerships alone; what they
        were told of it themselves stands on their own page, as far as it is open to them.
        """
        kept = messages_kept_from(user)
        if not kept:
            return self
        elsewhere = Q(partnership__isnull=False) & ~Q(partnership__in=kept)
        return self.filter(elsewhere | Q(person=user, partnership=None) | Q(sight="administrators"))

    def unread(self):
        return self.filter(read_at=None, is_shown=True)

    def to_be_mailed(self, email):
        """Those that wait to be put into a mail."""
        return self.filter(email=email, mailed_at=None, not_sent_because="", person__is_active=True)


class Notice(RulesModel):
    """One thing one person is told once: that something is due, or that something happened.

    ``lead`` is the number of days before the due date it was told for, negative when late. An event has neither due date
    nor lead. ``mailed_at`` is when it was put into a mail; what is open to the person no more by the time it would be sent is
    not, and ``not_sent_because`` says so to administrators.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=40)
    item_key = models.CharField(_("about"), max_length=120)
    title = models.CharField(_("title"), max_length=300)
    detail = models.CharField(_("detail"), max_length=500, blank=True)
    url = models.CharField(_("address of the page"), max_length=500)
    partnership = models.ForeignKey(
        "partnerships.Partnership", models.CASCADE, null=True, related_name="+", verbose_name=_("partnership")
    )
    due_on = models.DateField(_("due"), null=True)
    # The time of day of what has one; of whole days none.
    due_at = DeadlineField(_("due at"), null=True)
    # Who may still read it: ``psp.core.notices.sights``.
    sight = models.CharField(_("open to"), max_length=20, blank=True)
    subject_id = models.BigIntegerField(_("record"), null=True)
    lead = models.SmallIntegerField(_("days before"), null=True)
    is_escalation = models.BooleanField(_("owed by somebody else"), default=False)
    is_shown = models.BooleanField(_("shown on the site"), default=True)
    email = models.CharField(_("by e-mail"), max_length=10, choices=Email.choices, default=Email.IMMEDIATE)
    mailed_at = models.DateTimeField(_("put into a mail"), null=True)
    mail = models.ForeignKey(
        "partnerships.OutgoingMail", models.SET_NULL, null=True, related_name="notices", verbose_name=_("mail")
    )
    not_sent_because = models.CharField(_("not sent because"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("told"))
    read_at = models.DateTimeField(_("read"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "item_key", "due_on", "lead"],
                condition=Q(due_on__isnull=False),
                name="one_notice_per_person_item_and_lead",
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "item_key"], condition=Q(due_on=None), name="one_notice_per_person_and_event"
            ),
            models.CheckConstraint(
                condition=Q(due_on=None, lead=None) | Q(due_on__isnull=False, lead__isnull=False),
                name="a_due_notice_has_a_lead",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="notices_of_person"),
            models.Index(fields=["person"], condition=Q(read_at=None, is_shown=True), name="unread_notices"),
            models.Index(fields=["email"], condition=Q(mailed_at=None), name="notices_to_be_mailed"),
        ]
        rules_permissions = {"view": rules.is_recipient, "change": rules.is_recipient}

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("notice", args=[self.pk])

    @property
    def kind_label(self):
        return kind_labels().get(self.kind, self.kind)

    @property
    def due(self):
        """When it is due, with the time of day where it has one; None for an event."""
        return Moment.of(self.due_at or self.due_on) if self.due_on else None

    def due_in_words(self, at):
        """Say how far it is due from an aware datetime: "in 28 days", "due today", "12 days late"; "" for an event."""
        return self.due.until_words(at) if self.due_on else ""

    @property
    def due_when_told(self):
        """How far it was due when the person was told: what was tomorrow then is never tomorrow again."""
        return self.due_in_words(self.created_at)


class Preference(models.Model):
    """How one person wants to hear of one kind of notice. Without a row: at once, and on the site."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_preferences")
    kind = models.CharField(_("kind"), max_length=40)
    email = models.CharField(_("by e-mail"), max_length=10, choices=Email.choices, default=Email.IMMEDIATE)
    on_site = models.BooleanField(_("on the site"), default=True)

    class Meta:
        verbose_name = _("notice preference")
        ordering = ["person", "kind"]
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_preference_per_person_and_kind")]

    def __str__(self):
        return f"{self.person}: {self.kind}"
