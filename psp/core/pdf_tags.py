"""What PDF/UA-1 asks of the tags in a PDF beyond what WeasyPrint writes.

Header cells say what they are the header of, running heads and page numbers are artifacts, and links say where they
lead. Numbers of clauses are those of ISO 14289-1.
"""

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

MARKED = re.compile(rb"(EMC\s+)?/\w+\s*<<\s*/MCID (\d+)\s*>>\s*BDC\b")
ARTIFACT = b"/Artifact <</Type /Pagination>> BDC"
HEADINGS = frozenset({"/H1", "/H2", "/H3", "/H4", "/H5", "/H6"})


def complete_tags(content: bytes, *, link_words: Mapping[str, str]) -> bytes:
    """Return a PDF with its tags completed; ``link_words`` says what the link to each address or name reads.

    1. gives every header cell its scope (7.5); 2. joins the lines of each heading to one piece of content (7.4); 3. turns
    what stands outside the structure, the running heads and page numbers, into artifacts (7.8); 4. writes each link's
    words beside it (7.18.5).
    """
    with pikepdf.open(io.BytesIO(content)) as pdf:
        marks: dict[Any, set[int]] = {}
        headings = []
        for element, parent in _elements(pdf.Root.StructTreeRoot):
            _note_marks(element, marks)
            kind = str(element.S)
            if kind in HEADINGS:
                headings.append(element)
            elif kind == "/TH":
                _give_scope(element, parent)
            elif kind == "/TD" and "/A" in element:
                # Scope says the same; identifiers would need an index of their own.
                _drop(element.A, "/Headers")
        _rewrite(pdf, marks, _joined(headings))
        _describe_links(pdf, link_words)
        written = io.BytesIO()
        pdf.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return written.getvalue()


def _elements(root: Any) -> Iterator[tuple[Any, Any]]:
    """Walk the structure tree from its root; give each element with the one above it."""
    waiting = [(kid, root) for kid in _kids(root)]
    while waiting:
        element, parent = waiting.pop()
        yield element, parent
        waiting += [(kid, element) for kid in _kids(element)]


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    kids = kids if isinstance(kids, Array) else [kids]
    return [kid for kid in kids if isinstance(kid, Dictionary) and "/S" in kid]


def _marks_of(element: Any) -> list[int]:
    kids = element.get("/K", [])
    return [kid for kid in (kids if isinstance(kids, Array) else [kids]) if isinstance(kid, int)]


def _note_marks(element: Any, marks: dict[Any, set[int]]) -> None:
    if numbers := _marks_of(element):
        marks.setdefault(element.Pg.objgen, set()).update(numbers)


def _joined(headings: list[Any]) -> dict[Any, set[int]]:
    """Let each heading hold one mark, the first of its lines; return the marks of the further lines, by page."""
    further: dict[Any, set[int]] = {}
    for heading in headings:
        lines = _kids(heading)
        numbers = [number for line in lines for number in _marks_of(line)]
        if numbers and len(numbers) == len(lines) and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
            lines[0].K = numbers[0]
            heading.K = lines[0]
            further.setdefault(heading.Pg.objgen, set()).update(numbers[1:])
    return further


def _give_scope(cell: Any, row: Any) -> None:
    """Header cells in the head of a table are of their columns, those in its body of their rows."""
    of_column = row.get("/P", {}).get("/S") == Name.THead
    attributes = cell.get("/A", Dictionary(O=Name.Table))
    attributes.Scope = Name.Column if of_column else Name.Row
    cell.A = attributes
    _drop(cell, "/ID")


def _drop(dictionary: Any, key: str) -> None:
    if key in dictionary:
        del dictionary[key]


def _rewrite(pdf: pikepdf.Pdf, marks: dict[Any, set[int]], joined: dict[Any, set[int]]) -> None:
    """Mark as artifact what no element of the structure holds, and end no mark before a line that goes on with it."""
    by_page = dict(_pairs(pdf.Root.StructTreeRoot.ParentTree.Nums))
    for page in pdf.pages:
        known, going_on = marks.get(page.obj.objgen, set()), joined.get(page.obj.objgen, set())

        def rewritten(found: re.Match[bytes], known: set[int] = known, going_on: set[int] = going_on) -> bytes:
            number = int(found[2])
            if number in going_on and found[1]:
                return b""
            return found[0] if number in known else (found[1] or b"") + ARTIFACT

        page.obj.Contents.write(MARKED.sub(rewritten, page.obj.Contents.read_bytes()))
        elements = by_page[page.obj.StructParents]
        for number in range(len(elements)):
            if number not in known or number in going_on:
                elements[number] = None


def _pairs(flat: Any) -> Iterator[tuple[Any, Any]]:
    numbers = list(flat)
    return zip(numbers[::2], numbers[1::2], strict=True)


def _describe_links(pdf: pikepdf.Pdf, link_words: Mapping[str, str]) -> None:
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", []):
            if annotation.get("/Subtype") == Name.Link:
                target = str(annotation.get("/Contents", ""))
                annotation.Contents = String(link_words.get(target) or target)
