"""Importing reference data from a file, as an administrator does it and as its page allows."""

import pytest
import tablib
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse

from evaluation.models import DiscountSchedule
from evaluation.sroi.operations import load_discount_schedules
from partnerships.lifecycle.operations import load_gate_criteria
from partnerships.models import Activity, GateCriterion, Service
from procurement.models import Threshold, TimeLimit
from procurement.thresholds.operations import load_thresholds, load_time_limits
from tests.factories.history import changes_of


def bring(model, ada, *rows):
    """Import rows given as mappings of column to cell, as the page does once an administrator has confirmed."""
    page, request = admin.site._registry[model], RequestFactory().get("/")
    request.user = ada
    data = tablib.Dataset(*(tuple(row.values()) for row in rows), headers=list(rows[0]))
    resource = page.get_resource_classes(request)[0](**page.get_resource_kwargs(request))
    kwargs = page.get_import_data_kwargs(request=request)
    return resource.import_data(data, file_name="rows.csv", retain_instance_in_row_result=True, **kwargs)


def refusals(result):
    return [row.error.messages for row in result.invalid_rows]


def taken_out(model, code):
    """Export the row of a code, as a mapping of column to cell."""
    resource = admin.site._registry[model].get_resource_classes(None)[0]()
    return resource.export(model.objects.filter(code=code)).dict[0]


def test_a_file_is_previewed_and_then_applied_with_before_and_after_recorded(signed_in, ada):
    Service.objects.create(code="befriending", name="Befriending")
    file = SimpleUploadedFile("services.csv", b"code,name\nbefriending,Visiting\ntransport,Transport\n", "text/csv")
    url = reverse("admin:partnerships_service_import")
    page = signed_in(ada).post(url, {"import_file": file, "format": "0", "resource": "0"})
    assert Service.objects.get().name == "Befriending"
    assert Activity.objects.count() == 0
    confirmed = page.context["confirm_form"].initial
    signed_in(ada).post(reverse("admin:partnerships_service_process_import"), confirmed)
    assert set(Service.objects.values_list("code", "name")) == {("befriending", "Visiting"), ("transport", "Transport")}
    assert [(a.verb, a.actor, a.note, changes_of(a)) for a in Activity.objects.order_by("number")] == [
        ("service.edited", ada, "Imported from services.csv", {"name": ["Befriending", "Visiting"]}),
        (
            "service.added",
            ada,
            "Imported from services.csv",
            {"code": [None, "transport"], "name": [None, "Transport"]},
        ),
    ]


@pytest.mark.parametrize(
    ("model", "load", "code"),
    [
        (Threshold, load_thresholds, None),
        (TimeLimit, load_time_limits, "debrief"),
        (DiscountSchedule, load_discount_schedules, "green-book-2022"),
        (GateCriterion, load_gate_criteria, "standstill_over"),
    ],
)
def test_what_was_exported_changes_nothing_when_it_comes_back(db, ada, model, load, code):
    load()
    row = taken_out(model, code or model.objects.first().code)
    result = bring(model, ada, row)
    assert (result.has_errors(), refusals(result), result.totals["skip"]) == (False, [], 1)
    assert Activity.objects.count() == 0


def test_an_import_raises_the_version_so_that_open_pages_notice(db, ada):
    load_time_limits()
    bring(TimeLimit, ada, taken_out(TimeLimit, "debrief") | {"figure": "20"})
    limit = TimeLimit.objects.get(code="debrief")
    assert (limit.figure, limit.version) == (20, 2)
    assert changes_of(Activity.objects.get(verb="timelimit.edited")) == {"figure": ["15", "20"]}


@pytest.mark.parametrize(("model", "load"), [(TimeLimit, load_time_limits), (GateCriterion, load_gate_criteria)])
def test_no_file_adds_what_nobody_can_add(db, ada, model, load):
    load()
    row = taken_out(model, model.objects.first().code) | {"code": "made_up"}
    result = bring(model, ada, row)
    assert refusals(result) == [["Take “made_up” out of the file: rows of this list are changed, none is added"]]
    assert not model.objects.filter(code="made_up").exists()


def test_no_file_moves_a_criterion_to_another_gate_or_waives_what_law_asks_for(db, ada):
    load_gate_criteria()
    row = taken_out(GateCriterion, "standstill_over")
    for column, cell in (("transition", "start_pilot"), ("waivable", "1"), ("is_active", "0")):
        result = bring(GateCriterion, ada, row | {column: cell, "title": "Reworded"})
        assert refusals(result) == [["Leave it as it is: nobody can change it here"]], column
    assert GateCriterion.objects.get(code="standstill_over").title != "Reworded"
    bring(GateCriterion, ada, row | {"title": "Reworded"})
    assert GateCriterion.objects.get(code="standstill_over").title == "Reworded"


def test_a_row_without_a_code_is_found_by_its_name(db, ada):
    Service.objects.create(name="Befriending")
    Service.objects.create(name="Visiting")
    result = bring(Service, ada, {"code": "", "name": "Befriending"}, {"code": "", "name": "Transport"})
    assert (result.totals["skip"], result.totals["new"]) == (1, 1)
    assert sorted(Service.objects.values_list("name", flat=True)) == ["Befriending", "Transport", "Visiting"]


def test_a_figure_that_is_none_is_refused_in_words(db, ada):
    load_thresholds()
    row = taken_out(Threshold, Threshold.objects.first().code)
    result = bring(Threshold, ada, row | {"amount": "abc"})
    assert refusals(result) == [["Enter a number: “abc” is none"]]


def test_a_changed_cell_shows_what_it_was_and_what_it_will_be(db, ada):
    load_thresholds()
    row = taken_out(Threshold, Threshold.objects.first().code)
    [found] = bring(Threshold, ada, row | {"amount": "220000.00"}).valid_rows()
    assert f"<del>{row['amount']}</del> <ins>220000.00</ins>" in found.diff


def test_the_page_of_the_export_runs_nothing_from_an_attribute(signed_in, ada):
    page = signed_in(ada).get(reverse("admin:procurement_threshold_export")).content.decode()
    assert ("onchange" in page, 'name="format"' in page) == (False, True)


def test_one_wrong_row_stops_the_file(db, ada):
    load_discount_schedules()
    row = taken_out(DiscountSchedule, "green-book-2022")
    good, wrong = row | {"note": "Read again"}, row | {"code": "mine", "edition": "9", "bands": '[{"rate": "x"}]'}
    result = bring(DiscountSchedule, ada, good, wrong)
    assert refusals(result) == [["Enter the bands in order of their last year, each rate between 0 and 100"]]
    assert DiscountSchedule.objects.get(code="green-book-2022").note == row["note"]
    assert Activity.objects.count() == 0


@pytest.mark.parametrize(("cell", "needs_checking"), [("No", False), ("yes", True), ("0", False), ("TRUE", True)])
def test_yes_and_no_are_read_as_files_and_spreadsheets_write_them(db, ada, cell, needs_checking):
    load_discount_schedules()
    row = taken_out(DiscountSchedule, "green-book-2022")
    assert row["needs_checking"] in {"Yes", "No"}
    DiscountSchedule.objects.update(needs_checking=not needs_checking)
    result = bring(DiscountSchedule, ada, row | {"needs_checking": cell})
    assert (result.has_errors(), refusals(result)) == (False, [])
    assert DiscountSchedule.objects.get(code="green-book-2022").needs_checking is needs_checking


def test_a_cell_that_is_neither_yes_nor_no_is_refused_in_words(db, ada):
    load_discount_schedules()
    row = taken_out(DiscountSchedule, "green-book-2022") | {"needs_checking": "perhaps"}
    assert refusals(bring(DiscountSchedule, ada, row)) == [["Enter Yes or No, not “perhaps”"]]
