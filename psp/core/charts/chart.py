"""What every chart hands out: its pictures, and the same figures as a table."""

from collections.abc import Callable
from dataclasses import dataclass, field

from psp.core.charts.sizes import LARGE_PRINT, ON_SCREEN, PRINT, Size
from psp.core.charts.svg import Svg, tag


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of a chart in words; ``numeric`` lists the columns that are set to the right."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    row_header: int = 0
    numeric: tuple[int, ...] = ()


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
        """For a report: one picture as wide as the page."""
        return self.draw(PRINT)

    @property
    def large_print(self) -> Svg:
        """For a report in large print: one picture with words of 18 points."""
        return self.draw(LARGE_PRINT)
