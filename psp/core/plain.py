"""Plain text made from a report's HTML: 72 columns, for Braille, speech and every program there is.

Nothing is lost but the pictures, whose figures stand in the table beneath each: a table becomes its rows, one heading
and value to a line.
"""

import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

WIDTH = 72
INDENT = "  "
VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "col", "wbr", "path", "rect"})
UNSAID = frozenset({"head", "script", "style", "svg", "template"})
BLOCKS = frozenset(
    {"article", "aside", "blockquote", "body", "caption", "dd", "div", "dl", "dt", "figcaption", "figure"}
)
BLOCKS |= {"footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "html", "li", "main", "nav", "ol", "p", "section"}
BLOCKS |= {"table", "ul"}
UNDERLINES = {"h1": "=", "h2": "-", "h3": "."}
# Only a screen shows what has this class.
ON_SCREEN = "psp-screen"


def plain_text(html: str) -> str:
    """Return what an HTML document says as text of at most 72 columns, but for words longer than that."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    paragraphs = list(_blocks(tree.root, WIDTH))
    return "\n\n".join(paragraphs).replace("\N{NO-BREAK SPACE}", " ") + "\n"


@dataclass(slots=True, eq=False)
class _Node:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    content: "list[_Node | str]" = field(default_factory=list)

    def nodes(self, *tags: str) -> "list[_Node]":
        """The elements directly inside, of the tags named or of any."""
        return [kid for kid in self.content if isinstance(kid, _Node) and (not tags or kid.tag in tags)]

    def holds(self, tag: str) -> bool:
        """Whether an element of the tag is anywhere inside."""
        return any(kid.tag == tag or kid.holds(tag) for kid in self.nodes())

    @property
    def is_said(self) -> bool:
        hidden = ON_SCREEN in self.attributes.get("class", "").split() or "hidden" in self.attributes
        return self.tag not in UNSAID and not hidden


class _Tree(HTMLParser):
    """Reads a document into nodes. An end tag closes everything inside what it ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("body")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].content.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].content.append(_Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        tags = [node.tag for node in self._open]
        if tag in tags[1:]:
            del self._open[len(tags) - 1 - tags[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        self._open[-1].content.append(data)


def _words(node: _Node) -> str:
    """What a node says on one line; a break inside it is kept."""
    lines = _raw(node).split("\n")
    return "\n".join(line for line in (" ".join(_split(line)) for line in lines) if line)


def _split(line: str) -> list[str]:
    return [word for word in line.replace("\r", " ").replace("\t", " ").split(" ") if word]


def _raw(node: _Node) -> str:
    said = []
    for kid in node.content:
        if isinstance(kid, str):
            said.append(kid.replace("\n", " "))
        elif kid.tag == "br":
            said.append("\n")
        elif kid.is_said:
            inner = _raw(kid)
            said.append(f"\n{inner}\n" if kid.tag in BLOCKS else _with_address(kid, inner))
    return "".join(said)


def _with_address(node: _Node, said: str) -> str:
    """A link out of the document says where it leads, unless its words do."""
    address = node.attributes.get("href", "") if node.tag == "a" else ""
    return said if not address or address.startswith(("#", "/")) or address in said else f"{said} ({address})"


def _wrapped(words: str, width: int, rest: str = "") -> str:
    """Break words into lines; ``rest`` begins every one but the first."""
    lines: list[str] = []
    for line in words.split("\n"):
        lines += textwrap.wrap(
            line,
            width,
            initial_indent=rest if lines else "",
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return "\n".join(lines)


def _blocks(node: _Node, width: int) -> Iterator[str]:
    """Give the paragraphs of a node in order."""
    line = _Node("p")
    for kid in node.content:
        if isinstance(kid, _Node) and kid.tag in BLOCKS:
            yield from _paragraph(line, width)
            line = _Node("p")
            if kid.is_said:
                yield from _BLOCKS.get(kid.tag, _blocks)(kid, width)
        else:
            line.content.append(kid)
    yield from _paragraph(line, width)


def _paragraph(node: _Node, width: int) -> Iterator[str]:
    if words := _words(node):
        yield _wrapped(words, width)


def _heading(node: _Node, width: int) -> Iterator[str]:
    for said in _paragraph(node, width):
        mark = UNDERLINES.get(node.tag, "")
        yield f"{said}\n{mark * max(map(len, said.splitlines()))}" if mark else said


def _figure(node: _Node, width: int) -> Iterator[str]:
    """A picture says nothing here: the table beneath it bears its name and its figures."""
    if not node.holds("svg"):
        yield from _blocks(node, width)


def _items(node: _Node, width: int) -> Iterator[str]:
    """A list, with the lists inside its items further in."""
    lines = []
    for number, item in enumerate(node.nodes("li"), 1):
        mark = f"{number}. " if node.tag == "ol" else "- "
        if said := "\n".join(_blocks(item, width - len(mark))):
            lines.append(mark + said.replace("\n", "\n" + " " * len(mark)))
    if lines:
        yield "\n".join(lines)


def _pairs(node: _Node, width: int) -> Iterator[str]:
    """A list of terms and what each is: "Term: what it is"."""
    lines, term = [], ""
    for kid in [inner for child in node.nodes() for inner in (child.nodes() if child.tag == "div" else [child])]:
        if kid.tag == "dt":
            term = _words(kid)
        elif kid.tag == "dd":
            lines.append(_wrapped(f"{term}: {_words(kid) or '–'}", width, INDENT))
    if lines:
        yield "\n".join(lines)


def _table(node: _Node, width: int) -> Iterator[str]:
    """A table: its caption, then each row with a line for each cell that says something."""
    for caption in node.nodes("caption"):
        yield from _paragraph(caption, width)
    head = [_words(cell) for row in _rows(node, "thead") for cell in _cells(row)]
    for row in [*_rows(node, "tbody"), *_rows(node, "tfoot"), *node.nodes("tr")]:
        cells = list(_cells(row))
        at = next((n for n, cell in enumerate(cells) if cell.tag == "th"), 0)
        lines = [_wrapped(_in_line(cells[at]) or "–", width)] if cells else []
        for number, cell in enumerate(cells):
            said = _in_line(cell)
            if said and cell is not cells[at] and cell not in cells[:number]:
                title = head[number] if number < len(head) else ""
                said = _wrapped(f"{title}: {said}" if title else said, width - len(INDENT), INDENT)
                lines.append(textwrap.indent(said, INDENT))
        if lines:
            yield "\n".join(lines)


def _in_line(cell: _Node) -> str:
    return ", ".join(_words(cell).split("\n"))


def _rows(node: _Node, part: str) -> list[_Node]:
    return [row for section in node.nodes(part) for row in section.nodes("tr")]


def _cells(row: _Node) -> Iterator[_Node]:
    """The cells of a row, one that spans several columns as often as it does."""
    for cell in row.nodes("td", "th"):
        for _ in range(int(cell.attributes.get("colspan") or 1)):
            yield cell


_BLOCKS: dict[str, Callable[[_Node, int], Iterator[str]]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _heading),
    "ul": _items,
    "ol": _items,
    "dl": _pairs,
    "figure": _figure,
    "table": _table,
}
