"""Pictures in a PDF: a page's style sheet does not reach into them there, so colours and words must be their own."""

import io
import logging
from datetime import date

import pytest
from pypdf import PdfReader

from psp.core.charts.bars import Bar, Bars, bars
from psp.core.charts.periods import Period, Span
from psp.core.charts.stage_strip import StageStrip, stage_strip

weasyprint = pytest.importorskip("weasyprint", exc_type=OSError)
PERIOD = Period("design", "Design", Span(date(2026, 1, 1), date(2027, 1, 1)), begun=True)
STRIP = stage_strip(StageStrip("s", "Design is half done", (PERIOD,), date(2026, 7, 1), date(2030, 2, 1)))
BARS = bars(Bars("b", "Two of three", (Bar("People befriended", 84, 96),)))


@pytest.fixture(scope="module")
def paper():
    page = f"<html lang=en><title>Report</title><body><h1>Report</h1>{STRIP.print}{BARS.large_print}"
    return PdfReader(io.BytesIO(weasyprint.HTML(string=page).write_pdf(pdf_variant="pdf/ua-1", uncompressed_pdf=True)))


def structure(node):
    """Walk the tags of a PDF."""
    node = node.get_object()
    if isinstance(node, dict):
        yield node
        inside = node.get("/K", [])
        for child in inside if isinstance(inside, list) else [inside]:
            yield from structure(child)


def test_words_are_text_in_the_pdf(paper):
    said = paper.pages[0].extract_text()
    wanted = ("Design", "Today", "Service starts 1 February 2030", "People befriended", "84")
    assert [words for words in wanted if words not in said] == []


def test_colours_reach_the_pdf(paper):
    """Blue of design, red of today, purple of values, as shares of one."""
    drawn = paper.pages[0].get_contents().get_data().decode("latin-1")
    colours = ["0.121569 0.4 0.678431", "0.701961 0.14902 0.117647", "0.415686 0.239216 0.603922"]
    assert [colour for colour in colours if colour not in drawn] == []


def test_each_picture_is_a_figure_that_says_its_title(paper):
    tags = structure(paper.trailer["/Root"]["/StructTreeRoot"])
    assert [tag["/Alt"] for tag in tags if tag.get("/S") == "/Figure"] == ["Design is half done", "Two of three"]


def test_the_renderer_has_nothing_to_complain_of(caplog):
    with caplog.at_level(logging.WARNING):
        weasyprint.HTML(string=f"<html lang=en><body>{STRIP.print}").write_pdf()
    assert [record.getMessage() for record in caplog.records] == []
