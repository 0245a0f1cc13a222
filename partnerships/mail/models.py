"""Mail on its way out. The row is the truth; a background task with a lease sends it."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rules.contrib.models import RulesModelBase, RulesModelMixin

from partnerships.mail import rules
from psp.core.holds import messages_kept_from
from psp.core.mail import ACCOUNT, Letter, stays_here
from psp.core.sealing import SealBroken, unseal
from psp.core.work import Work, WorkQuerySet, WorkState

STATE_WORDS = {
    WorkState.QUEUED: _("Waiting"),
    WorkState.RUNNING: _("Being sent"),
    WorkState.DONE: _("Sent"),
    WorkState.FAILED: _("Failed"),
}


class OutgoingMailQuerySet(WorkQuerySet):
    def visible_to(self, user):
        """Every mail, to administrators; with a stake in a bidder none that tells what is kept from them.

        That is one with a notice or an invitation they may not read, or of which nobody can tell any more what it was about.
        """
        if not rules.is_postmaster(user):
            return self.none()
        if not messages_kept_from(user):
            return self
        notices, invitations = (apps.get_model("partnerships", name).objects for name in ("Notice", "Invitation"))
        carried = notices.filter(mail=models.OuterRef("pk"))
        enclosed = invitations.filter(mail=models.OuterRef("pk"))
        kept = carried.exclude(pk__in=notices.open_to_administrator(user).values("pk"))
        kept_back = enclosed.exclude(pk__in=invitations.visible_to(user).values("pk"))
        is_known = models.Q(kind=ACCOUNT) | models.Exists(carried) | models.Exists(enclosed)
        return self.filter(is_known, ~models.Exists(kept), ~models.Exists(kept_back))

    def unsent(self):
        return self.filter(state__in=[WorkState.QUEUED, WorkState.RUNNING])

    def failed(self):
        return self.filter(state=WorkState.FAILED)

    def withheld(self):
        """Those kept back because their readers might not read them any more."""
        return self.filter(state=WorkState.DONE, sent_at=None)

    def may_be_retried(self):
        """Those that wait or failed, as long as what they say is still kept."""
        return self.filter(state__in=[WorkState.QUEUED, WorkState.FAILED]).exclude(
            is_private=True, state=WorkState.FAILED
        )


class OutgoingMail(RulesModelMixin, Work, metaclass=RulesModelBase):
    """One mail to one address.

    ``message_id`` is fixed here, so that a mail sent again after a crash is known to be the same one. What a private
    mail says is kept sealed, shown to nobody, and forgotten as soon as it is sent or given up. Only where mail goes into
    files of this machine is it kept, sealed, and shown to administrators, who pass the link on.
    """

    unrecorded_fields = frozenset({"address", "subject", "text", "html"})

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("person")
    )
    address = models.EmailField(_("to"), max_length=254, editable=False)
    kind = models.CharField(_("kind"), max_length=40, editable=False)
    subject = models.CharField(_("subject"), max_length=250, editable=False)
    text = models.TextField(_("what it says"), blank=True, editable=False)
    html = models.TextField(_("what it says, formatted"), blank=True, editable=False)
    is_private = models.BooleanField(_("holds a secret link"), default=False, editable=False)
    sealed = models.TextField(blank=True, editable=False)
    may_unsubscribe = models.BooleanField(_("can be turned off by the reader"), default=False, editable=False)
    message_id = models.CharField(_("message ID"), max_length=200, unique=True, editable=False)
    key = models.CharField(_("key"), max_length=120, unique=True, null=True, editable=False)
    queued_at = models.DateTimeField(_("queued"), editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)

    objects = OutgoingMailQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        ordering = ["-queued_at", "-pk"]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="mail_to_be_sent")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_private=False) | models.Q(text="", html=""), name="private_mail_is_sealed"
            )
        ]
        rules_permissions = {"view": rules.is_postmaster, "retry": rules.is_postmaster}

    def __str__(self):
        return self.subject

    @property
    def name_in_history(self):
        """Its number: a subject can name people, and is deleted with the mail."""
        return _("Mail {number}").format(number=self.pk)

    def get_absolute_url(self):
        return reverse("mail", args=[self.pk])

    @property
    def is_withheld(self):
        """Whether its reader might not read it any more by the time it was to be sent."""
        return self.state == WorkState.DONE and self.sent_at is None

    @property
    def standing(self):
        """The code of its tag: its state, or "withdrawn" where it was withheld."""
        return "withdrawn" if self.is_withheld else self.state

    @property
    def state_words(self):
        return _("Not sent") if self.is_withheld else STATE_WORDS[WorkState(self.state)]

    def withhold(self, *, reason):
        """Keep the mail back for good, with the reason, and forget what it says; whether this worker still held it."""
        return self._leave(state=WorkState.DONE, error=reason, text="", html="", sealed="")

    @property
    def may_be_retried(self):
        return self.state == WorkState.QUEUED or (self.state == WorkState.FAILED and not self.is_private)

    @property
    def letter(self):
        """What it says. Raises SealBroken for a private mail whose key is gone; empty once it is forgotten."""
        said = unseal(self.sealed) if self.sealed else {"text": self.text, "html": self.html}
        return Letter(subject=self.subject, **said)

    @property
    def readable_text(self):
        """What administrators may read: "" of a private mail, except where mail stays on this machine."""
        if not self.is_private:
            return self.text
        try:
            return self.letter.text if stays_here() and self.sealed else ""
        except SealBroken:
            return ""
