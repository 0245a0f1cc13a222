"""How long possible conflicts of interest are kept."""

from django.utils.translation import gettext_lazy as _

from procurement.conflicts.models import Conflict
from psp.core.retention import keeps

keeps(
    _("The award and the contract: who decided, opened and witnessed what, and questions of bidders without who asked"),
    _("As long as the partnership is kept in the service"),
    Conflict,
)
