"""How long the history and what is known of forms already sent are kept.

The history is not deleted: decisions on public money must be traceable, and each entry carries the hash of the one before.
What other slices delete leaves an entry that says so, never what it was, and the fields a model names as
``unrecorded_fields`` never get into it (``psp.core.records.is_unrecorded``).
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from partnerships.activity.models import Activity, SentForm
from psp.core.retention import by_age, keeps

by_age(
    "sent_forms",
    SentForm,
    "sent_at",
    timedelta(days=7),
    what=_("Marks of the forms you sent, so that none is carried out twice"),
    how_long=_("1 week"),
)
keeps(
    _("History: what you did and when, with your name; of data that has an end only that it changed"),
    _("As long as the service runs, because decisions on public money must be traceable"),
    Activity,
)
