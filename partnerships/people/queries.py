"""Reads about people."""

from django.apps import apps
from django.db.models import Exists, OuterRef

from partnerships.people.models import User


def people_with_second_factor(people):
    """Annotate each person with ``has_second_factor``: a passkey or an authenticator app."""
    factors = apps.get_model("mfa", "Authenticator").objects.filter(user=OuterRef("pk")).exclude(type="recovery_codes")
    return people.annotate(has_second_factor=Exists(factors))


def demo_people():
    """List the demonstration people in the order they were made, for the sign-in page of demo mode."""
    return User.objects.active().filter(is_demo=True).order_by("pk")
