"""Links to documents, for those who may read them."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from partnerships.documents.models import Document

register = template.Library()


@register.simple_tag(takes_context=True)
def document_link(context: Context, document: Any) -> SafeString:
    """Link a document to its page; for a reader who may not open it, say that it is restricted. One query a page."""
    request = context["request"]
    if not hasattr(request, "readable_documents"):
        rows = Document.objects.visible_to(request.user).filter(partnership=document.partnership_id)
        request.readable_documents = set(rows.values_list("pk", flat=True))
    if document.pk not in request.readable_documents:
        return format_html('<span class="psp-quiet">{}</span>', _("a restricted document"))
    return format_html('<a class="govuk-link" href="{}">{}</a>', document.get_absolute_url(), document)
