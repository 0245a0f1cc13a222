"""The file storage, for administrators: whether it belongs to the database, and the files nothing refers to."""

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from partnerships.storage import operations, queries
from partnerships.storage.forms import KeepForm, QuarantineFilter
from partnerships.storage.models import QuarantinedFile
from psp.core.forms import NothingToFill
from psp.core.lists import RecordList
from psp.core.views import OperationView, TransitionView

TITLE = _("File storage")


def storage_crumbs():
    return [(TITLE, reverse("storage"))]


class Storage(RecordList):
    """How storage and database stand to each other, what the last look found, and the files in quarantine."""

    model = QuarantinedFile
    permission_required = "partnerships.view_quarantinedfile"
    who_may = operations.ADMINISTRATORS
    filterset_class = QuarantineFilter
    template_name = "partnerships/storage/list.html"
    title = TITLE
    lead_text = _(
        "Every night the service looks for files that no record refers to, such as an upload that was cut short. "
        "They stay in quarantine for 30 days. After that you can delete them."
    )
    sorts = {"from": "delete_from", "found": "-found_at", "size": "-size"}
    columns = [
        (_("File"), "name"),
        (_("Size in bytes"), "size"),
        (_("Written"), "written_at"),
        (_("Found"), "found_at"),
        (_("May be deleted from"), "delete_from"),
        (_("Kept"), "kept_at"),
        (_("Why it is kept"), "kept_reason"),
        (_("Deleted"), "deleted_at"),
    ]
    empty = {
        "title": _("No files in quarantine"),
        "text": _("Files that no record refers to are listed here for 30 days before you can delete them."),
    }

    def get_context_data(self, **kwargs):
        given = {
            "pairing": queries.pairing_or_away(),
            "quarantine": queries.quarantine_at(timezone.now()),
            "look": queries.last_look(),
            "today": timezone.localdate(),
        }
        return super().get_context_data(**given | kwargs)


class ConfirmsGraveAct(OperationView):
    """Asks once more before an act on the file storage, and says what it does."""

    permission_required = "partnerships.change_quarantinedfile"
    who_may = operations.ADMINISTRATORS
    template_name = "generic/confirm.html"
    form_class = NothingToFill

    def crumbs(self):
        return storage_crumbs()

    def consequences(self):
        raise NotImplementedError

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"consequences": self.consequences(), "danger": True} | kwargs)


class PairStorage(ConfirmsGraveAct):
    title = _("Pair the file storage with this database")
    submit_label = _("Pair the storage")
    done = _("The file storage now belongs to this database.")

    def consequences(self):
        return [
            _("The storage is marked as this database’s own."),
            _("Files that no record of this database refers to can be put in quarantine and deleted later."),
            _("Do this only when no other copy of the service uses this storage."),
        ]

    def act(self, form):
        operations.pair_storage(at=timezone.now(), by=self.request.user, anyway=True)


class ConfirmLook(ConfirmsGraveAct):
    title = _("Go on with the look through the storage")
    submit_label = _("Put the files in quarantine")
    done = _("Confirmed. The service looks through the storage again within minutes.")

    def consequences(self):
        look = queries.last_look()
        unreferenced, missing = (look.unreferenced, look.missing) if look else (0, 0)
        words = ngettext(
            "{n} file that no record refers to goes into quarantine for 30 days.",
            "{n} files that no record refers to go into quarantine for 30 days.",
            unreferenced,
        )
        consequences = [words.format(n=unreferenced)]
        if missing:
            words = ngettext(
                "{n} file is missing from the storage.", "{n} files are missing from the storage.", missing
            )
            consequences.append(words.format(n=missing))
        return [
            *consequences,
            _("Do this only when you know why, for example after a restore, and no other service uses this storage."),
        ]

    def act(self, form):
        operations.confirm_look(at=timezone.now(), by=self.request.user)


class DeleteQuarantined(ConfirmsGraveAct):
    title = _("Delete the files whose quarantine is over")
    submit_label = _("Delete the files")
    count = 0

    def consequences(self):
        due = QuarantinedFile.objects.due(timezone.localdate())
        words = ngettext("{n} file is deleted, {size}.", "{n} files are deleted, {size} together.", len(due))
        return [
            words.format(n=len(due), size=filesizeformat(sum(file.size for file in due))),
            _("A file that a record refers to by now is left alone."),
            _("Deleted files come back only from a backup."),
        ]

    def act(self, form):
        self.count = operations.delete_quarantined(by=self.request.user, at=timezone.now())

    def get_done(self):
        return ngettext("{n} file deleted", "{n} files deleted", self.count).format(n=self.count)


class KeepFile(TransitionView):
    model = QuarantinedFile
    permission_required = "partnerships.change_quarantinedfile"
    who_may = operations.ADMINISTRATORS
    form_class = KeepForm
    title = _("Keep this file")
    submit_label = _("Keep the file")
    done = _("The file is kept.")

    def crumbs(self):
        return storage_crumbs()

    def act(self, form):
        operations.keep_file(
            file=self.object, reason=form.cleaned_data["note"], by=self.request.user, at=timezone.now()
        )

    def get_success_url(self):
        return reverse("storage")
