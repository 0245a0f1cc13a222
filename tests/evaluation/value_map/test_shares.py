"""A percentage between 0 and 1 is asked about, figure by figure, and one press answers: in forms, in the grid, with and without a script."""

import pytest
from django.urls import reverse

from evaluation.models import DiscountSchedule, Study
from evaluation.value_map.engine import CELLS
from tests.evaluation.sroi.rows import D

FIGURES = {
    "description": "Fewer falls",
    "quantity": "10",
    "duration_years": "2",
    "starts": "period",
    "proxy": "200",
    "deadweight": "0.12",
    "displacement": "0",
    "attribution": "0.5",
    "drop_off": "0",
    "materiality": "valued",
}


@pytest.fixture
def sent(small):
    return FIGURES | {"stakeholder": small.stakeholders.get().pk}


def test_the_form_asks_about_each_and_one_press_answers_it(small, sent, signed_in, olivia):
    client, url = signed_in(olivia), reverse("add_outcome", args=[small.pk])
    page = client.post(url, sent)
    assert (page.status_code, small.outcomes.count()) == (422, 1)
    assert page.context["form"].errors == {
        "deadweight": ["Choose 0.12% or 12%: a spreadsheet stores 12% as 0.12"],
        "attribution": ["Choose 0.5% or 50%: a spreadsheet stores 12% as 0.12"],
    }
    html = page.content.decode()
    assert 'name="deadweight-is" value="12%"' in html
    assert 'name="deadweight-is" value="0.12%"' in html
    # A press on one sends the form with that answer; the other is still asked about, and the answer stays.
    page = client.post(url, sent | {"deadweight-is": "12%"})
    assert set(page.context["form"].errors) == {"attribution"}
    assert page.context["form"]["deadweight"].value() == "12%"
    page = client.post(url, sent | {"deadweight": "12%", "attribution-is": "0.5%"})
    assert page.status_code == 302
    row = small.outcomes.get(attribution=D("0.5"))
    assert row.deadweight == 12


def test_pressing_enter_answers_nothing(small, sent, signed_in, olivia):
    """Enter presses the first button of a form: it must be none of the two answers."""
    html = signed_in(olivia).post(reverse("add_outcome", args=[small.pk]), sent).content.decode()
    form = html[html.index('<form method="post" class="psp-form') :]
    assert 'name="' not in form[form.index("<button") : form.index(">", form.index("<button"))]


def test_a_percentage_answered_before_is_not_asked_about_again(small, signed_in, olivia):
    small.outcomes.update(deadweight=D("0.12"))
    client, url = signed_in(olivia), reverse("edit_outcome", args=[small.pk, small.outcomes.get().pk])
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert sent["deadweight"] == "0.12%"
    assert client.post(url, sent | {"version": "1"}).status_code == 302
    assert small.outcomes.get().deadweight == D("0.12")


@pytest.fixture
def cells(small, signed_in, olivia):
    """What the grid of Olivia's browser sends for the one row, with some boxes changed."""
    row = small.outcomes.get()
    page = signed_in(olivia).get(reverse("value_map", args=[small.pk]))
    read = page.context["lines"][0][0].read

    def changed(**typed):
        values = dict(zip([cell.name for cell in CELLS], read.split("|")[1:], strict=True)) | typed
        return {f"{row.pk}-read": read} | {f"{row.pk}-{name}": value for name, value in values.items()}

    return changed


def test_the_grid_without_a_script_asks_at_the_cell_and_one_press_answers(small, cells, signed_in, olivia):
    row, url = small.outcomes.get(), reverse("save_value_map", args=[small.pk])
    page = signed_in(olivia).post(url, cells(deadweight="0.12"))
    html = page.content.decode()
    assert page.status_code == 422
    assert f'name="{row.pk}-deadweight-is" value="12%"' in html
    assert small.outcomes.get().deadweight == 0
    sent = cells(deadweight="0.12") | {f"{row.pk}-deadweight-is": "12%"}
    assert signed_in(olivia).post(url, sent).status_code == 302
    assert small.outcomes.get().deadweight == 12


def test_the_grid_with_a_script_is_told_both_readings(small, cells, signed_in, olivia):
    row = small.outcomes.get()
    answer = signed_in(olivia).post(
        reverse("save_value_map_row", args=[small.pk, row.pk]), cells(deadweight="0.12", drop_off=".5")
    )
    assert answer.status_code == 422
    assert answer.json()["readings"] == {"deadweight": ["0.12%", "12%"], "drop_off": ["0.5%", "50%"]}


def test_a_rate_is_asked_about_too(small, signed_in, olivia, ada):
    client, url = signed_in(olivia), reverse("edit_study", args=[small.pk])
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None} | {"version": "1"}
    sent |= {"schedule": DiscountSchedule.objects.get(code="flat").pk, "flat_rate": "0.035"}
    for name in ("starts_on", "ends_on", "due_on"):
        sent.pop(name, None)
    page = client.post(url, sent)
    assert page.context["form"].errors == {"flat_rate": ["Choose 0.035% or 3.5%: a spreadsheet stores 12% as 0.12"]}
    assert client.post(url, sent | {"flat_rate-is": "3.5%"}).status_code == 302
    assert Study.objects.get().flat_rate == D("3.5")
    sent = {"name": "Own", "edition": "1", "source": "Finance", "bands": "30 0.035\n2"}
    page = signed_in(ada).post(reverse("add_discount_schedule"), sent)
    assert page.context["form"].errors == {"bands": ["Write “30 0.035%” or “30 3.5%”: “30 0.035” could be either"]}
    assert signed_in(ada).post(reverse("add_discount_schedule"), sent | {"bands": "30 0.035%\n2"}).status_code == 302
