"""Reads a picture back as those see it who look at it: boxes of words, places of shapes, names and descriptions."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import strategies as st

from psp.core.charts.bars import Bar, Bars, bars
from psp.core.charts.gantt import Gantt, Row, gantt
from psp.core.charts.histogram import Bin, Histogram, histogram
from psp.core.charts.letters import width_of
from psp.core.charts.lines import Line, Lines, lines
from psp.core.charts.periods import Period, Span
from psp.core.charts.radar import Radar, Shape, radar
from psp.core.charts.runway import Balance, Event, Runway, runway
from psp.core.charts.stacked_bars import Stack, StackedBars, stacked_bars
from psp.core.charts.stage_strip import StageStrip, stage_strip
from psp.core.charts.strips import Strips
from psp.core.charts.strips import strips as strips_below
from psp.core.charts.tornado import Swing, Tornado, tornado
from psp.core.charts.waterfall import Step, Waterfall, waterfall
from psp.core.charts.words import Unit

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Word:
    said: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Word") -> bool:
        return (
            min(self.right, other.right) - max(self.left, other.left) > 0.5
            and min(self.bottom, other.bottom) - max(self.top, other.top) > 0.5
        )


@dataclass(frozen=True)
class Picture:
    """One ``<svg>``, read."""

    root: ElementTree.Element

    @property
    def view(self) -> tuple[float, float]:
        left, top, width, height = map(float, self.root.get("viewBox", "").split())
        assert (left, top) == (0, 0)
        return width, height

    def of_class(self, name: str) -> list[ElementTree.Element]:
        return [element for element in self.root.iter() if element.get("class") == f"psp-chart__{name}"]

    @property
    def words(self) -> list[Word]:
        found = []
        for element in self.root.iter(f"{SVG}text"):
            size, said = float(element.get("font-size", "0")), element.text or ""
            # The measure is a little generous on purpose, to keep words apart in a fallback font.
            width = width_of(said, size, bold=element.get("font-weight") == "700") / 1.03
            x, y = float(element.get("x", "0")), float(element.get("y", "0"))
            left = x - {None: 0, "start": 0, "middle": width / 2, "end": width}[element.get("text-anchor")]
            found.append(Word(said, left, y - size * 0.7, left + width, y + size * 0.1))
        return found

    def collisions(self) -> list[tuple[str, str]]:
        return [(a.said, b.said) for a, b in combinations(self.words, 2) if a.overlaps(b)]

    def outside(self) -> list[str]:
        """List what reaches over the edge by more than half a thick line."""
        width, height = self.view
        places = [(w.said, x, y) for w in self.words for x, y in ((w.left, w.top), (w.right, w.bottom))]
        for element in self.root.iter():
            if element.tag in {f"{SVG}pattern", f"{SVG}defs"} or element in self.patterned:
                continue
            places += [(f"{element.tag} {element.attrib}", x, y) for x, y in corners(element)]
        return [what for what, x, y in places if not (-3 <= x <= width + 3 and -3 <= y <= height + 3)]

    @property
    def patterned(self) -> set[ElementTree.Element]:
        return {inside for pattern in self.root.iter(f"{SVG}pattern") for inside in pattern.iter()}


def corners(element: ElementTree.Element) -> list[tuple[float, float]]:
    at = {name: float(value) for name, value in element.attrib.items() if re.fullmatch(r"-?[\d.]+", value)}
    if element.tag == f"{SVG}rect":
        return [(at["x"], at["y"]), (at["x"] + at["width"], at["y"] + at["height"])]
    if element.tag == f"{SVG}line":
        return [(at["x1"], at["y1"]), (at["x2"], at["y2"])]
    if element.tag == f"{SVG}circle":
        return [(at["cx"] - at["r"], at["cy"] - at["r"]), (at["cx"] + at["r"], at["cy"] + at["r"])]
    if "points" in element.attrib:
        return [(float(x), float(y)) for x, y in (pair.split(",") for pair in element.attrib["points"].split())]
    return []


def pictures_of(markup: str) -> list[Picture]:
    root = ElementTree.fromstring(f"<all>{markup}</all>")  # noqa: S314 - our own markup
    return [Picture(svg) for svg in root.iter(f"{SVG}svg")]


@pytest.fixture(scope="session")
def pictures():
    """Read the pictures in a piece of markup."""
    return pictures_of


FIRST = date(2026, 9, 1)
days = st.integers(0, 2500).map(lambda number: FIRST + timedelta(days=number))
labels = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "",
            "</text><script>alert(1)</script>",
            "\"'&<>]]>",
            "Bothwell and Uddingston Carers’ Breaks and Befriending Partnership (Lanarkshire) Limited",
            "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
            "Comunn na Gàidhlig agus Càirdeas",
        ]
    ),
)
figures = st.one_of(
    st.none(), st.integers(-(10**6), 10**6), st.decimals(-(10**13), 10**13, places=2), st.floats(allow_nan=True)
)
KINDS = ("design", "pilot", "evaluation", "bid_writing", "tender", "else")


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start = draw(days)
    return Span(start, start + timedelta(days=draw(st.integers(0, 900))))


def maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | strategy


def some(strategy: st.SearchStrategy, most: int = 6) -> st.SearchStrategy:
    return st.lists(strategy, max_size=most).map(tuple)


@st.composite
def strips(draw: st.DrawFn) -> StageStrip:
    """Draw periods one after the other, as plans have them, with and without waiting in between."""
    start, found = draw(days), []
    for kind in KINDS[: draw(st.integers(0, 5))]:
        start += timedelta(days=draw(st.sampled_from([0, 0, 0, 45])))
        until = start + timedelta(days=draw(st.integers(0, 900)))
        found.append(
            Period(
                kind, draw(labels), Span(start, until), draw(maybe(spans())), draw(maybe(spans())), draw(st.booleans())
            )
        )
        start = until
    return StageStrip(
        "strip", draw(labels), tuple(found), draw(days), draw(maybe(days)), draw(labels), draw(maybe(days))
    )


@st.composite
def timelines(draw: st.DrawFn) -> Gantt:
    rows = [
        Row(
            f"r{n}",
            draw(labels),
            draw(st.sampled_from(KINDS)),
            draw(spans()),
            draw(maybe(spans())),
            *(draw(st.booleans()) for _ in range(5)),
            after=("r0",),
            note=draw(labels),
        )
        for n in range(draw(st.integers(0, 8)))
    ]
    return Gantt("gantt", draw(labels), tuple(rows), draw(days), draw(maybe(days)), draw(st.booleans()))


units = st.sampled_from(Unit)
parts = st.just(("Quality", "Price", "Third", "Fourth"))
stacks = st.builds(Stack, labels, st.tuples(*[st.decimals(-(10**9), 10**9, places=2)] * 4), figures)
shapes = st.builds(Shape, labels, some(figures, 14))
points = some(st.tuples(st.integers(0, 100), figures), 5)
bins = some(st.integers(0, 10**7), 40).map(
    lambda counts: tuple(Bin(n / 4, n / 4 + 0.25, c) for n, c in enumerate(counts))
)
CHARTS = {
    "stage_strip": (stage_strip, strips()),
    "strips": (strips_below, st.builds(Strips, st.just("p"), labels, some(strips()), days, labels)),
    "gantt": (gantt, timelines()),
    "bars": (
        bars,
        st.builds(Bars, st.just("b"), labels, some(st.builds(Bar, labels, figures, figures, maybe(units))), units),
    ),
    "stacked_bars": (
        stacked_bars,
        st.builds(StackedBars, st.just("s"), labels, parts, some(stacks), units, maybe(st.just(100))),
    ),
    "tornado": (
        tornado,
        st.builds(
            Tornado, st.just("t"), labels, some(st.builds(Swing, labels, figures, figures, labels)), figures, units
        ),
    ),
    "waterfall": (
        waterfall,
        st.builds(Waterfall, st.just("w"), labels, some(st.builds(Step, labels, figures, st.booleans())), units),
    ),
    "histogram": (histogram, st.builds(Histogram, st.just("h"), labels, bins, figures, maybe(st.just((1.2, 3.4))))),
    "lines": (
        lines,
        st.builds(
            Lines, st.just("l"), labels, some(st.builds(Line, labels, points), 5), labels, at=figures, at_label=labels
        ),
    ),
    "radar": (radar, st.builds(Radar, st.just("r"), labels, some(labels, 14), some(shapes, 3), maybe(st.just(5)))),
    "runway": (
        runway,
        st.builds(
            Runway,
            st.just("m"),
            labels,
            some(st.builds(Balance, days, figures.filter(lambda f: f is not None))),
            maybe(days),
            maybe(spans()),
            maybe(days),
            some(st.builds(Event, days, labels), 3),
        ),
    ),
}


@pytest.fixture(params=list(CHARTS), scope="session")
def kind(request):
    """One kind of chart after the other: how it is drawn, and figures of every sort for it."""
    return CHARTS[request.param]
