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


def unread_count(person: Any) -> int:
    """Count the unread notices that are open to a person: ``Notice.objects.visible_to(person).unread()``, at less cost.

    Every page shows it. One query where the unread notices come from partnerships in which the person has a role; one more
    for the person's roles where the page has not asked for them; one and what ``open_to`` asks for the others.
    """
    rows = list(Notice.objects.filter(person=person).unread().values_list("pk", "sight", "partnership"))
    has_partnership = any(partnership is not None for _pk, _sight, partnership in rows)
    held = person.roles_by_partnership if has_partnership else {}
    others = [
        (pk, sight) for pk, sight, partnership in rows if sight or not (partnership is None or partnership in held)
    ]
    if not others:
        return len(rows)
    open_ones = Notice.objects.filter(pk__in=[pk for pk, _sight in others])
    return len(rows) - len(others) + open_ones.open_to(person, {sight for _pk, sight in others}).count()


def preferences_of(person_ids: Collection[int], kinds: Collection[str]) -> dict[tuple[int, str], Preference]:
    """Map (person, kind) to what the person chose; those who chose nothing are left out."""
    chosen = Preference.objects.filter(person__in=person_ids, kind__in=kinds)
    return {(preference.person_id, preference.kind): preference for preference in chosen}
