"""The runway of a partnership's money, for pages that only include its card."""

from django import template
from django.utils import timezone

from partnerships.funding.queries import runway_of, typed_end_of

register = template.Library()


@register.simple_tag
def runway(partnership):
    """Work out how long a partnership's money lasts; None where nothing is recorded."""
    return runway_of(partnership, today=timezone.localdate())


@register.simple_tag
def typed_end(partnership):
    """Say how the end of the funding typed at the start lies against the service; "" where it does not come too early."""
    return typed_end_of(partnership, today=timezone.localdate())
