"""How long questions of bidders are kept."""

from django.utils.translation import gettext_lazy as _

from procurement.questions.models import Clarification
from psp.core.retention import keeps

keeps(
    _("The award and the contract: who decided, opened and witnessed what, and questions of bidders without who asked"),
    _("As long as the partnership is kept in the service"),
    Clarification,
)
