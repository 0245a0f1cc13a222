"""Every page, as somebody who may see it: axe finds nothing, nothing is refused by the Content-Security-Policy or
complained of in the console, one heading and a title, no scrolling sideways in a window 320 pixels wide, and printed from
the browser it loses nothing of its tables.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Error

from tests.architecture.access_table import every_place, partnership_of, read_table
from tests.factories.addresses import address_of
from tests.factories.sheets import glyphs_of, outside
from tests.factories.world import tell_the_story

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """async (tags) => (await axe.run(document, {runOnly: tags, resultTypes: ["violations"]})).violations
    .flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)}`))"""
# The words of every cell that paper can show: not buttons, choices, and what only screen readers say.
CELLS = """() => [...document.querySelectorAll("main table :is(th, td)")].flatMap(cell => {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), words = [];
    while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        const unseen = parent.closest("select, button, .govuk-button, .govuk-visually-hidden, template");
        if (!unseen && parent.checkVisibility()) words.push(walker.currentNode.data);
    }
    return words;
}).filter(words => words.trim())"""
PARTS = 6
# Who looks at a page: the first of these who may.
LOOKERS = ("leader", "purchaser", "evaluator", "administrator", "superuser", "anonymous")

# What a browser makes of a page is the same on every database.
pytestmark = [pytest.mark.browser, pytest.mark.once]


def pages():
    """Names of the pages with who looks at each; a page both tenders show to the same person once."""
    table = read_table()
    return [
        (name, looker)
        for name, row in sorted(table.items())
        for looker in [next((role for role in LOOKERS if row[role] == 200), None)]
        if looker and not (name.endswith("@sealed") and table[name.removesuffix("@sealed")][looker] == 200)
    ]


def findings(page, address):
    """Look at an address in a tab; return what is wrong with its page. Nothing, where it gives a file or a part of a page."""
    heard = []
    listeners = {
        "console": lambda message: heard.append(f"console: {message.text}") if message.type == "error" else None,
        "pageerror": lambda error: heard.append(f"script: {error}"),
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    try:
        page.set_viewport_size({"width": 1280, "height": 900})
        answer = page.goto(address)
        if not answer.text().lstrip().lower().startswith("<!doctype"):
            return []
        page.evaluate(AXE.read_text())
        heard += page.evaluate(RUN_AXE, TAGS)
        if (count := page.locator("h1").count()) != 1:
            heard.append(f"{count} first headings")
        if not page.title().strip() or "None" in page.title():
            heard.append(f"title {page.title()!r}")
        page.set_viewport_size({"width": 320, "height": 800})
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 320:
            heard.append(f"{width} pixels wide in a window of 320")
        heard += [f"lost on paper: {words}" for words in lost_on_paper(page)[:5]]
    except Error as problem:
        if "Download is starting" not in problem.message:
            raise
    finally:
        for event, listener in listeners.items():
            page.remove_listener(event, listener)
    return heard


def without_blanks(words):
    """Leave out blanks, and hyphens: a line broken at one reads them as another character."""
    return re.sub(r"[\s\-\u00ad\u200b-\u200d\ufffe]", "", words)


def lost_on_paper(page):
    """Print a page that has a table; return what of its cells is not on the paper, or stands at its very edge."""
    if not page.locator("main table").count():
        return []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(media="print")
    try:
        cells = page.evaluate(CELLS)
        glyphs, sizes = glyphs_of(page.pdf(format="A4", prefer_css_page_size=True))
    finally:
        page.emulate_media(media="screen")
    printed = without_blanks("".join(glyph.character for glyph in glyphs))
    lost = [words.strip() for words in cells if without_blanks(words) not in printed]
    return lost + outside(glyphs, sizes, margin_mm=5)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_can_be_used_by_everybody(transactional_db, window_of, part):
    world, found = tell_the_story(), every_place()
    windows = {role: window_of(world.cast.get(role)) for role in LOOKERS}
    wrong = {}
    for name, looker in pages()[part::PARTS]:
        address = address_of(found[name], partnership_of(name, world))
        if address and (heard := findings(windows[looker], address)):
            wrong[f"{name} as {looker}"] = heard
    assert wrong == {}


@pytest.mark.parametrize(("address", "status"), [("/nothing-here/", 404), ("/mail/", 403)])
def test_pages_that_refuse_can_be_used_too(transactional_db, window_of, olivia, address, status):
    window = window_of(olivia)
    assert window.goto(address).status == status
    # The browser itself complains of the status, and of nothing else.
    assert [line for line in findings(window, address) if "Failed to load resource" not in line] == []
