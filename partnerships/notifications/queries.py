"""Who may be told, and how each wants to be."""

from collections.abc import Collection

from django.contrib.auth import get_user_model

from partnerships.notifications.models import Preference
from partnerships.people.models import Role


def names_of_active(person_ids: Collection[int]) -> dict[int, str]:
    """Map the ids of those people who may sign in to their names."""
    people = get_user_model()._default_manager.filter(is_active=True, pk__in=person_ids)
    return dict(people.values_list("pk", "name"))


def active_administrators() -> dict[int, str]:
    """Map the ids of the administrators who may sign in to their names."""
    people = get_user_model()._default_manager.filter(role=Role.ADMINISTRATOR, is_active=True)
    return dict(people.order_by("pk").values_list("pk", "name"))


def preferences_of(person_ids: Collection[int], kinds: Collection[str]) -> dict[tuple[int, str], Preference]:
    """Map (person, kind) to what the person chose; those who chose nothing are left out."""
    chosen = Preference.objects.filter(person__in=person_ids, kind__in=kinds)
    return {(preference.person_id, preference.kind): preference for preference in chosen}
