"""What every chart hands out: its pictures, and the same figures as a table."""

from collections.abc import Callable
from dataclasses import dataclass, field

from psp.core.charts.sizes import LARGE_PRINT, ON_SCREEN, PRINT, Size
from psp.core.charts.svg import Svg, tag

SAID_ROWS = 12


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of a chart in words; ``numeric`` lists the columns that are set to the right."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    row_header: int = 0
    numeric: tuple[int, ...] = ()

    def in_words(self) -> str:
        """Say the first rows one after the other, for those who do not see the picture."""
        others = [column for column in range(len(self.headings)) if column != self.row_header]
        said = [
            f"{row[self.row_header]}: " + ", ".join(f"{self.headings[n]} {row[n]}" for n in others) + "."
            for row in self.rows[:SAID_ROWS]
        ]
        return " ".join([*said, "…"] if len(self.rows) > SAID_ROWS else said)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart that is drawn when it is asked for, in the size asked for."""

    id: str
    title: str
    table: Table
    draw: Callable[[Size], Svg] = field(repr=False, compare=False)

    @property
    def svg(self) -> Svg:
        """For a page: one picture per width, of which the style sheet shows one."""
        return Svg(tag("div", *(self.draw(size) for size in ON_SCREEN), class_="psp-chart"))

    @property
    def print(self) -> Svg:
        """For a report: a picture as wide as the page, a long timeline as several, none taller than a page."""
        return self.draw(PRINT)

    @property
    def large_print(self) -> Svg:
        """For a report in large print: as ``print``, with words of 18 points."""
        return self.draw(LARGE_PRINT)
