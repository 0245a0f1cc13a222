"""PDFs made from a report's HTML: laid out by WeasyPrint, then completed to what PDF/UA-1 asks of tags.

Nothing is fetched but the product's own style sheet and typeface: an address in what people typed stays words.
"""

from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

TYPES = {".css": "text/css", ".woff2": "font/woff2"}


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished file and the number of its pages."""

    content: bytes
    pages: int


def build_folder() -> Path:
    """Return the folder with the report's style sheet and typeface."""
    return Path(settings.BASE_DIR, "static", "build")


def make_pdf(html: str) -> Pdf:
    """Lay out a whole HTML document and return it as a tagged PDF (PDF/UA-1); the same document gives the same bytes.

    Raises FileNotFoundError where the style sheet or the typeface it names was not built: a report without it would
    be made of the machine's own fonts.
    """
    # A worker needs these libraries, a web process that only queues reports does not.
    from weasyprint import HTML

    from psp.core.pdf_tags import complete_tags

    fetcher = _own_files(build_folder())
    document = HTML(string=html, base_url=f"{build_folder().as_uri()}/", url_fetcher=fetcher).render(
        pdf_variant="pdf/ua-1"
    )
    if fetcher.missing:
        raise FileNotFoundError(", ".join(sorted(fetcher.missing)))
    content: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return Pdf(complete_tags(content, link_words=_link_words(html)), len(document.pages))


def _own_files(folder: Path) -> Any:
    """Make a fetcher that hands out the style sheet and fonts of one folder and refuses everything else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFiles(URLFetcher):
        def __init__(self) -> None:
            super().__init__(allowed_protocols=["file"], allow_redirects=False)
            self.missing: set[str] = set()

        def fetch(self, url: str, headers: Any = None) -> Any:
            address = urlsplit(url)
            path = Path(unquote(address.path)).resolve()
            if address.scheme != "file" or address.netloc or not path.is_relative_to(folder.resolve()):
                raise ValueError("A report fetches nothing from outside")
            if path.suffix not in TYPES:
                raise ValueError("A report fetches style sheets and fonts only")
            if not path.is_file():
                self.missing.add(path.name)
                raise FileNotFoundError(path.name)
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": TYPES[path.suffix]})

    return OwnFiles()


class _Links(HTMLParser):
    """Collects what each link says, by where it leads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: dict[str, str] = {}
        self._open = ""
        self._said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._open, self._said = dict(attrs).get("href") or "", []

    def handle_data(self, data: str) -> None:
        if self._open:
            self._said.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._open:
            self.words.setdefault(self._open.removeprefix("#"), " ".join("".join(self._said).split()))
            self._open = ""


def _link_words(html: str) -> dict[str, str]:
    links = _Links()
    links.feed(html)
    return links.words
