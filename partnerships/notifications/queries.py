"""Who may be told, and how each wants to be."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth import get_user_model

from partnerships.notifications.models import Notice, Preference
from partnerships.people.models import Role


def names_of_active(person_ids: Collection[int]) -> dict[int, str]:
    """Map the ids of those people who may sign in to their names."""
    people = get_user_model()._default_manager.filter(is_active=True, pk__in=person_ids)
    return dict(people.values_list("pk", "name"))


def active_administrators() -> dict[int, str]:
    """Map the ids of the administrators who may sign in to their names."""
    people = get_user_model()._default_manager.filter(role=Role.ADMINISTRATOR, is_active=True)
    return dict(people.order_by("pk").values_list("pk", "name"))


def open_among(person: Any, notices: Any) -> set[int]:
    """Return the ids of a person's own notices that are open to them: ``notices.open_to(person)``, at less cost.

    One query where all of them come from partnerships in which the person has a role; one more for the person's roles where
    nothing has asked for them yet; one and what ``open_to`` asks for the others.
    """
    rows = list(notices.filter(person=person).values_list("pk", "sight", "partnership"))
    has_partnership = any(partnership is not None for _pk, _sight, partnership in rows)
    held = person.roles_by_partnership if has_partnership else {}
    others = {pk: sight for pk, sight, partnership in rows if sight or not (partnership is None or partnership in held)}
    found = {pk for pk, _sight, _partnership in rows if pk not in others}
    if others:
        open_ones = Notice.objects.filter(pk__in=others).open_to(person, set(others.values()))
        found |= set(open_ones.values_list("pk", flat=True))
    return found


def unread_count(person: Any) -> int:
    """Count the unread notices that are open to a person. Every page shows it."""
    return len(open_among(person, Notice.objects.unread()))


def preferences_of(person_ids: Collection[int], kinds: Collection[str]) -> dict[tuple[int, str], Preference]:
    """Map (person, kind) to what the person chose; those who chose nothing are left out."""
    chosen = Preference.objects.filter(person__in=person_ids, kind__in=kinds)
    return {(preference.person_id, preference.kind): preference for preference in chosen}
