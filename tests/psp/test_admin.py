from unittest.mock import patch

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnerships.models import Activity, GateCriterion, Service
from procurement.admin import TenderAdmin
from procurement.models import ReadinessCriterion
from psp.core.admin import ReferenceAdmin
from tests.factories.history import changes_of
from tests.factories.organisations import ServiceFactory
from tests.factories.studies import OutcomeFactory
from tests.factories.world import tell_the_story

OURS = [
    model for app in ("partnerships", "procurement", "evaluation") for model in apps.get_app_config(app).get_models()
]
RATES = '[{"to_year": null, "rate": "3.0"}]'
# Forms already sent or not yet saved, and the words the directory is searched by: they say nothing to a reader.
NOT_SHOWN = {"SentForm", "UnsavedForm", "OrganisationWord"}


def name_of(model):
    return f"{model._meta.app_label}_{model._meta.model_name}"


def registered():
    return [model for model in admin.site._registry if model in OURS]


def reference():
    return [model for model in registered() if isinstance(admin.site._registry[model], ReferenceAdmin)]


def request_of(person):
    request = RequestFactory().get("/")
    request.user = person
    return request


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


# What no page shows: secrets and their hashes, sealed content, the places of files, and what a decision says of bids.
SECRET = {
    "User": {"password", "calendar_hash"},
    "Invitation": {"token_hash"},
    "OutgoingMail": {"text", "html", "sealed"},
    "DocumentVersion": {"file"},
    "RegisterImport": {"file"},
    "Report": {"file", "key", "is_sealed"},
    "Bid": {"sealed_identity", "sealed_quality", "sealed_price", "sealed_exclusion"},
    "BidFile": {"sealed"},
    "Clarification": {"sealed_asker"},
    "ContingencyPlan": {"sealed"},
    "Conflict": {"interest", "reason"},
    "Draw": {"sealed_seed"},
    "StoragePairing": {"storage_id", "turn", "next_turn"},
    # Of a tender that is not public an administrator sees the dates alone.
    "Tender": {*TenderAdmin.PAPERS},
    "Evaluator": {"sealed_interest"},
    # Older entries can hold personal data that has ended: pages say what may be read of it.
    "Activity": {"target_label", "mapped_changes"},
    "ChangedField": {"before", "after"},
    "Score": {"sealed"},
    "ModeratedScore": {"sealed"},
    "Result": {"sealed"},
    "Award": {"snapshot", "reasons"},
    "PriorInvolvement": {"proof"},
}


@pytest.mark.parametrize("model", registered(), ids=name_of)
def test_a_record_shows_every_field_that_is_not_secret_and_no_other(model, rf, ada):
    request = rf.get("/")
    request.user = ada
    page = admin.site._registry[model]
    fields = {field.name for field in (*model._meta.fields, *model._meta.many_to_many)}
    shown = set(page.get_fields(request, model())) & fields
    assert fields - shown == SECRET.get(model.__name__, set())


@pytest.mark.parametrize("model", registered(), ids=name_of)
def test_nothing_sealed_or_secret_is_on_a_page(model, rf, ada):
    request = rf.get("/")
    request.user = ada
    page = admin.site._registry[model]
    secret = {"password", "token_hash", "calendar_hash", "file", "snapshot"}
    if model.__name__ == "OutgoingMail":
        secret |= {"text", "html"}
    shown = {*page.get_fields(request), *page.get_fields(request, model()), *page.list_display}
    assert {name for name in shown if "sealed" in name or name in secret} - {"is_sealed"} == set()


@pytest.mark.once
def test_no_list_asks_the_database_more_for_more_rows(signed_in, db):
    administrator = tell_the_story().cast["administrator"]
    client, grows = signed_in(administrator), {}
    for model in registered():
        page, url = admin.site._registry[model], reverse(f"admin:{name_of(model)}_changelist")
        # Of a table with two rows or more, a page of one against a page of all.
        asked = {}
        client.get(url)  # what Django keeps for a process, such as content types, is asked for once
        for rows in (1, 100):
            with patch.object(page, "list_per_page", rows), CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            asked[rows] = len(queries)
        if asked[1] != asked[100]:
            grows[model.__name__] = asked
    assert grows == {}


@pytest.mark.once
def test_every_record_opens_and_links_to_a_page_that_is_there(signed_in, db):
    administrator = tell_the_story().cast["administrator"]
    client, opened, linked = signed_in(administrator), {}, {}
    for model in registered():
        row = admin.site._registry[model].get_queryset(request_of(administrator)).first()
        if row is None:
            continue
        opened[model.__name__] = client.get(reverse(f"admin:{name_of(model)}_change", args=[row.pk])).status_code
        if (page := admin.site._registry[model].get_view_on_site_url(row)) is not None:
            linked[model.__name__] = client.get(page).status_code
    assert set(opened.values()) == {200}
    assert {name: status for name, status in linked.items() if status not in {200, 302}} == {}


def test_an_edit_of_reference_data_is_recorded_with_before_and_after(signed_in, ada):
    service = ServiceFactory(name="Befriending")
    url = reverse("admin:partnerships_service_change", args=[service.pk])
    signed_in(ada).post(url, {"name": "Befriending and visiting", "code": service.code})
    assert Service.objects.get().name == "Befriending and visiting"
    assert [(a.verb, a.actor, changes_of(a)) for a in Activity.objects.all()] == [
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


def added(model, number):
    """What an administrator fills in to add a row of reference data."""
    read = {"source": "A guide", "trust": "guide", "note": ""}
    said = {"source": "A guide", "note": "", "is_offered": "on"}
    return {
        "Service": {"name": f"Service {number}"},
        "ClientGroup": {"name": f"Group {number}"},
        "Area": {"name": f"Area {number}"},
        "Threshold": {"name": "A threshold", "amount": "50000", "valid_from": f"2026-0{number}-01", **read},
        "ReadinessCriterion": {"group": "need", "title": "The same words", "show": "A paper", "position": number},
        "DiscountSchedule": {"name": "Rates", "edition": str(number), "bands": RATES, **said},
        "PriceIndex": {"name": "Prices", "edition": str(number), "indices": '{"2026": "100"}', **said},
    }[model.__name__]


@pytest.mark.parametrize("model", reference(), ids=name_of)
def test_reference_data_is_added_again_and_again(model, signed_in, ada):
    if not admin.site._registry[model].has_add_permission(request_of(ada)):
        assert signed_in(ada).get(reverse(f"admin:{name_of(model)}_add")).status_code == 403
        return
    before = model.objects.count()
    for number in (1, 2):
        page = signed_in(ada).post(reverse(f"admin:{name_of(model)}_add"), added(model, number))
        assert page.status_code == 302, page.context["errors"]
    assert model.objects.count() == before + 2
    assert Activity.objects.filter(verb=f"{model._meta.model_name}.added").count() == 2


@pytest.mark.parametrize("model", reference(), ids=name_of)
def test_reference_data_says_by_which_columns_it_is_exchanged(model):
    page = admin.site._registry[model]
    assert page.exchanged[0] == "code"
    assert page.get_resource_classes(None)[0]._meta.import_id_fields == ("code",)
    assert page.get_resource_classes(None)[0]().get_export_headers() == list(page.exchanged)


def test_a_stale_save_is_refused_says_what_was_saved_and_loses_neither(signed_in, ada):
    row = ReadinessCriterion.objects.create(code="x", group="need", title="Mine", show="A paper")
    url = reverse("admin:procurement_readinesscriterion_change", args=[row.pk])
    assert 'name="version_read" value="1"' in signed_in(ada).get(url).content.decode()
    sent = {"group": "need", "title": "Mine", "show": "A paper", "position": 0, "is_active": "on", "version_read": 1}
    assert signed_in(ada).post(url, sent | {"title": "Theirs"}).status_code == 302
    page = signed_in(ada).post(url, sent | {"title": "Ours"})
    words = "This was saved after you opened it. What is saved now: Criterion: Theirs."
    assert words in page.context["errors"][0][0]
    row.refresh_from_db()
    assert (row.title, row.version) == ("Theirs", 2)
    assert 'name="title" value="Ours"' in page.content.decode()
    assert 'name="version_read" value="2"' in page.content.decode()
    signed_in(ada).post(url, sent | {"title": "Ours", "version_read": 2})
    row.refresh_from_db()
    assert (row.title, row.version) == ("Ours", 3)


def test_a_record_links_to_its_page_or_to_that_of_what_it_belongs_to(signed_in, ada):
    outcome = OutcomeFactory()
    shown = {
        "partnerships_partnership": (outcome.study.partnership, outcome.study.partnership.get_absolute_url()),
        "evaluation_study": (outcome.study, outcome.study.get_absolute_url()),
        "evaluation_outcome": (outcome, outcome.study.get_absolute_url()),
        "partnerships_service": (ServiceFactory(), None),
    }
    for name, (row, page) in shown.items():
        found = signed_in(ada).get(reverse(f"admin:{name}_change", args=[row.pk])).content.decode()
        assert ("View on site" in found, f'href="{page}"' in found) == (page is not None, page is not None), name


def test_lists_are_narrowed_by_the_state_of_the_partnership(signed_in, ada):
    outcome = OutcomeFactory()
    other = OutcomeFactory()
    type(other.study).objects.filter(pk=other.study.pk).update(state="approved")
    url = reverse("admin:evaluation_outcome_changelist")
    page = signed_in(ada).get(url, {"study__state__exact": "draft"})
    assert [row.pk for row in page.context["cl"].result_list] == [outcome.pk]
    url = reverse("admin:evaluation_study_changelist")
    page = signed_in(ada).get(url, {"partnership__state__exact": "pilot"})
    assert list(page.context["cl"].result_list) == []
    assert "By state of the partnership" in page.content.decode()
