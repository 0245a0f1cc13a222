"""Files people send: size and type are checked by what is in them, never by what the browser says."""

import hashlib
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import puremagic
from django.conf import settings
from django.utils.translation import gettext as _

from psp.core.problems import Invalid

OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
TYPES = {
    ".pdf": "application/pdf",
    ".docx": f"{OOXML}wordprocessingml.document",
    ".xlsx": f"{OOXML}spreadsheetml.sheet",
    ".pptx": f"{OOXML}presentationml.presentation",
    ".odt": f"{ODF}text",
    ".ods": f"{ODF}spreadsheet",
    ".odp": f"{ODF}presentation",
    ".rtf": "application/rtf",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
ACCEPTED = ",".join(TYPES)
MAIN_PART = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml"}

# A picture-heavy presentation unpacks to a few times its size, a spreadsheet to 30; a bomb to thousands.
MOST_PARTS = 10_000
MOST_UNPACKED = 400 * 1024 * 1024
MOST_RATIO = 100
NEVER_A_BOMB = 10 * 1024 * 1024
MACROS = re.compile(
    r"(^|/)(vbaProject\.bin|vbaData\.xml)$|^(Basic|Scripts)/|\.(exe|dll|scr|js|vbs|bat|cmd|ps1)$", re.IGNORECASE
)

HEAD = 8192
NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
MARKUP = re.compile(rb"^#!|<\s*(!doctype\s+html|html|svg|script|iframe|\?php|\?xml)", re.IGNORECASE)
UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file turned out to be. ``content_type`` is ours, ``sha256`` in hexadecimal, ``size`` in bytes."""

    name: str
    content_type: str
    size: int
    sha256: str


def check_upload(file: Any, *, field: str = "file") -> Checked:
    """Read a file that somebody sent and return what it is; the file is left at its start.

    Raises Invalid on ``field`` where it is empty, larger than ``settings.MAX_UPLOAD_BYTES``, of a kind not taken, or holds
    something else than its name says: markup, programs, macros, a bomb.
    """
    name = safe_name(file.name or "")
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in TYPES:
        raise Invalid(
            {
                field: _(
                    "Choose a file of one of these kinds: PDF, Word, Excel, PowerPoint, OpenDocument, RTF, text, CSV, PNG or JPEG"
                )
            }
        )
    if not file.size:
        raise Invalid({field: _("This file is empty. Choose another")})
    if file.size > settings.MAX_UPLOAD_BYTES:
        words = _("Choose a file of {most} MB or less. This one has {size} MB")
        raise Invalid({field: words.format(most=_megabytes(settings.MAX_UPLOAD_BYTES), size=_megabytes(file.size))})
    problem = _check_of(suffix)(file, suffix)
    if problem:
        raise Invalid({field: problem})
    return Checked(name, TYPES[suffix], file.size, _sha256(file))


def safe_name(name: str) -> str:
    """Reduce a file's name to its last part without control characters, at most 150 long, its ending kept."""
    last = re.split(r"[/\\]", name)[-1]
    last = "".join(letter for letter in last if letter.isprintable()).strip() or "file"
    suffix = PurePosixPath(last).suffix[:10]
    return last if len(last) <= 150 else last[: 150 - len(suffix)] + suffix


def _check_of(suffix: str) -> Callable[[Any, str], str]:
    if suffix in {".txt", ".csv"}:
        return _text_problem
    return _office_problem if suffix in MAIN_PART or TYPES[suffix].startswith(ODF) else _signature_problem


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0")


def _other(suffix: str) -> str:
    return _(
        "This file ends in {suffix} but holds something else. Save it again as what it is, without a password"
    ).format(suffix=suffix)


def _head(file: Any) -> bytes:
    file.seek(0)
    head: bytes = file.read(HEAD)
    file.seek(0)
    return head


def _signature_problem(file: Any, suffix: str) -> str:
    try:
        found = {match.extension for match in puremagic.magic_string(_head(file))}
    except (puremagic.PureError, ValueError):
        found = set()
    return "" if suffix in found else _other(suffix)


def _text_problem(file: Any, suffix: str) -> str:
    head = _head(file)
    wide = head.startswith(UTF16)
    if MARKUP.search(head.replace(b"\x00", b"") if wide else head):
        return _("This file holds a web page or a program, not plain text. Choose another")
    if not wide and any(NOT_TEXT.search(chunk) for chunk in file.chunks()):
        return _other(suffix)
    file.seek(0)
    return ""


def _office_problem(file: Any, suffix: str) -> str:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as parts:
            return _parts_problem(parts, suffix, file.size)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return _other(suffix)
    finally:
        file.seek(0)


def _parts_problem(parts: zipfile.ZipFile, suffix: str, size: int) -> str:
    unpacked = sum(part.file_size for part in parts.infolist())
    swells = unpacked > NEVER_A_BOMB and unpacked > size * MOST_RATIO
    if len(parts.infolist()) > MOST_PARTS or unpacked > MOST_UNPACKED or swells:
        return _("This file would unpack to far more than its size. Save it again or split it")
    names = parts.namelist()
    if any(MACROS.search(name) for name in names):
        return _("This file holds macros or programs. Save it without them")
    if suffix in MAIN_PART:
        return "" if {"[Content_Types].xml", MAIN_PART[suffix]} <= set(names) else _other(suffix)
    if "mimetype" not in names:
        return _other(suffix)
    with parts.open("mimetype") as written:
        return "" if written.read(100).decode("ascii", "replace").strip() == TYPES[suffix] else _other(suffix)


def _sha256(file: Any) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
