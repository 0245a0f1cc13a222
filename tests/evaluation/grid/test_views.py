"""The value map as a plain form, and figure by figure as a script sends it."""

import csv
import io
from decimal import Decimal

import pytest
from django.urls import reverse

from evaluation.models import Outcome
from evaluation.studies.operations import submit_study
from evaluation.value_map.engine import CELLS
from partnerships.models import Activity
from tests.conftest import NOON
from tests.factories.studies import OutcomeFactory

D = Decimal


def read_of(page, row):
    """What the page carries unseen for a row."""
    return next(grid_row.read for grid_row, _impact, _sources in page.context["lines"] if grid_row.outcome.pk == row.pk)


@pytest.fixture
def row(small):
    return small.outcomes.get()


@pytest.fixture
def grid(small, signed_in, olivia):
    """Olivia's browser on the value map."""

    class Grid:
        client = signed_in(olivia)
        url = reverse("value_map", args=[small.pk])
        save = reverse("save_value_map", args=[small.pk])

        def sent(self, row, **typed):
            read = read_of(self.client.get(self.url), row)
            values = dict(zip([cell.name for cell in CELLS], read.split("|")[1:], strict=True)) | typed
            return {f"{row.pk}-read": read} | {f"{row.pk}-{name}": value for name, value in values.items()}

        def one(self, row, sent):
            return self.client.post(reverse("save_value_map_row", args=[small.pk, row.pk]), sent)

    return Grid()


def test_each_row_has_its_boxes_with_names_for_those_who_do_not_see_them(grid, row):
    html = grid.client.get(grid.url).content.decode()
    assert 'aria-label="Quantity: Fewer falls"' in html
    assert f'name="{row.pk}-proxy" value="£200"' in html
    assert "2 sources" in html
    assert "£2,000" in html


def test_without_a_script_the_form_saves_and_recalculates(grid, row, small):
    page = grid.client.post(grid.save, grid.sent(row, quantity="1,000", deadweight="50%"))
    assert (page.status_code, page.url) == (302, grid.url)
    row.refresh_from_db()
    assert (row.quantity, row.deadweight, row.version) == (1000, 50, 2)
    assert "£96.62" in grid.client.get(grid.url).content.decode()


def test_a_form_without_a_change_changes_nothing(grid, row):
    assert grid.client.post(grid.save, grid.sent(row, proxy="200.00")).status_code == 302
    row.refresh_from_db()
    assert (row.version, Activity.objects.filter(verb="outcome.edited").count()) == (1, 0)


def test_with_one_figure_wrong_nothing_is_saved_and_nothing_typed_is_lost(grid, row):
    other = OutcomeFactory(stakeholder=row.stakeholder, description="Better sleep")
    sent = grid.sent(row, quantity="12") | grid.sent(other, attribution="a lot", duration_years="")
    page = grid.client.post(grid.save, sent)
    assert page.status_code == 422
    html = page.content.decode()
    assert f'<a href="#c-{other.pk}-attribution">Better sleep, Due to others %: Enter a percentage' in html
    assert 'value="a lot"' in html
    assert f'name="{row.pk}-quantity" value="12"' in html
    row.refresh_from_db()
    assert (row.quantity, row.version) == (10, 1)


def test_a_figure_taken_away_leaves_the_row_out_until_it_is_back(grid, row):
    grid.client.post(grid.save, grid.sent(row, attribution=""))
    html = grid.client.get(grid.url).content.decode()
    assert "Not counted yet" in html
    row.refresh_from_db()
    assert row.attribution is None


def test_two_people_on_one_row_see_both_and_lose_neither(grid, row, small, edie):
    sent = grid.sent(row, quantity="12")
    Outcome.objects.update(proxy=D(300), version=2, edited_by=edie)
    page = grid.client.post(grid.save, sent)
    assert page.status_code == 409
    html = page.content.decode()
    assert "Edie Hall saved this row at" in html
    assert "Worth each is now £300. What you typed is not saved yet." in html
    assert f'name="{row.pk}-quantity" value="12"' in html
    assert f'name="{row.pk}-proxy" value="£300"' in html
    (shown, _impact, _sources) = page.context["lines"][0]
    again = {f"{row.pk}-read": shown.read, f"{row.pk}-quantity": "12", f"{row.pk}-proxy": "£300"}
    assert grid.client.post(grid.save, again).status_code == 302
    row.refresh_from_db()
    assert (row.quantity, row.proxy, row.version) == (12, 300, 3)


def test_a_figure_sent_again_because_the_answer_got_lost_is_no_conflict(grid, row):
    sent = grid.sent(row, quantity="12")
    assert [grid.client.post(grid.save, sent).status_code for _ in range(2)] == [302, 302]
    row.refresh_from_db()
    assert (row.quantity, row.version) == (12, 2)


def test_ones_own_save_from_another_page_is_not_called_somebody_elses(grid, row, small):
    sent = [grid.sent(row, quantity=quantity) for quantity in ("12", "13")]
    grid.client.post(grid.save, sent[0])
    page = grid.client.post(grid.save, sent[1])
    html = page.content.decode()
    assert (page.status_code, "You saved this row at" in html, 'value="13"' in html) == (409, True, True)


def test_a_row_nobody_touched_here_is_no_conflict(grid, row):
    other = OutcomeFactory(stakeholder=row.stakeholder)
    sent = grid.sent(row, quantity="12") | grid.sent(other)
    Outcome.objects.filter(pk=other.pk).update(quantity=99, version=2)
    assert grid.client.post(grid.save, sent).status_code == 302
    other.refresh_from_db()
    assert other.quantity == 99


def test_a_row_removed_meanwhile_is_mentioned(grid, row):
    sent = grid.sent(row)
    row.delete()
    page = grid.client.post(grid.save, sent, follow=True)
    assert "Somebody else removed 1 row that was on your page." in page.content.decode()


def test_figure_by_figure_the_answer_holds_all_that_changes_on_the_page(grid, row):
    answer = grid.one(row, grid.sent(row, quantity="20"))
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"errors", "read", "values", "saved", "impact", "tone", "card", "beside"}
    assert (body["impact"], body["tone"], body["errors"]) == ("£4,000", "", {})
    assert (body["values"]["quantity"], body["read"].split("|")[:2]) == ("20", ["2", "20"])
    assert "£3.86" in body["card"]
    assert "What moves the ratio" in body["beside"]
    assert body["saved"].startswith("All changes saved at ")
    row.refresh_from_db()
    assert row.quantity == 20


def test_while_typing_it_is_only_worked_out(grid, row):
    body = grid.one(row, grid.sent(row, quantity="20", proxy="£1,") | {"preview": "1"}).json()
    assert set(body) == {"errors", "impact", "tone", "card"}
    assert body["impact"] == "£4,000"
    row.refresh_from_db()
    assert (row.quantity, row.version) == (10, 1)


def test_a_wrong_figure_is_said_at_its_cell(grid, row):
    answer = grid.one(row, grid.sent(row, quantity="many", drop_off="120"))
    assert (answer.status_code, answer.json()) == (
        422,
        {
            "errors": {
                "quantity": "Enter a number, like 7, 1,250 or −275",
                "drop_off": "Enter a percentage between 0 and 100, like 35",
            },
            "readings": {},
        },
    )


def test_a_conflict_is_answered_with_both_versions(grid, row, edie):
    sent = grid.sent(row, quantity="12")
    Outcome.objects.update(quantity=11, version=2, edited_by=edie)
    answer = grid.one(row, sent)
    body = answer.json()
    assert (answer.status_code, body["values"]["quantity"], body["now"]["quantity"]) == (409, "12", "11")
    assert "Quantity is now 11" in body["conflict"]
    assert grid.one(row, sent | {f"{row.pk}-read": body["read"]}).status_code == 200
    row.refresh_from_db()
    assert row.quantity == 12


def test_a_script_that_is_behind_learns_that_the_study_is_closed(grid, row, small, olivia):
    sent = grid.sent(row, quantity="12")
    submit_study(study=small, by=olivia, at=NOON)
    assert grid.one(row, sent).status_code == 403
    assert grid.client.post(grid.save, sent).status_code == 403


@pytest.mark.parametrize("read", ["", "1|2", "x|1|2|3|4|5|6|7", "-1|1|2|3|4|5|6|7", "9" * 50 + "|1|2|3|4|5|6|7"])
def test_a_tampered_memory_of_the_form_never_overwrites(grid, row, read):
    sent = {f"{row.pk}-read": read, f"{row.pk}-quantity": "999"}
    assert grid.one(row, sent).status_code in {200, 409}
    assert grid.client.post(grid.save, sent).status_code in {302, 409}
    row.refresh_from_db()
    assert row.quantity == 10


def test_a_huge_figure_is_refused_in_words(grid, row):
    answer = grid.one(row, grid.sent(row, quantity="9" * 5000))
    assert answer.json()["errors"] == {"quantity": "Enter a number of 1,000,000,000,000 or less"}


def test_who_may_save(small, row, signed_in, olivia, edie, bo, pat, ada, otto):
    url = reverse("save_value_map_row", args=[small.pk, row.pk])
    found = {person: signed_in(person).post(url).status_code for person in (olivia, edie, bo, ada, pat, otto)}
    assert found == {olivia: 200, edie: 200, bo: 200, ada: 200, pat: 403, otto: 404}
    assert signed_in(olivia).get(url).status_code == 405
    assert signed_in(olivia).get(reverse("save_value_map", args=[small.pk])).status_code == 302


def test_those_who_only_read_see_figures_without_boxes(small, signed_in, pat):
    html = signed_in(pat).get(reverse("value_map", args=[small.pk])).content.decode()
    assert "data-value-map" not in html
    assert "value_map.js" not in html
    assert "£200" in html


def test_an_empty_map_says_what_it_is_for(study, signed_in, olivia, pat):
    url = reverse("value_map", args=[study.pk])
    assert "Add the first outcome" in signed_in(olivia).get(url).content.decode()
    assert "Add the first outcome" not in signed_in(pat).get(url).content.decode()


def test_rows_that_do_not_count_say_why(small, row, signed_in, olivia):
    row.materiality = "held"
    row.save()
    OutcomeFactory(stakeholder=row.stakeholder, materiality="excluded")
    OutcomeFactory(stakeholder=row.stakeholder, quantity=D(-5))
    html = signed_in(olivia).get(reverse("value_map", args=[small.pk])).content.decode()
    for words in ("Held without a price", "Left out", "−£1,000", "psp-map__impact--bad"):
        assert words in html


def test_the_map_is_a_spreadsheet_too(small, signed_in, bo):
    page = signed_in(bo).get(reverse("value_map", args=[small.pk]), {"format": "csv"})
    (line,) = csv.DictReader(io.StringIO(b"".join(page.streaming_content).decode("utf-8-sig")))
    assert (line["Who changes"], line["Quantity"], line["Source of the quantity"]) == (
        "Older people",
        "10",
        "Case notes",
    )


def test_words_people_typed_are_inert(small, row, signed_in, olivia):
    row.description = '<script>alert("x")</script>'
    row.save()
    html = signed_in(olivia).get(reverse("value_map", args=[small.pk])).content.decode()
    assert "<script>alert" not in html


def test_headings_that_are_jargon_lead_to_the_glossary(small, signed_in, olivia):
    page = signed_in(olivia).get(reverse("value_map", args=[small.pk])).content.decode()
    for anchor in ("financial-proxy", "deadweight", "displacement", "attribution", "drop-off", "impact"):
        assert f'href="/help/glossary/#{anchor}"' in page
        assert f'id="{anchor}"' in signed_in(olivia).get("/help/glossary/").content.decode()


def test_a_worth_of_another_years_prices_says_in_which_it_counts(grid, row, small):
    type(small).objects.filter(pk=small.pk).update(price_base_year=2026)
    Outcome.objects.filter(pk=row.pk).update(price_year=2019)
    assert "in prices of 2019, counted in those of 2026" in grid.client.get(grid.url).content.decode()
    Outcome.objects.filter(pk=row.pk).update(price_year=2026)
    assert "in prices of 2026" not in grid.client.get(grid.url).content.decode().partition("<table")[2]
