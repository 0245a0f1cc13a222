"""Reads about people."""

from collections.abc import Iterable

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from partnerships.people.models import GUARDED, User
from partnerships.people.rules import EVALUATOR, PURCHASER


def with_places(people: Iterable[User]) -> list[User]:
    """Fetch the organisations and the roles of many people at once, where ``User`` asks for each person. Two queries."""
    found = list(people)
    places: dict[int, set[int]] = {person.pk: set() for person in found}
    roles: dict[int, dict[int, set[str]]] = {person.pk: {} for person in found}
    if found:
        memberships = apps.get_model("partnerships", "Membership").objects.filter(person__in=places)
        for person_id, organisation_id in memberships.values_list("person", "organisation"):
            places[person_id].add(organisation_id)
        held = apps.get_model("partnerships", "PersonRole").objects.filter(person__in=places)
        for person_id, partnership_id, role in held.values_list("person", "partnership", "role"):
            roles[person_id].setdefault(partnership_id, set()).add(role)
    for person in found:
        person.__dict__["_organisation_ids"] = frozenset(places[person.pk])
        person.__dict__["_roles_by_partnership"] = roles[person.pk]
    return found


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
