"""Marks on forms: for whom a form was made, signed, so that what a stranger sends is told apart from what a person typed."""

from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

MARK = "made_for"
SALT = "psp.core.marks"
LASTS = timedelta(days=7)


class NamesOnly(FileUploadHandler):
    """Reads past the files of a request: of what is not carried out, nothing is written to the disk."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.names: list[tuple[str, str]] = []

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.names.append((str(self.field_name), str(self.file_name)))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None


def mark_for(person: Any) -> str:
    """Return the signed mark of the person a form is made for."""
    return signing.dumps(person.pk, salt=SALT)


def person_of(mark: str) -> int | None:
    """Return the id a mark names; None for a mark that is not ours or is older than a week."""
    try:
        pk: int = signing.loads(mark, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    return pk


def made_for(request: HttpRequest) -> int | None:
    """Return the id of the person the form of a request was made for, None without a valid mark.

    The files of a body nobody has read yet are read past. Call it where the request will not be carried out.
    """
    if not hasattr(request, "_post") and not hasattr(request, "_files"):
        names = NamesOnly(request)
        request.upload_handlers = [names]
        request.files_read_past = names.names  # type: ignore[attr-defined]
    return person_of(request.POST.get(MARK, ""))


def files_of(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """Return (field, file name) of the files a request holds, or held where they were read past."""
    read = [(name, str(file.name)) for name, many in request.FILES.lists() for file in many if file.name]
    return (*read, *getattr(request, "files_read_past", []))
