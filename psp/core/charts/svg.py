"""Writing SVG: elements, escaping and numbers.

Everything is an attribute, nothing a style: attributes pass a strict Content-Security-Policy and
reach a picture in a PDF, where a page's style sheet does not. Classes are there for the page's own
style sheet and for tests.
"""

import re
from functools import lru_cache
from xml.sax.saxutils import escape

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_ID = re.compile(r"[^A-Za-z0-9_-]")

Attribute = str | float | int | None


class Svg(str):
    """Markup that a template may put into a page as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        """Answer Django's question whether this is to be escaped: it is not."""
        return str(self)


def plain(text: object) -> str:
    """Make anything one line of text that XML allows."""
    return _plain(str(text))


def words(text: object) -> str:
    """Escape a text for the inside of an element."""
    return escape(_plain(str(text)))


def identifier(text: str) -> str:
    """Make a text usable as the start of an id."""
    return _NOT_ID.sub("-", text) or "chart"


def number(value: float) -> str:
    """Write a coordinate with two decimals at most."""
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def tag(name: str, *content: str, **attributes: Attribute) -> str:
    """Write an element. ``content`` is markup; attributes are escaped, ``class_`` and ``stroke_width`` renamed."""
    written = "".join(
        f' {_name(key)}="{_quoted(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{''.join(content)}</{name}>" if content else f"<{name}{written}/>"


# A list draws a strip per row with the same few colours, classes and words, so each is looked at once.
@lru_cache(maxsize=2048)
def _plain(text: str) -> str:
    return " ".join(_NOT_XML.sub("", text).split())


@lru_cache(maxsize=2048)
def _quoted(value: str) -> str:
    return escape(_plain(value), {'"': "&quot;"})


@lru_cache(maxsize=256)
def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
