"""Reads: how far the record of what was done has come, by which others know whether what they kept is still good."""

from typing import Any

from partnerships.activity.models import Activity, Chain


def newest_activity() -> int:
    """Return the number of what was done last anywhere; 0 where nothing was. One query."""
    return Activity.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def done_in(partnership: Any) -> int:
    """Count what was ever done in a partnership. One query."""
    return Chain.objects.filter(name=f"partnership:{partnership.pk}").values_list("length", flat=True).first() or 0
