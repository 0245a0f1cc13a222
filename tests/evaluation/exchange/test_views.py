import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evaluation.models import Outcome
from evaluation.sroi.engine.layout import read_study
from tests.evaluation.sroi.rows import WHEELS, WHEELS_BYTES


def upload(content, name="map.json"):
    return SimpleUploadedFile(name, content, content_type="application/json")


@pytest.fixture
def url(study):
    return reverse("import_value_map", args=[study.pk])


def test_the_worked_example_is_uploaded_and_shows_its_ratio(study, url, signed_in, edie):
    client = signed_in(edie)
    assert 'enctype="multipart/form-data"' in client.get(url).content.decode()
    assert client.post(url, {"file": upload(WHEELS_BYTES)}).url == reverse("value_map", args=[study.pk])
    assert "£1.93" in client.get(reverse("value_map", args=[study.pk])).content.decode()
    assert "£81,741.93" in client.get(reverse("study", args=[study.pk])).content.decode()


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
        (b" " * 1_000_001, "is larger than 1,000,000 bytes"),
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
    page = signed_in(edie).post(url, {"file": upload(WHEELS_BYTES)})
    assert page.context["form"].errors == {"replace": ["Tick this to replace the 3 rows that are in the study"]}
    assert signed_in(edie).post(url, {"file": upload(WHEELS_BYTES), "replace": "on"}).status_code == 302
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
