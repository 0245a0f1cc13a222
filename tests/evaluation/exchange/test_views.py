import json
from html import unescape

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape

from evaluation.models import DiscountSchedule, Outcome, Study
from evaluation.sroi.engine.layout import read_study
from evaluation.value_map.operations import edit_row
from psp.core.marks import mark_for
from tests.conftest import NOON
from tests.evaluation.sroi.rows import WHEELS, WHEELS_BYTES, D


def upload(content, name="map.json"):
    return SimpleUploadedFile(name, content, content_type="application/json")


@pytest.fixture
def url(study):
    return reverse("import_value_map", args=[study.pk])


def fields_of(page):
    """What a person sends on from the preview without touching it: every field as it stands."""
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in sent.items() if value not in (None, False)}


def imported(client, url, content, **changes):
    """Upload a file, look at the preview, and import it with some answers changed."""
    preview = client.post(url, {"file": upload(content)})
    return client.post(url, fields_of(preview) | changes)


def test_the_worked_example_is_uploaded_looked_at_and_shows_its_ratio(study, url, signed_in, edie):
    client = signed_in(edie)
    assert 'enctype="multipart/form-data"' in client.get(url).content.decode()
    assert imported(client, url, WHEELS_BYTES).url == reverse("value_map", args=[study.pk])
    assert "£1.93" in client.get(reverse("value_map", args=[study.pk])).content.decode()
    assert "£81,741.93" in client.get(reverse("study", args=[study.pk])).content.decode()


def test_before_anything_is_changed_the_page_shows_what_will_be_and_what_was_assumed(study, url, signed_in, edie):
    page = signed_in(edie).post(url, {"file": upload(WHEELS_BYTES)})
    assert (page.status_code, Outcome.objects.count()) == (200, 0)
    proposal = page.context["proposal"]
    assert [(row.label, row.before, row.after) for row in proposal.figures] == [
        ("Social return for each £1", "Not yet", "£1.93"),
        ("Total present value", "Not yet", "£81,741.93"),
        ("Put in", "Not yet", "£42,375.00"),
    ]
    assert [(row.label, row.before, row.after) for row in proposal.changes] == [
        ("Stakeholders", "0", "4"),
        ("Inputs", "0", "3"),
        ("Outputs", "0", "0"),
        ("Outcomes", "0", "8"),
    ]
    assert proposal.assumed == [
        "The file gives a rate of 3.5% and names no discount schedule: "
        "HM Treasury Green Book, standard (2022), 3.5% to year 30 is assumed",
        "The file does not say when in a year its value arises: “From the end of each year” is assumed, as in this study",
        "The file does not say whether inputs are discounted: “Not discounted” is assumed, as in this study",
        "The file does not say by which method it was computed: method 1.1 is assumed",
        "The file does not say which year’s prices it is in: they are taken as prices of 2026",
    ]
    text = page.content.decode()
    assert all(escape(line) in text for line in proposal.assumed)


def test_a_rate_without_a_schedule_asks_which_schedule_is_meant(study, url, signed_in, edie):
    health = DiscountSchedule.objects.get(code="green-book-health-2022")
    Study.objects.update(schedule=health)
    client = signed_in(edie)
    page = client.post(url, {"file": upload(WHEELS_BYTES)})
    assert [value for value, _label in page.context["form"].fields["schedule"].choices] == [
        "green-book-2022",
        "flat",
        "keep",
    ]
    ratios = {"green-book-2022": "1.9290", "flat": "1.9290", "keep": "1.9702"}
    for chosen, ratio in ratios.items():
        Study.objects.update(schedule=health, flat_rate=None)
        answer = {"schedule": chosen, "replace": "on"}
        assert imported(client, url, WHEELS_BYTES, **answer).status_code == 302
        study.refresh_from_db()
        assert study.schedule.code == (health.code if chosen == "keep" else chosen)
        assert str(study.ratio) == ratio


def test_a_choice_can_be_looked_at_before_it_is_taken(study, url, signed_in, edie):
    Study.objects.update(schedule=DiscountSchedule.objects.get(code="green-book-health-2022"))
    client = signed_in(edie)
    first = client.post(url, {"file": upload(WHEELS_BYTES)})
    page = client.post(url, fields_of(first) | {"schedule": "keep", "check": "1"})
    assert (page.status_code, page.context["proposal"].figures[0].after) == (200, "£1.97")
    assert page.context["form"]["schedule"].value() == "keep"
    assert Outcome.objects.count() == 0


SHARES = json.dumps(
    WHEELS
    | {
        "outcomes": [
            WHEELS["outcomes"][3] | {"deadweight": "0.12", "drop_off": "0.5", "impact": "1354.32"},
            WHEELS["outcomes"][4] | {"attribution": "0.25%", "impact": "693.07"},
        ]
    }
).encode()


def test_shares_between_0_and_1_are_asked_about_row_by_row(study, url, signed_in, edie):
    client = signed_in(edie)
    page = client.post(url, {"file": upload(SHARES)})
    form = page.context["form"]
    assert [(form.fields[name].label, form.fields[name].choices) for name, _question in form.questions] == [
        ("Outcomes row 1, “Better managed health”: deadweight of 0.12", [("0.12%", "0.12%"), ("12%", "12%")]),
        ("Outcomes row 1, “Better managed health”: drop-off of 0.5", [("0.5%", "0.5%"), ("50%", "50%")]),
    ]
    # Not answered: nothing is imported, and the page says what to choose.
    page = client.post(url, fields_of(page) | {"share-1": "12%"})
    assert (page.status_code, Outcome.objects.count()) == (422, 0)
    assert page.context["form"].errors == {"share-2": ["Choose 0.5% or 50%"]}
    assert page.context["form"]["share-1"].value() == "12%"
    page = client.post(url, fields_of(page) | {"share-2": "0.5%"})
    assert page.status_code == 302
    rows = Outcome.objects.order_by("position")
    assert [(row.deadweight, row.attribution, row.drop_off) for row in rows] == [
        (12, 10, D("0.5")),
        (10, D("0.25"), 0),
    ]


def test_all_shares_are_answered_at_once_and_looked_at_before_the_import(study, url, signed_in, edie):
    client = signed_in(edie)
    first = client.post(url, {"file": upload(SHARES)})
    page = client.post(url, fields_of(first) | {"all": "share"})
    assert (page.status_code, Outcome.objects.count()) == (200, 0)
    assert [page.context["form"][name].value() for name in ("share-1", "share-2")] == ["12%", "50%"]
    assert client.post(url, fields_of(page)).status_code == 302


def test_an_answer_by_which_a_stated_impact_is_another_is_refused_in_words(study, url, signed_in, edie):
    page = imported(signed_in(edie), url, SHARES, **{"share-1": "0.12%", "share-2": "50%"})
    assert (page.status_code, Outcome.objects.count()) == (422, 0)
    assert "1354.32 is stated, but the figures give 1537.15" in str(page.context["form"].errors)


def test_a_rounding_penny_of_a_stated_impact_becomes_a_finding_until_the_row_is_changed(study, url, signed_in, edie):
    content = json.dumps(WHEELS | {"outcomes": [WHEELS["outcomes"][4] | {"impact": "451.63"}]}).encode()
    client = signed_in(edie)
    page = client.post(url, {"file": upload(content)})
    assert (
        "outcomes row 1, field impact: 451.63 is stated, but the figures give 451.62"
        in page.context["proposal"].remarks
    )
    assert client.post(url, fields_of(page)).status_code == 302
    words = "The file “New friends, more time with others: New clubs or groups joined” came from states an impact of £451.63"
    assert words in unescape(client.get(reverse("study", args=[study.pk])).content.decode())
    row = Outcome.objects.get()
    edit_row(row=row, changes={"quantity": D(17)}, expected_version=row.version, by=edie, at=NOON)
    assert words not in unescape(client.get(reverse("study", args=[study.pk])).content.decode())


def test_what_was_sent_in_place_of_the_file_is_read_as_strictly(url, signed_in, edie):
    page = signed_in(edie).post(url, {"content": '{"inputs": [], "outcomes": [{}]}'})
    assert page.status_code == 422
    assert "outcomes row 1, field stakeholder: is missing" in page.content.decode()
    assert signed_in(edie).post(url, {"content": "\0"}).status_code == 422


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty. Choose another"),
        (b"PK\x03\x04", "is not JSON"),
        (b"\xff\xfe", "is not UTF-8 text"),
        (b"{}", "inputs: is missing"),
        (
            json.dumps(WHEELS | {"inputs": []} | {"outcomes": [{}]}).encode(),
            "outcomes row 1, field stakeholder: is missing",
        ),
        (b" " * 2_000_001, "is larger than 2,000,000 bytes"),
        (b'{"a":' * 100_000, "is not JSON"),
    ],
)
def test_a_wrong_file_is_refused_in_words(url, signed_in, edie, content, words):
    page = signed_in(edie).post(url, {"file": upload(content)})
    assert page.status_code == 422
    assert words in page.content.decode()
    assert Outcome.objects.count() == 0


def test_no_file_and_rows_in_the_way_are_said_at_their_field(small, signed_in, edie):
    url = reverse("import_value_map", args=[small.pk])
    page = signed_in(edie).post(url, {})
    assert set(page.context["form"].errors) == {"file"}
    page = imported(signed_in(edie), url, WHEELS_BYTES)
    assert page.context["form"].errors == {"replace": ["Tick this to replace the 3 rows that are in the study"]}
    assert imported(signed_in(edie), url, WHEELS_BYTES, replace="on").status_code == 302
    assert small.outcomes.count() == 8


def test_a_file_with_very_many_problems_lists_the_first_and_counts_the_rest(url, signed_in, edie):
    bad = json.dumps(WHEELS | {"outcomes": [{}] * 10}).encode()
    page = signed_in(edie).post(url, {"file": upload(bad)})
    errors = page.context["form"].errors["file"]
    assert (len(errors), errors[-1]) == (21, "and 70 more")


def test_the_export_is_a_file_that_can_be_read_again(wheels, signed_in, bo):
    page = signed_in(bo).get(reverse("export_value_map", args=[wheels.pk]))
    assert page["Content-Disposition"] == 'attachment; filename="lunch-club-forecast-2027.json"'
    assert len(read_study(page.content).outcomes) == 8


def test_who_may_import_and_export(small, signed_in, olivia, edie, bo, pat, ada, otto):
    urls = [reverse(name, args=[small.pk]) for name in ("import_value_map", "export_value_map")]
    expected = {
        olivia: [200, 200],
        edie: [200, 200],
        bo: [200, 200],
        ada: [200, 200],
        pat: [403, 200],
        otto: [404, 404],
    }
    assert {person: [signed_in(person).get(url).status_code for url in urls] for person in expected} == expected


def test_a_preview_confirmed_after_the_session_ended_comes_back_with_the_file_and_the_answers(
    study, url, signed_in, edie
):
    client = signed_in(edie)
    preview = client.post(url, {"file": upload(WHEELS_BYTES)})
    sent = fields_of(preview) | {"made_for": mark_for(edie), "unsaved": ""}
    del client.cookies[settings.SESSION_COOKIE_NAME]
    assert client.post(url, sent).status_code == 302
    page = signed_in(edie).get(url)
    assert (page.status_code, fields_of(page)) == (200, fields_of(preview))
    assert [row.after for row in page.context["proposal"].figures] == ["£1.93", "£81,741.93", "£42,375.00"]
    assert Outcome.objects.count() == 0
