import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnerships.models import Activity, GateCriterion, Service
from tests.factories.organisations import ServiceFactory
from tests.factories.partnerships import PartnershipFactory

OURS = [
    model for app in ("partnerships", "procurement", "evaluation") for model in apps.get_app_config(app).get_models()
]
# Rows that serve another table, a token or a lease, and say nothing to a reader.
NOT_SHOWN = {
    "SentForm",
    "OrganisationWord",
    "ImportRow",
    "Payment",
    "Spending",
    "FundingPlan",
    "CriteriaFreeze",
    "SentMail",
}


def name_of(model):
    return f"{model._meta.app_label}_{model._meta.model_name}"


def registered():
    return [model for model in admin.site._registry if model in OURS]


def test_every_model_is_registered_or_left_out_on_purpose():
    missing = {m.__name__ for m in OURS if m not in admin.site._registry and not m._meta.auto_created}
    assert missing - NOT_SHOWN == set()


@pytest.mark.parametrize("model", registered(), ids=name_of)
def test_lists_and_searches_open_for_administrators_alone(model, signed_in, ada, olivia):
    url = reverse(f"admin:{name_of(model)}_changelist")
    assert signed_in(ada).get(url).status_code == 200
    if admin.site._registry[model].search_fields:
        assert signed_in(ada).get(url, {"q": "kirkton"}).status_code == 200
    assert signed_in(olivia).get(url).status_code == 302
    assert signed_in(olivia).get(url, follow=True).status_code == 403


@pytest.mark.parametrize("model", registered(), ids=name_of)
def test_nothing_sealed_or_secret_is_on_a_page(model, rf, ada):
    request = rf.get("/")
    request.user = ada
    page = admin.site._registry[model]
    secret = {"password", "token_hash", "calendar_hash", "file"}
    if model.__name__ == "OutgoingMail":
        secret |= {"text", "html"}
    shown = {*page.get_fields(request), *page.list_display}
    assert {name for name in shown if "sealed" in name or name in secret} == set()


def test_a_list_takes_as_many_queries_for_one_row_as_for_three(signed_in, ada):
    url = reverse("admin:partnerships_partnership_changelist")
    PartnershipFactory()
    signed_in(ada).get(url)
    with CaptureQueriesContext(connection) as one:
        signed_in(ada).get(url)
    PartnershipFactory.create_batch(2)
    with CaptureQueriesContext(connection) as three:
        signed_in(ada).get(url)
    assert len(three) == len(one)


def test_an_edit_of_reference_data_is_recorded_with_before_and_after(signed_in, ada):
    service = ServiceFactory(name="Befriending")
    url = reverse("admin:partnerships_service_change", args=[service.pk])
    signed_in(ada).post(url, {"name": "Befriending and visiting", "code": service.code})
    assert Service.objects.get().name == "Befriending and visiting"
    assert [(a.verb, a.actor, a.changes) for a in Activity.objects.all()] == [
        ("service.edited", ada, {"name": ["Befriending", "Befriending and visiting"]})
    ]


def test_records_with_rules_of_their_own_are_read_only(signed_in, ada, partnership):
    url = reverse("admin:partnerships_partnership_change", args=[partnership.pk])
    assert signed_in(ada).get(url).status_code == 200
    assert signed_in(ada).post(url, {"name": "Another name"}).status_code == 403
    assert signed_in(ada).get(reverse("admin:partnerships_partnership_add")).status_code == 403


def test_reference_data_is_exported_and_imported(signed_in, ada):
    ServiceFactory(name="Befriending")
    page = signed_in(ada).get(reverse("admin:partnerships_service_export"))
    assert page.status_code == 200
    assert signed_in(ada).get(reverse("admin:partnerships_service_import")).status_code == 200


def test_a_gate_criterion_is_reworded_but_neither_added_nor_deleted(signed_in, ada):
    row = GateCriterion.objects.create(code="x", transition="start_pilot", title="A door")
    assert signed_in(ada).get(reverse("admin:partnerships_gatecriterion_change", args=[row.pk])).status_code == 200
    assert signed_in(ada).get(reverse("admin:partnerships_gatecriterion_add")).status_code == 403
    assert signed_in(ada).get(reverse("admin:partnerships_gatecriterion_delete", args=[row.pk])).status_code == 403


def test_of_a_criterion_law_asks_for_only_the_words_are_edited(signed_in, ada):
    row = GateCriterion.objects.create(code="standstill_over", transition="conclude_tender", title="Over")
    url = reverse("admin:partnerships_gatecriterion_change", args=[row.pk])
    signed_in(ada).post(url, {"title": "Standstill over", "why": "", "waivable": "on", "position": 5})
    row.refresh_from_db()
    assert (row.title, row.position, row.waivable, row.is_active) == ("Standstill over", 5, False, True)
