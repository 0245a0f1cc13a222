"""The sizes a chart is drawn in, so that its words stay between about 12 and 20 pixels wherever it stands.

A picture shrinks and grows with its place, and its words with it; so each chart is drawn anew for a
narrow, a medium and a wide place, and the page shows the one that fits (``_charts.scss`` holds the
same three widths).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """A name, a width and the size of the words in the picture's own units; ``tallest`` where a page ends."""

    name: str
    width: float
    text: float
    tallest: float | None = None

    @property
    def is_narrow(self) -> bool:
        """Words do not fit beside a drawing of this size, only above it."""
        return self.width < 440


NARROW = Size("narrow", 280, 14)
MEDIUM = Size("medium", 520, 15)
WIDE = Size("wide", 900, 16)
ON_SCREEN = (NARROW, MEDIUM, WIDE)

# An A4 page with 20 mm margins is 642 px wide: words of 10.5 points, and of 18 in large print.
PRINT = Size("print", 640, 14, tallest=850)
LARGE_PRINT = Size("large-print", 400, 15, tallest=520)
