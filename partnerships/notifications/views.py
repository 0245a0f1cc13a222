from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from partnerships.notifications import operations
from partnerships.notifications.forms import NoticeFilter, PreferencesForm
from partnerships.notifications.models import Notice, kind_labels
from partnerships.notifications.queries import preferences_of
from psp.core.forms import NothingToFill
from psp.core.lists import RecordList
from psp.core.views import OperationView, RecordMixin, RecordPage


class NoticeList(RecordList):
    """What a person was told, newest first."""

    model = Notice
    filterset_class = NoticeFilter
    template_name = "partnerships/notifications/list.html"
    title = _("Notifications")
    lead_text = _("What is due, and what happened in the partnerships you work in.")
    sorts = {"told": "-created_at", "due": "due_on", "title": "title"}
    columns = [
        (_("Sent"), "created_at"),
        (_("What"), "title"),
        (_("Detail"), "detail"),
        (_("About"), "kind_label"),
        (_("Partnership"), "partnership.name"),
        (_("Due"), "due"),
        (_("When sent"), "due_when_told"),
        (_("Read"), "read_at"),
    ]
    empty = {
        "title": _("Nothing yet"),
        "text": _(
            "When something you owe is due within four weeks, or something happens in a partnership you work in, "
            "you read it here and by e-mail."
        ),
        "action_url": reverse_lazy("notification_preferences"),
        "action_label": _("Choose how you hear"),
    }

    def get_queryset(self):
        return super().get_queryset().select_related("partnership")


class OpenNotice(RecordPage):
    """Leads to the page a notice is about; whoever goes there has read it."""

    model = Notice
    permission_required = "partnerships.view_notice"
    who_may = _("the person it was sent to")

    def get(self, request, *args, **kwargs):
        operations.mark_read(notice=self.object, by=request.user, at=timezone.now())
        return redirect(self.object.url)


class ReadNotice(RecordMixin, OperationView):
    model = Notice
    permission_required = "partnerships.change_notice"
    who_may = _("the person it was sent to")
    template_name = "generic/confirm.html"
    form_class = NothingToFill
    title = _("Mark as read")

    def crumbs(self):
        return [(_("Notifications"), reverse("notifications"))]

    def act(self, form):
        operations.mark_read(notice=self.object, by=self.request.user, at=timezone.now())


class ReadNotices(OperationView):
    permission_required = "signed_in"
    template_name = "generic/confirm.html"
    form_class = NothingToFill
    title = _("Mark all notifications as read")
    count = 0

    def crumbs(self):
        return [(_("Notifications"), reverse("notifications"))]

    def act(self, form):
        self.count = operations.mark_all_read(by=self.request.user, at=timezone.now())

    def get_done(self):
        words = ngettext("{n} notification marked as read", "{n} notifications marked as read", self.count)
        return words.format(n=self.count) if self.count else ""


class Preferences(OperationView):
    permission_required = "signed_in"
    template_name = "partnerships/notifications/preferences.html"
    form_class = PreferencesForm
    title = _("Notification settings")
    submit_label = _("Save your choices")
    done = _("Your choices are saved")

    def crumbs(self):
        return [(_("Notifications"), reverse("notifications"))]

    def get_form_kwargs(self):
        chosen = preferences_of([self.request.user.pk], kind_labels().keys())
        return super().get_form_kwargs() | {"preferences": {kind: choice for (_person, kind), choice in chosen.items()}}

    def act(self, form):
        operations.save_preferences(choices=form.choices(), by=self.request.user, at=timezone.now())
