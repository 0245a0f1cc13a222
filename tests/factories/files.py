"""Small files of each kind that can be uploaded, made in memory."""

import io
import zipfile

from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile

from psp.core.breaker import StorageAway

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 24
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\0" * 24
RTF = rb"{\rtf1\ansi Hello}"
MAIN_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
ODF = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}


def zipped(parts):
    """Pack ``{name: content}`` into a zip file's bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def office(kind, **more):
    """Make the bytes of an office file of a kind such as "docx" or "odt", with other parts where given."""
    if kind in MAIN_PART:
        return zipped({"[Content_Types].xml": "<Types/>", MAIN_PART[kind]: "<x/>"} | more)
    return zipped({"mimetype": f"application/vnd.oasis.opendocument.{ODF[kind]}", "content.xml": "<x/>"} | more)


def upload(name, content, content_type="application/octet-stream"):
    """A file as a form hands it over."""
    return SimpleUploadedFile(name, content, content_type)


def a_pdf(name="minutes.pdf", words="minutes"):
    """A PDF whose content differs with ``words``."""
    return upload(name, PDF + words.encode(), "application/pdf")


class AwayWhenDeleting(FileSystemStorage):
    """A storage that does not answer when a file is to be deleted."""

    def delete(self, name):
        raise StorageAway(name)


def away_when_deleting(storages):
    """The setting STORAGES with the same files, in a storage that deletes none of them."""
    default = storages["default"] | {"BACKEND": f"{AwayWhenDeleting.__module__}.{AwayWhenDeleting.__name__}"}
    return storages | {"default": default}
