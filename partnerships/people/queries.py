"""Reads about people."""

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from partnerships.people.models import GUARDED, User
from partnerships.people.rules import EVALUATOR, PURCHASER


def people_with_second_factor(people):
    """Annotate each person with ``has_second_factor``, a passkey or an authenticator app, and ``handles_bids``."""
    factors = apps.get_model("mfa", "Authenticator").objects.filter(user=OuterRef("pk")).exclude(type="recovery_codes")
    roles = apps.get_model("partnerships", "PersonRole").objects.filter(person=OuterRef("pk"))
    roles = roles.filter(role__in=[PURCHASER, EVALUATOR])
    return people.annotate(has_second_factor=Exists(factors), handles_bids=Exists(roles))


def people_without_second_factor():
    """Give the open accounts that lack the second factor their roles need."""
    people = people_with_second_factor(User.objects.active()).filter(has_second_factor=False)
    return people.filter(Q(role__in=GUARDED) | Q(handles_bids=True))


def demo_people():
    """List the demonstration people in the order they were made, for the sign-in page of demo mode."""
    return User.objects.active().filter(is_demo=True).order_by("pk")
