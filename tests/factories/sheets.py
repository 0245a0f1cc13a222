"""Where the glyphs of a PDF stand on its sheets."""

from dataclasses import dataclass
from itertools import pairwise

import pypdfium2

POINTS_A_MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character on a sheet; its box in points from the lower left corner."""

    character: str
    sheet: int
    left: float
    bottom: float
    right: float
    top: float


def glyphs_of(pdf):
    """List the glyphs of a PDF that are seen, with the size of its sheets as {number: (width, height)}."""
    glyphs, sizes = [], {}
    document = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(document, start=1):
        sizes[number] = page.get_size()
        text = page.get_textpage()
        for index in range(text.count_chars()):
            character = text.get_text_range(index, 1)
            left, bottom, right, top = text.get_charbox(index)
            if character.strip() and right > left:
                glyphs.append(Glyph(character, number, left, bottom, right, top))
    document.close()
    return glyphs, sizes


def outside(glyphs, sizes, *, margin_mm):
    """List the sheets and characters that stand nearer to an edge of the paper than a printer reaches."""
    margin = margin_mm * POINTS_A_MM
    return [
        (glyph.sheet, glyph.character)
        for glyph in glyphs
        if glyph.left < margin
        or glyph.bottom < margin
        or glyph.right > sizes[glyph.sheet][0] - margin
        or glyph.top > sizes[glyph.sheet][1] - margin
    ]


def on_top_of_each_other(glyphs):
    """List the sheets and pairs of characters on one line that cover each other by half."""
    by_line = {}
    for glyph in glyphs:
        by_line.setdefault((glyph.sheet, round((glyph.bottom + glyph.top) / 2)), []).append(glyph)
    return [
        (first.sheet, first.character + second.character)
        for row in by_line.values()
        for first, second in pairwise(sorted(row, key=lambda glyph: glyph.left))
        if min(first.right, second.right) - second.left
        > 0.5 * min(first.right - first.left, second.right - second.left)
    ]
