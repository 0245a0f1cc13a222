"""Checks before a service is opened to people (``manage.py check --deploy``)."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security, deploy=True)
def no_demonstration(app_configs: Any, **_kwargs: Any) -> list[Error]:
    """Refuse demo mode: anybody who reaches the sign-in page becomes an administrator by one click."""
    if not settings.DEMO_MODE:
        return []
    return [Error("DEMO_MODE is on: leave it out, or set it to off.", id="psp.E001")]
