"""A page printed from the browser loses nothing of its tables."""

import re

import pytest
from playwright.sync_api import Error

from tests.architecture.access_table import every_place, partnership_of
from tests.browser.test_every_page import LOOKERS, pages
from tests.factories.addresses import address_of
from tests.factories.sheets import glyphs_of, outside
from tests.factories.world import tell_the_story

# What a browser makes of a page is the same on every database.
pytestmark = [pytest.mark.browser, pytest.mark.once]
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


def without_blanks(words):
    """Leave out blanks, and hyphens: a line broken at one reads them as another character."""
    return re.sub(r"[\s\-\u00ad\u200b-\u200d\ufffe]", "", words)


def lost_on_paper(window, address):
    """Print a page that has a table; return what of its cells is not on the paper, or stands at its very edge."""
    page = window.context.new_page()
    try:
        answer = page.goto(address)
        if not answer.text().lstrip().lower().startswith("<!doctype") or not page.locator("main table").count():
            return []
        page.emulate_media(media="print")
        cells = page.evaluate(CELLS)
        glyphs, sizes = glyphs_of(page.pdf(format="A4", prefer_css_page_size=True))
    except Error as problem:
        if "Download is starting" not in problem.message:
            raise
        return []
    finally:
        page.close()
    printed = without_blanks("".join(glyph.character for glyph in glyphs))
    lost = [words.strip() for words in cells if without_blanks(words) not in printed]
    return lost + outside(glyphs, sizes, margin_mm=5)


@pytest.mark.parametrize("part", range(2))
def test_no_page_loses_a_column_on_paper(transactional_db, window_of, part):
    world, found = tell_the_story(), every_place()
    windows = {role: window_of(world.cast.get(role)) for role in LOOKERS}
    lost = {}
    for name, looker in pages()[part::2]:
        address = address_of(found[name], partnership_of(name, world))
        if address and (words := lost_on_paper(windows[looker], address)):
            lost[f"{name} as {looker}"] = words[:5]
    assert lost == {}
