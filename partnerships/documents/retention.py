"""How long documents and evidence are kept."""

from django.utils.translation import gettext_lazy as _

from partnerships.documents.models import Document, DocumentVersion, Evidence
from psp.core.retention import keeps

keeps(
    _("Papers of a partnership, with who wrote, filed and decided what"),
    _("As long as the partnership is kept in the service"),
    Document,
    DocumentVersion,
    Evidence,
)
