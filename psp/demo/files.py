"""Small real files for the demonstration: a PDF of one page, and plain text."""

from django.core.files.uploadedfile import SimpleUploadedFile

LINES_A_PAGE = 38


def pdf(name: str, title: str, *lines: str) -> SimpleUploadedFile:
    """Make a PDF of one page with a title and lines below it, as an upload."""
    return SimpleUploadedFile(name, _page(title, lines[:LINES_A_PAGE]), "application/pdf")


def text(name: str, *lines: str) -> SimpleUploadedFile:
    """Make a text file, as an upload."""
    return SimpleUploadedFile(name, ("\n".join(lines) + "\n").encode(), "text/plain")


def _page(title: str, lines: tuple[str, ...]) -> bytes:
    words = [b"BT /F2 18 Tf 72 760 Td (%s) Tj ET" % _quoted(title)]
    words += [b"BT /F1 11 Tf 72 %d Td (%s) Tj ET" % (728 - 17 * row, _quoted(line)) for row, line in enumerate(lines)]
    stream = b"\n".join(words)
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        font % b"Helvetica",
        font % b"Helvetica-Bold",
    ]
    return _joined(parts)


def _joined(parts: list[bytes]) -> bytes:
    """Put the objects of a PDF together with the table that says where each begins."""
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(parts) + 1
    body += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    return body + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, body.index(b"xref"))


def _quoted(words: str) -> bytes:
    safe = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return safe.encode("cp1252", "replace")
