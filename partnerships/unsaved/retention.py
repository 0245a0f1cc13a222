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
    what=_("What you typed and could not save, readable to you alone"),
    how_long=_("1 day"),
)
