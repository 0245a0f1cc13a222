"""Reads for invitations."""

from partnerships.lifecycle.models import Partnership
from partnerships.people.rules import LEADER, PURCHASER


def partnerships_open_to(inviter):
    """Give the partnerships to which a person may invite others: those they lead or purchase for, all for administrators."""
    rows = Partnership.objects.visible_to(inviter)
    return rows if inviter.is_administrator else rows.filter(pk__in=inviter.partnerships_with(LEADER, PURCHASER))
