"""How long what was typed and not saved is kept."""

from django.utils.translation import gettext_lazy as _

from partnerships.unsaved.models import UnsavedForm
from psp.core.retention import by_age
from psp.core.unsaved import KEPT_FOR

by_age(
    "unsaved_forms",
    UnsavedForm,
    "sent_at",
    KEPT_FOR,
    what=_(
        "What you typed and could not save because you were signed out, encrypted, for you alone; files, passwords and codes never"
    ),
    how_long=_("Until you save it, 1 day at most"),
)
