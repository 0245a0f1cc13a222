"""How long looks through the file storage and deleted files are known."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from partnerships.storage.models import QuarantinedFile, StorageLook
from psp.core.retention import by_age, keeps

YEAR = timedelta(days=365)

by_age(
    "storage_looks",
    StorageLook,
    "begun_at",
    YEAR,
    what=_("What the nightly looks through the file storage found"),
    how_long=_("1 year"),
)
by_age(
    "deleted_files",
    QuarantinedFile,
    "deleted_at",
    YEAR,
    what=_("Which files were deleted from quarantine, and by whom"),
    how_long=_("1 year"),
)
keeps(_("Files in quarantine, and who keeps them"), _("Until an administrator deletes them"), QuarantinedFile)
