"""Django's flag for superusers opens nothing here: the role of an administrator does, and no more than it says."""

import pytest
import rules
from django.contrib import admin
from django.core.management import call_command
from django.test import RequestFactory
from rules.permissions import permissions

from partnerships.models import User
from partnerships.notifications.queries import active_administrators
from partnerships.people.queries import people_without_second_factor
from tests.architecture.access_table import read_table
from tests.factories.people import UserFactory
from tests.factories.world import tell_the_story


def records_of(permission, world):
    """Some record of the kind a permission is about, none where there is none, and always None itself."""
    model = permission.rpartition("_")[2]
    found = [m for m in admin.site._registry if m._meta.model_name == model]
    rows = [row for m in found for row in m._default_manager.order_by("pk")[:3]]
    return [None, world.own, *rows]


def answers(person, world):
    """What every permission says to a person, of records of the world and of none."""
    person = User.objects.get(pk=person.pk)
    said = {}
    for name in sorted(permissions):
        for record in records_of(name, world):
            try:
                said[name, record] = person.has_perm(name, record)
            except (AttributeError, TypeError) as problem:
                # A rule about another kind of record.
                said[name, record] = type(problem).__name__
    return said


@pytest.mark.once
@pytest.mark.parametrize("role", ["administrator", "development_officer", "council_purchaser"])
def test_a_superuser_may_what_their_role_may(db, role):
    world = tell_the_story()
    plain, flagged = UserFactory(role=role), UserFactory(role=role, is_superuser=True)
    expected = answers(plain, world)
    assert answers(flagged, world) == expected
    assert len({name for name, _record in expected}) > 100
    assert True in expected.values()
    assert False in expected.values()
    is_of_staff = role == "administrator"
    assert (flagged.is_staff, flagged.is_administrator, flagged.needs_second_factor) == (
        is_of_staff,
        is_of_staff,
        plain.needs_second_factor,
    )


def test_permissions_of_django_are_granted_to_nobody(db):
    root = UserFactory(role="administrator", is_superuser=True)
    for name in (
        "partnerships.delete_partnership",
        "auth.add_group",
        "mfa.change_authenticator",
        "sessions.delete_session",
    ):
        assert not rules.perm_exists(name)
        assert not root.has_perm(name)
    assert not root.has_perms(["partnerships.add_user", "auth.add_group"])
    assert (root.get_all_permissions(), root.has_module_perms("mfa")) == (set(), False)


def test_nothing_else_counts_superusers_as_administrators(db):
    root = UserFactory(role="development_officer", is_superuser=True)
    assert root.pk not in active_administrators()
    assert not people_without_second_factor().exists()


def test_whom_the_command_makes_is_an_administrator_and_nothing_more(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "gannet marble thistle")
    call_command("createsuperuser", interactive=False, email="root@example.org", name="Root Rae", verbosity=0)
    root = User.objects.get()
    assert (root.role, root.is_superuser, root.is_staff) == ("administrator", False, True)


def test_every_address_answers_superusers_as_administrators():
    differing = {name for name, row in read_table().items() if row["superuser"] != row["administrator"]}
    assert differing == set()


def test_actions_and_buttons_of_the_admin_are_the_same(db):
    """No page of the admin offers a superuser to add, change or delete what it does not offer an administrator."""
    offered = {}
    for is_superuser in (False, True):
        request = RequestFactory().get("/")
        request.user = UserFactory(role="administrator", is_superuser=is_superuser)
        offered[is_superuser] = {
            model.__name__: (
                page.get_model_perms(request),
                sorted(page.get_actions(request)),
            )
            for model, page in admin.site._registry.items()
        }
    assert offered[True] == offered[False]
