"""An empty study shows "Not yet" wherever its figures stand, and never £0.00."""

import csv
import io
from html.parser import HTMLParser

import pytest
from django.core.management import call_command
from django.urls import reverse

from evaluation.studies.queries import NOT_YET
from evaluation.value_map.operations import refresh_figures
from tests.conftest import NOON
from tests.factories.studies import InputFactory, OutcomeFactory, StakeholderFactory
from tests.partnerships.reports.test_every_report import made


class Text(HTMLParser):
    """The words of a page's main part."""

    def __init__(self, html):
        super().__init__()
        self.words = []
        self.feed(html[html.index("<main") : html.index("</main>")] if "<main" in html else html)

    def handle_data(self, data):
        self.words.append(data.strip())


def text_of(html):
    return " ".join(word for word in Text(html).words if word)


@pytest.fixture(params=["nothing", "inputs only", "held only", "open only"])
def empty(study, request):
    """A study of which nothing can be said yet, in each of the ways it can be so."""
    if request.param != "nothing":
        people = StakeholderFactory(study=study, name="Older people")
        InputFactory(stakeholder=people)
        if request.param == "held only":
            OutcomeFactory(stakeholder=people, materiality="held", materiality_reason="No price", proxy=None)
        if request.param == "open only":
            OutcomeFactory(stakeholder=people, proxy=None)
    refresh_figures(study, at=NOON)
    study.refresh_from_db()
    return study


def test_its_own_pages_say_not_yet(empty, signed_in, olivia):
    client = signed_in(olivia)
    for name in ("study", "value_map", "working"):
        text = text_of(client.get(reverse(name, args=[empty.pk])).content.decode())
        assert "Social return Not yet" in text
        assert "Net present value Not yet" in text
        assert "£0" not in text


def test_lists_say_not_yet(empty, signed_in, olivia, ada):
    page = text_of(signed_in(olivia).get(reverse("studies")).content.decode())
    assert "Not yet" in page
    assert "£0" not in page
    page = text_of(
        signed_in(olivia).get(reverse("partnership_evaluation", args=[empty.partnership_id])).content.decode()
    )
    assert "Not yet" in page
    assert "£0" not in page
    assert "Each £1 put in" not in page
    page = text_of(signed_in(ada).get(reverse("programme")).content.decode())
    assert "Not yet" in page
    assert "£0.00" not in page


def test_the_overview_does_not_speak_of_a_return(empty, signed_in, olivia):
    page = text_of(signed_in(olivia).get(empty.partnership.get_absolute_url()).content.decode())
    assert "Social return" not in page


def test_the_spreadsheets_say_not_yet(empty, signed_in, olivia, ada):
    sheet = signed_in(olivia).get(reverse("studies"), {"format": "csv"})
    (line,) = csv.DictReader(io.StringIO(b"".join(sheet.streaming_content).decode("utf-8-sig")))
    assert [
        line[name] for name in ("Ratio", "Range, one figure varied", "Total present value", "Net present value")
    ] == [str(NOT_YET)] * 4
    sheet = signed_in(ada).get(reverse("programme"), {"format": "csv"})
    (line,) = csv.DictReader(io.StringIO(b"".join(sheet.streaming_content).decode("utf-8-sig")))
    assert line["Social value for each £1"] == "Not yet"


@pytest.mark.parametrize("file_format", ["html", "text"])
def test_the_report_says_not_yet(empty, olivia, file_format):
    text = made(empty.partnership, "sroi", empty, file_format, olivia).decode()
    assert "Not yet" in text
    assert "£0" not in text


def test_the_report_of_the_partnership_leaves_it_out(empty, olivia):
    assert "£0.00" not in made(empty.partnership, "partnership", empty.partnership, "text", olivia).decode()


def test_the_command_says_not_yet(empty, signed_in, olivia, tmp_path):
    path = tmp_path / "study.json"
    path.write_bytes(signed_in(olivia).get(reverse("export_value_map", args=[empty.pk])).content)
    out = io.StringIO()
    call_command("compute_sroi", str(path), stdout=out, stderr=io.StringIO())
    assert "Ratio                 not yet" in out.getvalue() or "Ratio                   not yet" in out.getvalue()
    assert "£0.00" not in out.getvalue()
