"""How long proposed changes are kept."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from partnerships.proposals.models import Proposal
from psp.core.retention import by_age

by_age(
    "proposals",
    Proposal,
    "answered_at",
    timedelta(days=365),
    what=_("Changes of an organisation that somebody proposed, once they are answered"),
    how_long=_("1 year; the history keeps what was changed"),
)
