"""Reading a register's file row by row, however large: its encoding, its delimiter, its headings, its rows."""

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from partnerships.register.engine.cells import Value
from partnerships.register.engine.layout import Column, Entry, Layout, heading_key

BLOCK = 1 << 20
LARGEST = 300 << 20  # bytes unpacked; the whole register is a tenth of it
DELIMITERS = (",", ";", "\t", "|")
# A file whose rows do not fit its headings is no such file; fewer rows than this prove nothing.
ENOUGH_ROWS = 20
LONGEST_NAME = 200
LONGEST_HEADINGS = 1 << 16


class WrongFile(ValueError):
    """The file cannot be read at all. The text says what is missing or wrong, and where."""


@contextmanager
def unpacked(file: BinaryIO) -> Iterator[BinaryIO]:
    """Give the CSV file itself, taken out of the ZIP archive the regulator packs it in. Raises WrongFile."""
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        file.seek(0)
        yield file
        return
    try:
        with zipfile.ZipFile(file) as archive:
            inside = [info for info in archive.infolist() if info.filename.lower().endswith(".csv")]
            if len(inside) != 1:
                raise WrongFile(f"The archive holds {len(inside)} CSV files. Choose one with exactly 1")
            if inside[0].file_size > LARGEST or inside[0].flag_bits & 1:
                raise WrongFile("The archive is locked or its file is too large. Unpack it and choose the CSV file")
            with archive.open(inside[0]) as member:
                yield member  # type: ignore[misc]
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error) as problem:
        raise WrongFile("The archive is damaged. Download it again, or unpack it and choose the CSV file") from problem


def encoding_of(file: BinaryIO) -> str:
    """Find how the text is encoded: UTF-8 with or without its mark, else Windows-1252. Raises WrongFile for no text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, first, seen = True, b"", 0
    while block := file.read(BLOCK):
        first, seen = first or block, seen + len(block)
        if seen > LARGEST:
            raise WrongFile("The file is too large")
        if block[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) or b"\0" in block:
            raise WrongFile(
                "This is not a CSV file in UTF-8. In a spreadsheet, save it as “CSV UTF-8” and choose that file"
            )
        try:
            decoder.decode(block)
        except UnicodeDecodeError:
            is_utf8 = False
    if not first.strip():
        raise WrongFile("The file is empty")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        is_utf8 = False
    return "utf-8-sig" if is_utf8 else "cp1252"


def delimiter_of(heading_line: str, layout: Layout) -> str:
    """Find what stands between the cells: what makes most headings known ones."""
    known = {heading_key(column.heading) for column in layout.columns}

    def recognised(delimiter: str) -> int:
        return sum(heading_key(cell) in known for cell in next(csv.reader([heading_line], delimiter=delimiter), []))

    return max(DELIMITERS, key=recognised)


def places_of(headings: list[str], layout: Layout) -> list[tuple[int, Column]]:
    """Find each column's place among the headings. Raises WrongFile that names every column that is missing."""
    places = {heading_key(heading): place for place, heading in reversed(list(enumerate(headings)))}
    missing = [column.heading for column in layout.columns if heading_key(column.heading) not in places]
    if len(missing) == len(layout.columns):
        raise WrongFile(
            f"The first row has none of the headings of the {layout.name}. Choose the file as it was downloaded"
        )
    if missing:
        words = "These columns are" if len(missing) > 1 else "This column is"
        raise WrongFile(f"{words} missing from the first row: {', '.join(missing)}")
    return [(places[heading_key(column.heading)], column) for column in layout.columns]


def entries(file: BinaryIO, layout: Layout) -> Iterator[Entry]:
    """Read a file of a register, one row at a time.

    The file can go back to its start. Rows that cannot be read say so and are given all the same. Raises WrongFile
    where the file as a whole is not what it should be, at the first row that shows it.
    """
    encoding = encoding_of(file)
    file.seek(0)
    lines = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    try:
        heading_line = lines.readline(LONGEST_HEADINGS)
        delimiter = delimiter_of(heading_line, layout)
        headings = next(csv.reader([heading_line], delimiter=delimiter), [])
        places = places_of(headings, layout)
        yield from _rows(csv.reader(lines, delimiter=delimiter), len(headings), places, layout)
    finally:
        lines.detach()


def _rows(reader: Iterator[list[str]], width: int, places: list[tuple[int, Column]], layout: Layout) -> Iterator[Entry]:
    row, wrong = 1, 0
    try:
        for cells in reader:
            row += 1
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) == width:
                yield read_row(row, cells, places, layout)
                continue
            wrong += 1
            if wrong >= ENOUGH_ROWS and wrong * 2 > row:
                raise WrongFile(
                    f"Row {row} has {len(cells)} cells where the headings have {width}, like most rows before it"
                )
            yield Entry(row, problems=(f"The row has {len(cells)} cells where the headings have {width}",))
    except csv.Error as problem:
        raise WrongFile(f"The file cannot be read beyond row {row}: a quotation mark is never closed") from problem


def read_row(row: int, cells: list[str], places: list[tuple[int, Column]], layout: Layout) -> Entry:
    """Read one row. A cell that cannot be read is named in the problems and says nothing."""
    values: dict[str, Value] = {}
    problems = []
    for place, column in places:
        try:
            values[column.name] = column.read(cells[place])
        except ValueError as problem:
            problems.append(f"{column.heading}: {problem}")
    number = values.pop(layout.number, None)
    for field, words in (("name", "name"), ("known_as", "other name")):
        value = str(values.get(field) or "")
        if len(value) > LONGEST_NAME:
            values[field] = value[: LONGEST_NAME - 1] + "…"
            problems.append(f"The {words} is longer than {LONGEST_NAME} characters and was shortened")
    name = str(values.get("name") or "")
    if not name:
        problems.append("The row has no name")
    usable = str(number) if number and name else None
    problems += layout.check(values) if usable else []
    return Entry(row, usable, layout.say(values) if usable else {}, tuple(problems))
