from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from partnerships.mail import operations
from partnerships.mail.forms import MailFilter
from partnerships.mail.models import OutgoingMail
from partnerships.mail.queries import mail_queue
from psp.core.forms import NothingToFill
from psp.core.lists import RecordList
from psp.core.views import OperationView, RecordMixin, RecordPage

ADMINISTRATORS = _("administrators")


def queue_crumbs():
    return [(_("Outgoing mail"), reverse("mail_queue"))]


class MailQueueList(RecordList):
    """Every mail of the product: what waits, what failed and why, what was sent."""

    model = OutgoingMail
    permission_required = "partnerships.view_outgoingmail"
    who_may = ADMINISTRATORS
    filterset_class = MailFilter
    template_name = "partnerships/mail/list.html"
    title = _("Outgoing mail")
    lead_text = _(
        "Mail that cannot be sent waits and is tried again for three days. What fails for good is shown with the reason."
    )
    sorts = {"queued": "-queued_at", "to": "address", "subject": "subject", "attempts": "-attempts"}
    columns = [
        (_("Queued"), "queued_at"),
        (_("To"), "address"),
        (_("Subject"), "subject"),
        (_("Kind"), "kind"),
        (_("State"), "state_words"),
        (_("Attempts"), "attempts"),
        (_("Next attempt"), lambda mail: mail.next_attempt_at if mail.state == "queued" else ""),
        (_("Sent"), "sent_at"),
        (_("What went wrong"), "error"),
        (_("Message ID"), "message_id"),
    ]
    empty = {
        "title": _("No mail yet"),
        "text": _("Every mail the product sends is listed here, from the moment it is written."),
    }

    def get_queryset(self):
        return super().get_queryset().defer("text", "html", "sealed")

    def get_context_data(self, **kwargs):
        return super().get_context_data(figures=mail_queue(), **kwargs)


class MailPage(RecordPage):
    """One mail: where it stands and what it says, unless it holds a secret that goes to its reader."""

    model = OutgoingMail
    permission_required = "partnerships.view_outgoingmail"
    who_may = ADMINISTRATORS
    template_name = "partnerships/mail/detail.html"

    def crumbs(self):
        return queue_crumbs()

    def get_queryset(self):
        return OutgoingMail.objects.select_related("person").defer("html")


class RetryMail(RecordMixin, OperationView):
    model = OutgoingMail
    permission_required = "partnerships.retry_outgoingmail"
    who_may = ADMINISTRATORS
    template_name = "generic/confirm.html"
    form_class = NothingToFill
    title = _("Try this mail again now")
    submit_label = _("Try again now")
    done = _("The mail is on its way")

    def crumbs(self):
        return [*queue_crumbs(), (self.object.subject, self.object.get_absolute_url())]

    def act(self, form):
        return operations.retry_mail(mail=self.object, by=self.request.user, at=timezone.now())


class RetryFailedMail(OperationView):
    permission_required = "partnerships.retry_outgoingmail"
    who_may = ADMINISTRATORS
    template_name = "generic/confirm.html"
    form_class = NothingToFill
    title = _("Try all failed mail again")
    intro = _("Mail with a secret link is left out: it is not kept, and has to be asked for anew.")
    submit_label = _("Try again now")
    count = 0

    def crumbs(self):
        return queue_crumbs()

    def act(self, form):
        self.count = operations.retry_failed_mail(by=self.request.user, at=timezone.now())

    def get_done(self):
        return ngettext("{n} mail is on its way", "{n} mails are on their way", self.count).format(n=self.count)
