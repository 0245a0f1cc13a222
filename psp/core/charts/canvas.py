"""The canvas each chart is drawn on: shapes, words, and fills that are told apart without colour."""

from collections.abc import Iterable
from dataclasses import dataclass

from psp.core.charts.colours import INK, QUIET, WHITE
from psp.core.charts.letters import broken, shortened, width_of
from psp.core.charts.sizes import Size
from psp.core.charts.svg import Attribute, Svg, identifier, number, plain, tag, words

FONT = "Atkinson Hyperlegible Next Variable,Atkinson Hyperlegible Next,sans-serif"
HATCH = "M-1.75 1.75L1.75-1.75M0 7L7 0M5.25 8.75L8.75 5.25"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the picture that words take up."""

    left: float
    top: float
    right: float
    bottom: float


class Canvas:
    """Collects the elements of one picture of one size.

    ``look`` takes attributes of the element: ``fill``, ``stroke``, ``stroke_width``,
    ``stroke_dasharray``, ``class_`` and the like.
    """

    def __init__(self, name: str, size: Size) -> None:
        """Start an empty picture. ``name`` begins every id in it and is unique on the page."""
        self.name = f"{identifier(name)}-{size.name}"
        self.size = size
        self.text = size.text
        self.width = size.width
        self.leading = size.text * 1.3
        self._elements: list[str] = []
        self._patterns: dict[str, str] = {}

    def rect(self, x: float, y: float, width: float, height: float, **look: Attribute) -> None:
        """Draw a rectangle, nothing where it has no extent. A stroke lies inside it, so that it takes no more room."""
        thickness = look.get("stroke_width", 1) if look.get("stroke") else 0
        inset = thickness / 2 if isinstance(thickness, int | float) else 0
        x, y, width, height = x + inset, y + inset, width - 2 * inset, height - 2 * inset
        if width > 0 and height > 0:
            self._elements.append(tag("rect", x=x, y=y, width=width, height=height, **look))

    def bar(self, start: float, end: float, y: float, height: float, **look: Attribute) -> None:
        """Draw a rectangle between two places in either order, at least a hair wide."""
        left, width = min(start, end), abs(end - start)
        self.rect(left, y, max(width, 1.5), height, **(look if width > 3 else look | {"stroke": None}))

    def line(self, x1: float, y1: float, x2: float, y2: float, **look: Attribute) -> None:
        """Draw a straight line, of ink unless said otherwise."""
        self._elements.append(tag("line", x1=x1, y1=y1, x2=x2, y2=y2, **({"stroke": INK} | look)))

    def line_around(self, x: float, top: float, bottom: float, boxes: Iterable[Box], **look: Attribute) -> None:
        """Draw a line downwards that leaves out the boxes it would cross, so that it runs through no words."""
        for box in sorted((box for box in boxes if box.left - 3 < x < box.right + 3), key=lambda box: box.top):
            if box.top > top:
                self.line(x, top, x, min(box.top, bottom), **look)
            top = max(top, box.bottom)
        if top < bottom:
            self.line(x, top, x, bottom, **look)

    def polyline(self, points: Iterable[Point], **look: Attribute) -> None:
        """Draw a line through points."""
        written = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        self._elements.append(tag("polyline", points=written, fill="none", stroke_linejoin="round", **look))

    def polygon(self, points: Iterable[Point], **look: Attribute) -> None:
        """Draw a closed shape."""
        written = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        self._elements.append(tag("polygon", points=written, **look))

    def circle(self, x: float, y: float, radius: float, **look: Attribute) -> None:
        """Draw a circle."""
        self._elements.append(tag("circle", cx=x, cy=y, r=radius, **look))

    def diamond(self, x: float, y: float, radius: float, **look: Attribute) -> None:
        """Draw the mark of a milestone."""
        self.polygon(((x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)), **look)

    def write(self, x: float, y: float, text: object, *, bold: bool = False, **look: Attribute) -> None:
        """Write one line of text with its baseline at ``y``; ``text_anchor`` says what ``x`` is."""
        written = words(text)
        if written:
            attributes: dict[str, Attribute] = {
                "fill": INK,
                "font_size": self.text,
                "font_weight": 700 if bold else None,
                **look,
            }
            self._elements.append(tag("text", written, x=x, y=y, **attributes))

    def write_over(
        self, x: float, y: float, text: object, room: float, *, bold: bool = False, **look: Attribute
    ) -> bool:
        """Write one line centred on ``x`` if it fits the room; say whether it did."""
        fits = self.measure(text, bold=bold) <= room
        if fits:
            self.write(x, y, text, bold=bold, **({"text_anchor": "middle"} | look))
        return fits

    def paragraph(self, x: float, y: float, lines: Iterable[str], *, bold: bool = False, **look: Attribute) -> float:
        """Write lines below ``y``; return where they end."""
        for line in lines:
            y += self.leading
            self.write(x, y - self.leading * 0.27, line, bold=bold, **look)
        return y

    def lines_of(self, text: object, room: float, *, bold: bool = False, most: int = 2) -> tuple[str, ...]:
        """Break a text into lines that fit the room."""
        return broken(plain(text), room, self.text, bold=bold, most_lines=most)

    def fitted(self, text: object, room: float, *, bold: bool = False) -> str:
        """Cut a text to the room."""
        return shortened(plain(text), room, self.text, bold=bold)

    def measure(self, text: object, *, bold: bool = False) -> float:
        """Measure a text at the size of this picture."""
        return width_of(plain(text), self.text, bold=bold)

    def box_around(self, left: float, middle: float, text: object, *, bold: bool = False) -> Box:
        """Return the box of one line of words that starts at ``left`` and is centred on ``middle``."""
        half = self.text * 0.55
        return Box(left, middle - half, left + self.measure(text, bold=bold), middle + half)

    def hatch(self, colour: str, ground: str = WHITE) -> str:
        """Return a fill of diagonal lines."""
        lines = tag("path", d=HATCH, stroke=colour, stroke_width=2)
        return self._pattern(f"hatch-{colour[1:]}-{ground[1:]}", 7, tag("rect", width=7, height=7, fill=ground) + lines)

    def dots(self, colour: str, ground: str = WHITE) -> str:
        """Return a fill of dots."""
        dot = tag("circle", cx=3, cy=3, r=1.4, fill=colour)
        return self._pattern(f"dots-{colour[1:]}-{ground[1:]}", 6, tag("rect", width=6, height=6, fill=ground) + dot)

    def finish(self, height: float, title: str, description: str) -> Svg:
        """Write the whole picture, named and described for those who do not see it."""
        return Svg(
            tag(
                "svg",
                tag("title", words(title), id=f"{self.name}-title"),
                tag("desc", words(description), id=f"{self.name}-desc"),
                tag("defs", *self._patterns.values()) if self._patterns else "",
                *self._elements,
                xmlns="http://www.w3.org/2000/svg",
                class_=f"psp-chart__picture psp-chart__picture--{self.size.name}",
                viewBox=f"0 0 {number(self.width)} {number(height)}",
                width=self.width,
                height=height,
                role="img",
                aria_labelledby=f"{self.name}-title {self.name}-desc",
                font_family=FONT,
            )
        )

    def nothing(self, title: str, said: str) -> Svg:
        """Write a picture that says there is nothing to draw."""
        self.write(0, self.text, said, fill=QUIET)
        return self.finish(self.leading, title, said)

    def _pattern(self, name: str, side: int, content: str) -> str:
        name = f"{self.name}-{name}"
        self._patterns[name] = tag("pattern", content, id=name, width=side, height=side, patternUnits="userSpaceOnUse")
        return f"url(#{name})"
