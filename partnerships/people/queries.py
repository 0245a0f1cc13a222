"""Reads about people."""

from django.apps import apps
from django.db.models import Exists, OuterRef

from partnerships.people.models import User
from partnerships.people.rules import LEADER, PURCHASER


def people_with_second_factor(people):
    """Annotate each person with ``has_second_factor``: a passkey or an authenticator app."""
    factors = apps.get_model("mfa", "Authenticator").objects.filter(user=OuterRef("pk")).exclude(type="recovery_codes")
    return people.annotate(has_second_factor=Exists(factors))


def partnerships_open_to(inviter):
    """Give the partnerships to which a person may invite others: those they lead or purchase for, all for administrators."""
    rows = apps.get_model("partnerships", "Partnership").objects.visible_to(inviter)
    return rows if inviter.is_administrator else rows.filter(pk__in=inviter.partnerships_with(LEADER, PURCHASER))


def demo_people():
    """List the demonstration people in the order they were made, for the sign-in page of demo mode."""
    return User.objects.active().filter(is_demo=True).order_by("pk")
