"""Figures of any number of decimals, and the ranges people state for them."""

import csv
import io

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from evaluation.models import Study
from evaluation.runs.queries import shown
from tests.evaluation.sroi.rows import D


@pytest.fixture
def form_of(small, signed_in, olivia):
    """The edit form of the one outcome as it stands, with some fields changed."""
    row = small.outcomes.get()
    url = reverse("edit_outcome", args=[small.pk, row.pk])

    def send(**changes):
        client = signed_in(olivia)
        form = client.get(url).context["form"]
        sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
        return client.post(url, sent | {"version": str(small.outcomes.get().version)} | changes)

    return send


def test_a_quantity_of_many_decimals_is_kept_whole_and_shown_rounded(small, form_of, signed_in, olivia):
    assert form_of(quantity="33.3333333333333").status_code == 302
    row = small.outcomes.get()
    assert row.quantity == D("33.3333333333333")
    page = signed_in(olivia).get(reverse("outcome", args=[small.pk, row.pk])).content.decode()
    assert "33.3333 admissions" in page
    # Saved again untouched, nothing is lost of it.
    assert form_of().status_code == 302
    assert small.outcomes.get().quantity == D("33.3333333333333")


def test_a_range_is_stated_and_stands_on_the_outcomes_page(small, form_of, signed_in, olivia):
    assert form_of(quantity_low="8", quantity_high="14", proxy_high="£300").status_code == 302
    row = small.outcomes.get()
    assert (row.quantity_low, row.quantity_high, row.proxy_low, row.proxy_high) == (8, 14, None, 300)
    page = signed_in(olivia).get(reverse("outcome", args=[small.pk, row.pk])).content.decode()
    assert "8 to 14" in page
    assert "up to £300" in page
    swings = {swing.assumption.field: swing.range for swing in shown(small).headline.swings}
    assert (swings["quantity"].low, swings["quantity"].high, swings["quantity"].is_stated) == (8, 14, True)
    assert (swings["proxy"].low, swings["proxy"].high) == (200, 300)


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        (
            {"quantity_low": "9", "quantity_high": "8"},
            {"quantity_high": ["Enter a highest value that is not below the lowest"]},
        ),
        (
            {"quantity_low": "12"},
            {"quantity_low": ["Enter a lowest value of 10 or less: the figure itself has to lie in its range"]},
        ),
        (
            {"proxy_high": "£150"},
            {"proxy_high": ["Enter a highest value of £200 or more: the figure itself has to lie in its range"]},
        ),
        ({"drop_off_high": "0.3"}, {"drop_off_high": ["Choose 0.3% or 30%: a spreadsheet stores 12% as 0.12"]}),
    ],
)
def test_a_range_that_makes_no_sense_is_refused_at_its_field(small, form_of, changes, errors):
    page = form_of(**changes)
    assert (page.status_code, page.context["form"].errors) == (422, errors)


def test_the_database_keeps_a_range_in_order(small):
    with pytest.raises(IntegrityError), transaction.atomic():
        small.outcomes.update(quantity_low=D(9), quantity_high=D(8))
    with pytest.raises(IntegrityError), transaction.atomic():
        Study.objects.update(inputs_low=D(9), inputs_high=D(8))


def test_the_study_states_ranges_of_its_rate_and_inputs(small, signed_in, olivia):
    client, url = signed_in(olivia), reverse("edit_study", args=[small.pk])
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None} | {"version": "1"}
    for name in ("starts_on", "ends_on", "due_on"):
        sent.pop(name, None)
    page = client.post(url, sent | {"inputs_low": "900", "inputs_high": "800"})
    assert page.context["form"].errors == {"inputs_high": ["Enter a highest value that is not below the lowest"]}
    sent |= {"discount_rate_low": "1.5", "discount_rate_high": "3.5", "inputs_low": "£900", "inputs_high": "£2,000"}
    assert client.post(url, sent).status_code == 302
    study = Study.objects.get()
    swings = {swing.assumption.field: swing.range for swing in shown(study).headline.swings}
    assert (swings["discount_rate"].low, swings["discount_rate"].high) == (D("1.5"), D("3.5"))
    assert (swings["inputs"].low, swings["inputs"].high) == (900, 2000)


def test_an_input_of_a_fraction_of_a_penny_is_kept_and_none_is_below_nought(small, signed_in, olivia):
    client, url = signed_in(olivia), reverse("add_input", args=[small.pk])
    sent = {"stakeholder": small.stakeholders.get().pk, "description": "Hours", "year": "1"}
    assert client.post(url, sent | {"value": "-5"}).context["form"].errors == {"value": ["Enter a number of 0 or more"]}
    assert set(client.post(url, sent | {"value": ""}).context["form"].errors) == {"value"}
    assert client.post(url, sent | {"value": "£1,234.5678"}).status_code == 302
    assert small.inputs.get(description="Hours").value == D("1234.5678")


def test_the_spreadsheets_carry_what_their_figures_depend_on(small, signed_in, olivia):
    Study.objects.update(timing="mid_year", discount_inputs=True)
    small.outcomes.update(quantity_low=D(8), quantity=D("10.123456"))
    for name in ("value_map", "working"):
        sheet = signed_in(olivia).get(reverse(name, args=[small.pk]), {"format": "csv"})
        (line,) = csv.DictReader(io.StringIO(b"".join(sheet.streaming_content).decode("utf-8-sig")))
        assert [line[column] for column in ("Discount schedule", "Discount rates", "Value arises")] == [
            "HM Treasury Green Book, standard (2022)",
            "3.5% to year 30; 3% to year 75; 2.5% to year 125",
            "From the middle of each year",
        ]
        assert [line[column] for column in ("Inputs discounted", "Prices of year", "Method version")] == [
            "Yes",
            "2026",
            "1.1",
        ]
    sheet = signed_in(olivia).get(reverse("value_map", args=[small.pk]), {"format": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(sheet.streaming_content).decode("utf-8-sig"))))
    place = rows[0].index("Quantity")
    assert rows[0][place : place + 3] == ["Quantity", "At the lowest", "At the highest"]
    assert rows[1][place : place + 3] == ["10.123456", "8", ""]
