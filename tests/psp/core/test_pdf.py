"""PDFs of a small report with everything in it that a report can have."""

import http.server
import io
import re
import threading

import pdfua
import pikepdf
import pypdfium2
import pytest

from psp.core.pdf import make_pdf

ROWS = "".join(f'<tr><th scope="row">Row {n}</th><td class="psp-number">{n}</td></tr>' for n in range(60))
PAGE = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>A small report</title>
<meta name="author" content="Olivia Reid"><meta name="dcterms.created" content="2026-06-03T12:00:00Z">
<link rel="stylesheet" href="report.css">{head}</head><body class="psp-report{size}">
<header class="psp-cover" data-title="A small report"><h1>A small report</h1></header>
<nav class="psp-contents"><h2>Contents</h2><ol><li data-href="#one"><a href="#one">The first chapter</a></li></ol></nav>
<main><section class="psp-chapter" id="one"><h2>The first chapter, with a heading so long that it takes two lines</h2>
<p>See <a href="https://example.org/">the council</a>.</p><ul><li>One<ul><li>Inside</li></ul></li></ul>
<dl class="psp-facts"><div><dt>State</dt><dd>Design</dd></div></dl>
<figure><figcaption>Money</figcaption><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" role="img">
<title>Money in hand</title><rect width="9" height="9"/></svg></figure>
<table><caption>Figures</caption><thead><tr><th scope="col">What</th><th scope="col">How many</th></tr></thead>
<tbody>{rows}</tbody></table></section></main></body></html>"""


def page(head="", size="", rows=ROWS):
    return PAGE.replace("{head}", head).replace("{size}", size).replace("{rows}", rows)


@pytest.fixture(scope="module")
def pdf():
    return make_pdf(page())


@pytest.fixture
def opened(pdf):
    with pikepdf.open(io.BytesIO(pdf.content)) as found:
        yield found


def elements(root):
    """Walk the structure tree: (kind, element)."""
    kids = root.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S), kid
            yield from elements(kid)


@pytest.mark.parametrize("size", ["", " psp-report--large"])
def test_the_checker_of_pdf_ua_finds_nothing_and_leaves_no_rule_out(tmp_path, size):
    path = tmp_path / "report.pdf"
    path.write_bytes(make_pdf(page(size=size)).content)
    report = pdfua.validate(str(path))
    assert [finding.message for finding in report.findings] == []
    assert [(outcome.rule_id, outcome.skipped_reason) for outcome in report.outcomes if outcome.skipped_reason] == []


def test_it_says_what_it_is(opened, pdf):
    assert str(opened.docinfo.Title) == "A small report"
    assert (str(opened.Root.Lang), bool(opened.Root.ViewerPreferences.DisplayDocTitle)) == ("en-GB", True)
    assert pdf.pages == len(opened.pages)


def test_header_cells_say_whether_they_head_a_column_or_a_row(opened):
    scopes = [str(cell.A.Scope) for kind, cell in elements(opened.Root.StructTreeRoot) if kind == "/TH"]
    # The head stands again on each sheet the table goes on to.
    sheets = sum(kind == "/Table" for kind, _ in elements(opened.Root.StructTreeRoot))
    assert (scopes.count("/Column"), scopes.count("/Row")) == (2 * sheets, 60)
    assert sheets > 1


def test_a_picture_has_its_title_in_words(opened):
    alts = [str(element.Alt) for kind, element in elements(opened.Root.StructTreeRoot) if kind == "/Figure"]
    assert alts == ["Money in hand"]


def test_running_heads_and_page_numbers_are_no_part_of_the_text(opened):
    counts = [page.Contents.read_bytes().count(b"/Pagination") for page in opened.pages]
    assert counts[0] == 0
    assert min(counts[1:]) >= 2


def test_every_mark_on_a_sheet_belongs_to_an_element_and_is_closed(opened):
    numbers = dict(zip(*[iter(opened.Root.StructTreeRoot.ParentTree.Nums)] * 2, strict=True))
    for sheet in opened.pages:
        content = sheet.Contents.read_bytes()
        marks = [int(number) for number in re.findall(rb"/MCID (\d+)", content)]
        owners = numbers[sheet.StructParents]
        assert [number for number in marks if owners[number] is None] == []
        assert len(re.findall(rb"\bB[DM]C\b", content)) == len(re.findall(rb"\bEMC\b", content))


def test_links_say_where_they_lead(opened):
    said = {str(annotation.Contents) for sheet in opened.pages for annotation in sheet.get("/Annots", [])}
    assert said == {"The first chapter", "the council"}


def test_the_typeface_is_inside_and_no_other(opened):
    fonts = [font for sheet in opened.pages for font in sheet.Resources.get("/Font", {}).values()]
    cuts = {str(font.BaseFont).partition("+")[2].removeprefix("Atkinson-Hyperlegible-Next") for font in fonts}
    assert cuts == {"", "-Bold", "-Semi-Bold"}
    assert ["/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts] == [True] * len(fonts)


def test_large_print_is_laid_out_anew_in_18_points():
    large = make_pdf(page(size=" psp-report--large"))
    with pikepdf.open(io.BytesIO(large.content)) as found:
        sheet = found.pages[2].Contents.read_bytes()
        sizes = {float(size) * 0.75 for size in re.findall(rb"/\w+ ([\d.]+) Tf", sheet)}
        assert {tuple(map(float, sheet.MediaBox)) for sheet in found.pages} == {
            tuple(map(float, found.pages[0].MediaBox))
        }
    assert min(sizes) == pytest.approx(18, abs=0.1)


def test_the_same_report_is_the_same_file():
    assert make_pdf(page(rows="")).content == make_pdf(page(rows="")).content


def test_nothing_is_fetched_from_outside(tmp_path):
    asked = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *args):
            """Say nothing."""

    secret = tmp_path / "secret.css"
    secret.write_text("h1::after { content: 'SECRET' }")
    with http.server.HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        links = [f"{address}/a.css", secret.as_uri(), "../scss/report.scss", f"{address}/../static/build/report.css"]
        head = "".join(f'<link rel="stylesheet" href="{link}">' for link in links)
        head += f"<style>@import url({address}/b.css); body {{ background: url({address}/c.png) }}</style>"
        content = make_pdf(page(head=head, rows=f'<tr><td><img alt="" src="{address}/d.png"></td></tr>')).content
        server.shutdown()
    assert asked == []
    assert content[:5] == b"%PDF-"


def test_without_its_style_sheet_there_is_no_report(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    with pytest.raises(FileNotFoundError, match=r"report\.css"):
        make_pdf(page())


@pytest.mark.parametrize("pair", ["社区", "コミ", "지역", "ਭਦ", "عم", "Жя", "łż"])
def test_letters_of_other_scripts_are_drawn(pair):
    """Letters that no font has all look the same: an empty box."""
    document = pypdfium2.PdfDocument(make_pdf(page(rows=f"<tr><td>{pair[0]}<br>{pair[1]}</td></tr>")).content)
    pictures = []
    for sheet in document:
        text = sheet.get_textpage()
        for index in range(text.count_chars()):
            if text.get_text_range(index, 1) in pair:
                left, bottom, right, top = text.get_charbox(index)
                width, height = sheet.get_size()
                crop = (left, bottom, width - right, height - top)
                pictures.append(bytes(sheet.render(scale=4, crop=crop).buffer))
    document.close()
    assert len(set(pictures)) == 2
