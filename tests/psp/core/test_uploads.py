import hashlib

import pytest

from psp.core.problems import Invalid
from psp.core.uploads import check_upload, safe_name
from tests.factories.files import JPEG, PDF, PNG, RTF, office, upload, zipped

GOOD = {
    "plan.pdf": PDF,
    "PLAN.PDF": PDF,
    "plan.docx": office("docx"),
    "costs.xlsx": office("xlsx"),
    "talk.pptx": office("pptx"),
    "plan.odt": office("odt"),
    "costs.ods": office("ods"),
    "talk.odp": office("odp"),
    "plan.rtf": RTF,
    "notes.txt": "Càirdeas – friendship\r\n\tand more\f".encode(),
    "old.txt": "Café".encode("cp1252"),
    "wide.txt": "Hello".encode("utf-16"),
    "BM.txt": b"BM is how this line begins, like a picture's",
    "costs.csv": b"month,pounds\n2026-04,1200\n",
    "map.png": PNG,
    "group.jpg": JPEG,
    "group.jpeg": JPEG,
}
HELD = "holds something else"
BAD = {
    "page.html": (b"<html>", "one of these kinds"),
    "picture.svg": (b"<svg/>", "one of these kinds"),
    "run.exe": (b"MZ", "one of these kinds"),
    "macro.docm": (office("docx"), "one of these kinds"),
    "noending": (PDF, "one of these kinds"),
    "empty.pdf": (b"", "empty"),
    "not.pdf": (b"Hello", HELD),
    "late.pdf": (b"Hello\n%PDF-1.7", HELD),
    "picture.pdf": (PNG, HELD),
    "program.png": (b"MZ\x90\0" + b"\0" * 60, HELD),
    "page.jpg": (b"<!doctype html><script>alert(1)</script>", HELD),
    "program.txt": (b"MZ\x90\0\x03", HELD),
    "late.csv": (b"a,b\n" * 40_000 + b"\0", HELD),
    "page.txt": (b"  <!DOCTYPE html>", "web page or a program"),
    "wide.txt": ("<script>".encode("utf-16"), "web page or a program"),
    "page.csv": (b"a,b\n<svg onload=alert(1)>", "web page or a program"),
    "run.txt": (b"#!/bin/sh\nrm -rf /", "web page or a program"),
    "sheet.docx": (office("xlsx"), HELD),
    "text.ods": (office("odt"), HELD),
    "plain.odt": (zipped({"content.xml": "<x/>"}), HELD),
    "packed.docx": (zipped({"a.txt": "hello"}), HELD),
    "locked.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, HELD),
    "cut.xlsx": (office("xlsx")[:-30], HELD),
    "macro.docx": (office("docx", **{"word/vbaProject.bin": "x"}), "macros"),
    "macro.odt": (office("odt", **{"Basic/Standard/script.xml": "x"}), "macros"),
    "carrier.docx": (office("docx", **{"word/embeddings/run.EXE": "x"}), "macros"),
    "bomb.xlsx": (office("xlsx", **{"xl/sheet.xml": "0" * 30_000_000}), "far more than its size"),
    "crowd.xlsx": (office("xlsx", **{f"xl/{n}.xml": "" for n in range(10_001)}), "far more than its size"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_a_file_holds_and_its_name_agree(name):
    file = upload(name, GOOD[name], "text/html")
    checked = check_upload(file)
    assert (checked.size, checked.sha256) == (len(GOOD[name]), hashlib.sha256(GOOD[name]).hexdigest())
    assert checked.content_type != "text/html"
    assert file.tell() == 0


@pytest.mark.parametrize("name", BAD)
def test_anything_else_is_refused_in_words(name):
    content, words = BAD[name]
    with pytest.raises(Invalid) as refusal:
        check_upload(upload(name, content, "application/pdf"))
    assert list(refusal.value.errors) == ["file"]
    assert words in refusal.value.errors["file"]


def test_a_file_of_exactly_the_limit_is_taken_and_one_byte_more_is_not(settings):
    settings.MAX_UPLOAD_BYTES = 1024 * 1024
    assert check_upload(upload("a.txt", b"a" * 1024 * 1024)).size == 1024 * 1024
    with pytest.raises(Invalid, match="of 1 MB or less"):
        check_upload(upload("a.txt", b"a" * (1024 * 1024 + 1)))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("minutes.pdf", "minutes.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\papers\\plan.docx", "plan.docx"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("\u202egnp.pdf", "gnp.pdf"),
        ("", "file"),
        ("Comhairle–plana.pdf", "Comhairle–plana.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_a_name_is_its_last_part_without_tricks(name, safe):
    assert safe_name(name) == safe
