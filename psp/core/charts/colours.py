"""The colours of charts: one strong, one soft and one text colour per period, and what lines and marks are drawn in.

Kept beside the drawing and not in a style sheet, because a style sheet does not reach into a
picture in a PDF.
"""

from dataclasses import dataclass

INK = "#1c1830"
QUIET = "#484955"
LINE = "#dcd9e2"
EDGE = "#8a8598"
WHITE = "#ffffff"
RED = "#b3261e"
RED_SOFT = "#fbdcd9"
RED_TEXT = "#7d1710"


@dataclass(frozen=True, slots=True)
class Tone:
    """``strong`` carries white text, ``soft`` carries ``text``."""

    strong: str
    soft: str
    text: str


BRAND = Tone("#6a3d9a", "#e6dcf1", "#46256b")
DESIGN = Tone("#1f66ad", "#d6e6f5", "#123f6d")
EVALUATION = Tone("#a35200", "#f8e3cd", "#5f3000")
TENDER = Tone("#0f7a52", "#d3ecdf", "#083d29")
CALM = Tone("#5f5b6b", "#eceaf1", "#34313f")

PERIODS = {"design": DESIGN, "pilot": BRAND, "evaluation": EVALUATION, "bid_writing": TENDER, "tender": TENDER}
SERIES = (BRAND, DESIGN, EVALUATION, TENDER, CALM)


def tone_of(period: str) -> Tone:
    """Return the colours of a period, calm ones for what belongs to none."""
    return PERIODS.get(period, CALM)
