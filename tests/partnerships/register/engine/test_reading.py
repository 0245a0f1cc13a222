import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.register.engine.oscr import OSCR
from partnerships.register.engine.reading import WrongFile, encoding_of, entries, unpacked
from tests.factories.register import HEADINGS, a_file, a_row


def read(file):
    with unpacked(file) as rows:
        return list(entries(rows, OSCR))


def wrong(file):
    with pytest.raises(WrongFile) as problem:
        read(file)
    return str(problem.value)


def zipped(*files, compression=zipfile.ZIP_DEFLATED):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return packed


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters_of_spreadsheets_are_found_out(encoding, delimiter):
    file = a_file(a_row(Charity_Name="Café Ness – “Sìol”"), encoding=encoding, delimiter=delimiter)
    assert [entry.said["name"] for entry in read(file)] == ["Café Ness – “Sìol”"]


def test_a_mark_across_the_edge_of_two_blocks_is_still_utf_8():
    text = "x" * ((1 << 20) - 1) + "é"
    assert encoding_of(io.BytesIO(text.encode())) == "utf-8-sig"
    assert encoding_of(io.BytesIO(text.encode()[:-1])) == "cp1252"


def test_the_archive_the_regulator_packs_it_in_is_read():
    assert [entry.number for entry in read(zipped(("CharityExport.csv", a_file().getvalue())))] == ["SC999999"]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (zipped(("a.txt", "x")), "The archive holds 0 CSV files"),
        (zipped(("a.csv", "x"), ("b.csv", "x")), "The archive holds 2 CSV files"),
        (io.BytesIO(zipped(("a.csv", a_file().getvalue())).getvalue()[:200]), "The archive is damaged"),
        (io.BytesIO(b"PK\x03\x04nonsense"), "The archive is damaged"),
        (io.BytesIO(b""), "The file is empty"),
        (io.BytesIO(b"  \n "), "The file is empty"),
        (io.BytesIO("Charity Number".encode("utf-16")), "This is not a CSV file in UTF-8"),
        (io.BytesIO(b"%PDF-1.7\n\x00\x01"), "This is not a CSV file in UTF-8"),
        (
            io.BytesIO(b"Company Number,Company Name\n1,2\n"),
            "The first row has none of the headings of the Scottish Charity Register",
        ),
        (io.BytesIO(b"x" * 200_000), "The first row has none of the headings"),
    ],
)
def test_a_wrong_file_is_refused_with_what_is_wrong(file, words):
    assert words in wrong(file)


def test_every_column_that_is_missing_is_named():
    headings = [name for name in HEADINGS if name not in {"Charity Name", "Year End"}]
    assert wrong(a_file(headings=headings)) == "These columns are missing from the first row: Charity Name, Year End"
    headings = [name for name in HEADINGS if name != "Website"]
    assert wrong(a_file(headings=headings)) == "This column is missing from the first row: Website"


def test_columns_nobody_needs_may_be_missing_and_the_order_does_not_matter():
    headings = [name for name in reversed(HEADINGS) if name not in {"Notes", "Mailing cycle"}]
    assert [entry.said["postcode"] for entry in read(a_file(headings=headings))] == ["PA1 1AA"]


def test_a_row_with_the_wrong_number_of_cells_is_named_and_the_others_are_read():
    file = a_file(a_row("SC1"), a_row("SC2"))
    lines = file.getvalue().split(b"\r\n")
    broken = io.BytesIO(b"\r\n".join([lines[0], b"SC3,too,few", b"", lines[1], lines[2]]))
    found = read(broken)
    assert [(entry.row, entry.number, entry.problems) for entry in found] == [
        (2, None, ("The row has 3 cells where the headings have 36",)),
        (4, "SC000001", ()),
        (5, "SC000002", ()),
    ]


def test_a_file_whose_rows_do_not_fit_its_headings_is_refused_at_the_row_that_shows_it():
    lines = [a_file().getvalue().split(b"\r\n")[0], *[b"a,b,c"] * 30]
    assert (
        wrong(io.BytesIO(b"\r\n".join(lines)))
        == "Row 21 has 3 cells where the headings have 36, like most rows before it"
    )


def test_a_quotation_mark_that_is_never_closed_is_found():
    content = a_file().getvalue() + b'"SC000009,' + b"x" * 200_000
    assert wrong(io.BytesIO(content)) == "The file cannot be read beyond row 2: a quotation mark is never closed"


def test_a_row_without_a_number_or_a_name_is_of_no_use():
    found = read(a_file(a_row("12"), a_row("SC1", Charity_Name="  ")))
    assert [(entry.number, entry.problems) for entry in found] == [
        (None, ("Charity Number: “12” is not a Scottish charity number",)),
        (None, ("The row has no name",)),
    ]


def test_names_too_long_for_the_directory_are_shortened_and_said():
    (entry,) = read(a_file(a_row(Charity_Name="a" * 300, Known_As="b" * 300)))
    assert (len(entry.said["name"]), len(entry.said["known_as"]), len(entry.problems)) == (200, 200, 2)


@given(st.binary(max_size=400))
def test_whatever_the_bytes_they_are_read_or_refused_in_words(content):
    try:
        found = read(io.BytesIO(content))
    except WrongFile as problem:
        found = str(problem)
    assert found


@given(st.lists(st.text(max_size=30), min_size=36, max_size=36))
def test_whatever_a_row_holds_it_is_used_or_named(cells):
    row = dict(zip(HEADINGS, (cell.replace("\0", "") for cell in cells), strict=True))
    found = read(a_file(row))
    assert all(entry.number or entry.problems for entry in found)
