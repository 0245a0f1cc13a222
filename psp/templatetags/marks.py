"""What every form carries unseen. It takes the place of Django's own ``csrf_token`` in all templates, the admin's included."""

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from psp.core.marks import MARK, form_mark
from psp.core.unsaved import NAME

register = template.Library()


@register.simple_tag(takes_context=True)
def csrf_token(context):
    """Write the token against forged requests, for whom the form was made, and which kept form it shows.

    With the mark, what is typed can be kept when the session ends before it is sent.
    """
    token = CsrfTokenNode().render(context)
    request = context.get("request")
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return token
    if not hasattr(request, "form_mark"):
        request.form_mark = form_mark(request)
    typed = getattr(request, "unsaved_form", None)
    shown = format_html('<input type="hidden" name="{}" value="{}">', NAME, typed.key) if typed else ""
    return format_html('{}<input type="hidden" name="{}" value="{}">{}', token, MARK, request.form_mark, shown)
