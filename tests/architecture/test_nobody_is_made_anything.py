"""Nobody belongs to an organisation, has a role in a partnership or a guarded role here without their own acceptance.

Three looks at it: where such rows are written at all; every form of every page sent by those who may most; the admin site.
The demonstration, which walks nearly every operation, is looked at in ``tests/psp/management/test_seed_demo.py``.
"""

import ast
from collections import Counter
from pathlib import Path

import pytest
from django import forms
from django.contrib import admin
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partnerships.models import Membership, Organisation, PersonRole, User
from psp.core.choosing import SearchChoiceField
from psp.core.middleware import is_public
from tests.architecture.access_table import every_place, partnership_of
from tests.factories.addresses import address_of
from tests.factories.people import UserFactory
from tests.factories.world import tell_the_story

# Pages are answered alike on every database.
pytestmark = [pytest.mark.once, pytest.mark.usefixtures("quick_refusals")]

ROOT = Path(__file__).resolve().parents[2]
# The superuser has the role of an administrator, and with it whatever one may do.
ACTORS = ("leader", "purchaser", "superuser")
# Who writes such rows: each of these acts for the person alone, or takes something away.
WRITERS = {
    "partnerships/contacts/operations.py:join_organisation",
    "partnerships/roles/operations.py:take_role",
    "partnerships/roles/operations.py:_step_down",
}
MADE_BY = {"create", "get_or_create", "update_or_create", "bulk_create", "add", "set"}
MODELS = {"Membership", "PersonRole"}
RELATIONS = {"memberships", "roles", "partnership_roles"}


def writers():
    """Find the functions of the product that make a membership or a role."""
    found = set()
    for path in [
        *ROOT.glob("partnerships/**/*.py"),
        *ROOT.glob("procurement/**/*.py"),
        *ROOT.glob("evaluation/**/*.py"),
    ]:
        if "migrations" not in path.parts:
            found |= _writers_in(path)
    for path in ROOT.glob("psp/**/*.py"):
        found |= _writers_in(path)
    return found


def _writers_in(path):
    return {
        f"{path.relative_to(ROOT)}:{function.name}"
        for function in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and _makes(call.func)
    }


def _makes(called):
    if isinstance(called, ast.Name):
        return called.id in MODELS
    if not isinstance(called, ast.Attribute) or called.attr not in MADE_BY:
        return False
    names = {node.id for node in ast.walk(called) if isinstance(node, ast.Name)}
    attributes = {node.attr for node in ast.walk(called) if isinstance(node, ast.Attribute)}
    return bool(names & MODELS or attributes & RELATIONS)


def test_memberships_and_roles_are_written_where_a_person_accepts_and_nowhere_else():
    assert writers() == WRITERS


@pytest.mark.parametrize(
    ("code", "makes"),
    [
        ("Membership.objects.create(person=x)", True),
        ("organisation.memberships.get_or_create(person=x)", True),
        ("PersonRole(person=x)", True),
        ("partnership.roles.all()", False),
        ("Invitation.objects.create(person=x)", False),
    ],
)
def test_the_look_at_the_source_finds_what_makes_one(code, makes):
    assert _makes(ast.parse(code, mode="eval").body.func) is makes


def standing():
    """Say what everybody belongs to and is."""
    return (
        {(row.person_id, row.organisation_id) for row in Membership.objects.all()},
        {(row.person_id, row.partnership_id, row.role) for row in PersonRole.objects.all()},
        dict(User.objects.values_list("pk", "role")),
    )


def made_of_others(before, after, actor):
    """List what was added for anybody but the actor, and who has another guarded role."""
    added = [row for kind in (0, 1) for row in after[kind] - before[kind] if row[0] != actor.pk]
    changed = [
        pk
        for pk, role in after[2].items()
        if before[2].get(pk, role) != role and pk != actor.pk and role != "development_officer"
    ]
    return added + changed


def answers(form, victim):
    """Fill a form in so that it would pass: the victim wherever a person is asked, once for each role it offers."""
    filled, roles = {}, [("", "")]
    for name, field in form.fields.items():
        value = form[name].value()
        if isinstance(field, SearchChoiceField):
            people = issubclass(field.widget.rows().model, User)
            filled[name] = victim.pk if people else field.widget.rows().values_list("pk", flat=True).first()
        elif name in {"role", "partnership_role", "planned_from"}:
            choices = [str(choice) for choice, _label in field.choices if choice]
            filled[name] = choices[0] if choices else ""
            roles = [(name, choice) for choice in choices] or roles
        elif isinstance(field, forms.EmailField):
            filled[name] = victim.email
        elif isinstance(field, forms.ModelMultipleChoiceField):
            filled[name] = list(field.queryset.values_list("pk", flat=True)[:2])
        elif isinstance(field, forms.ModelChoiceField):
            people = issubclass(field.queryset.model, User)
            rows = field.queryset
            found = rows.filter(pk=victim.pk) if people else rows
            filled[name] = (found.values_list("pk", flat=True).first() or "") if value in (None, "") else _plain(value)
        elif type(field).__name__ == "DatePartsField":
            day = timezone.localdate()
            filled |= {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
        elif isinstance(field, forms.MultipleChoiceField):
            filled[name] = [str(choice) for choice, _label in field.choices]
        elif isinstance(field, forms.ChoiceField):
            choices = [str(choice) for choice, _label in field.choices if choice]
            filled[name] = "other" if name == "leader_is" else (value or (choices[0] if choices else ""))
        elif isinstance(field, forms.BooleanField):
            filled[name] = "on"
        elif isinstance(field, forms.CharField) and not isinstance(field, forms.FileField):
            filled[name] = value if isinstance(value, str) and value else f"Some words {len(filled)}"
        elif isinstance(value, str | int):
            filled[name] = value
    return [filled | ({name: choice} if name else {}) for name, choice in roles]


def _plain(value):
    return getattr(value, "pk", value)


@pytest.mark.parametrize("who", ACTORS)
def test_no_form_of_any_page_makes_anybody_anything(db, who):
    world = tell_the_story()
    actor, victim = world.cast[who], UserFactory(name="Vic Tim", email="victim@example.org", role="development_officer")
    client, sent, made = Client(), Counter(), []
    client.force_login(actor)
    before = standing()
    for name, place in every_place().items():
        address = address_of(place, partnership_of(name, world))
        if address is None or is_public(place.view) or place.view.__module__.startswith("allauth."):
            continue
        page = client.get(address)
        form = (page.context or {}).get("form") if page.status_code == 200 else None
        if form is None:
            page.close()
            continue
        for filled in answers(form, victim):
            point = transaction.savepoint()
            version = page.context.get("version")
            answer = client.post(address, filled | ({"version": version} if version else {}))
            answer.close()
            sent[name] += answer.status_code == 302
            made += [(name, filled, row) for row in made_of_others(before, standing(), actor)]
            transaction.savepoint_rollback(point)
            cache.clear()
    assert made == []
    wanted = {"add_person", "name_leader", "invite", "start_partnership", "remove_partner"}
    wanted |= {"add_membership"} if who != "purchaser" else set()
    wanted |= {"deactivate_person", "change_role"} if who == "superuser" else set()
    # Not to be passed by forms that are all refused.
    assert {name for name in wanted if not sent[name]} == set()
    assert len([name for name, count in sent.items() if count]) > 40


@pytest.mark.parametrize("model", [Membership, PersonRole, User], ids=lambda model: model.__name__)
def test_the_admin_site_makes_nobody_anything(db, model):
    world = tell_the_story()
    client, before = Client(), standing()
    client.force_login(world.cast["superuser"])
    victim, place = UserFactory(), f"admin:{model._meta.app_label}_{model._meta.model_name}"
    before = standing()
    sent = {
        "person": victim.pk,
        "organisation": Organisation.objects.first().pk,
        "partnership": world.own.pk,
        "role": "administrator" if model is User else "purchaser",
        "email": "puppet@example.org",
        "name": "Puppet",
        "is_superuser": "on",
        "password": "correct horse battery",
    }
    assert client.post(reverse(f"{place}_add"), sent).status_code == 403
    row = victim if model is User else model.objects.first()
    client.post(reverse(f"{place}_change", args=[row.pk]), sent | {"version_read": row.version})
    client.post(reverse(f"{place}_delete", args=[row.pk]), {"post": "yes"})
    client.post(
        reverse(f"{place}_changelist"), {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    )
    assert standing() == before
    assert not User.objects.get(pk=victim.pk).is_superuser
    assert model in admin.site._registry
