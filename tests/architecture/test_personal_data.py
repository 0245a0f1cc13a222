"""Personal data that ends stays out of the history, which never does: each model declares it, and recording drops it."""

import pytest
from django.apps import apps
from django.db.models import EmailField

from partnerships.activity.operations import record
from partnerships.models import Activity, ChangedField, OutgoingMail, Partnership
from psp.core import retention
from psp.core.records import Change
from tests.conftest import NOON
from tests.factories.world import tell_the_story

OURS = ("partnerships", "procurement", "evaluation")
PERSONAL = {"phone", "address", "postcode", "job_title", "ip", "user_agent", "belated_reason"}
# Kept as long as the service runs, because they stand beside what somebody did.
KEPT = {("User", "email")}
# What older entries call a value that is no field.
NO_FIELDS = {("Organisation", "contact")}


def models():
    return [model for app in OURS for model in apps.get_app_config(app).get_models()]


DECLARING = [model for model in models() if hasattr(model, "unrecorded_fields")]


def test_every_field_with_personal_data_that_ends_is_declared():
    fields = {
        (model.__name__, field.name)
        for model in models()
        for field in model._meta.concrete_fields
        if field.name in PERSONAL or isinstance(field, EmailField)
    }
    declared = {(model.__name__, name) for model in DECLARING for name in model.unrecorded_fields}
    assert fields - declared == KEPT
    names = {(model.__name__, field.name) for model in models() for field in model._meta.get_fields()}
    assert {(model, name) for model, name in declared if (model, name) not in names} == NO_FIELDS


def test_the_history_says_that_such_a_field_changed_and_never_from_what_to_what(db):
    by = tell_the_story().cast["administrator"]
    before = Activity.objects.latest("pk").pk
    told = [
        Change(name, "Zed Zyzzyva", "07700 900999", record=model._base_manager.first())
        for model in DECLARING
        for name in sorted(model.unrecorded_fields)
    ]
    record(verb="x.edited", target=by, by=by, at=NOON, changes=told)
    for change in told:
        record(verb="x.edited", target=change.record, by=by, at=NOON, changes={change.field: ["Zed", "Zyzzyva"]})
    rows = list(ChangedField.objects.filter(activity__pk__gt=before))
    assert len(rows) == 2 * len(told) > 40
    assert {(row.before, row.after) for row in rows} == {(None, None)}
    assert {row.shown for row in rows} == {("not kept", "not kept")}


@pytest.mark.parametrize("rule", retention.rules(), ids=lambda rule: rule.code)
def test_a_rule_on_records_of_a_partnership_says_so_and_holds_there_keep_them(rule, db):
    model = rule.rows(NOON).model
    ways = [f for f in model._meta.concrete_fields if f.is_relation and f.related_model._meta.app_label in OURS]
    own = {field.name for field in ways if field.related_model is Partnership}
    through = {
        f"{field.name}__{far.name}"
        for field in ways
        for far in field.related_model._meta.concrete_fields
        if far.is_relation and far.related_model is Partnership
    }
    # A mail belongs to the partnerships of the notices in it.
    assert rule.within in (own or through or {"notices__partnership" if model is OutgoingMail else ""})
