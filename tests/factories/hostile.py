"""What nobody types by mistake: values that trip parsers, numbers and databases, and requests that no browser sends."""

import random
from html.parser import HTMLParser
from urllib.parse import parse_qsl, quote_from_bytes, urlsplit

LINKS_OFF = (
    "//evil.example/x",
    "https://evil.example",
    "nowhere",
    "\\\\evil.example",
    "/\x00",
    "/%00",
    "javascript:a()",
    "?x",
    "",
)
NUL = ("\x00", "a\x00b", "\x00" * 9)
NUMBERS = (
    "9" * 400,
    "1e400",
    "-1",
    "0",
    "-0",
    "99999999999999999999",
    "2147483648",
    "NaN",
    "Infinity",
    "1_000",
    "٣",
    "²",
    "½",
)
DATES = ("2026-02-30", "0000-00-00", "99999-01-01", "31/12/0001", "24:61", "12:60pm")
TEXTS = (
    *("abc", "'; --", "<script>x</script>", "{{ x }}", "%s%n%", "\\", "[]", "{}", "null", "true", "../../etc/passwd"),
    *("é" * 3_000, "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "\u202eabc", "ا ب", " ", "\r\n", "\ufeff", "\ud800", "00000000-0000-0000-0000-000000000000"),
)
VALUES = (*NUL, *NUMBERS, *DATES, *TEXTS, *LINKS_OFF)
KINDS = (NUL, NUMBERS, VALUES)
# Read by pages whatever their forms show.
ALWAYS = (
    "page",
    "sort",
    "format",
    "q",
    "next",
    "unsaved",
    "kind",
    "version",
    "plan_version",
    "once",
    "made_for",
    "find",
)
ODD_BODIES = (
    ("application/json", b'{"a": [1, 2'),
    ("application/json", b"\xff\xfe\x00"),
    ("text/plain", b"a=b"),
    ("multipart/form-data", b"--x"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="\x00"\r\n\r\n\xed\xa0\x80\r\n--x--',
    ),
    ("application/x-www-form-urlencoded; charset=nonsense", b"a=%ED%A0%80&a=%00&=&%00=1&a"),
    ("application/x-www-form-urlencoded; charset=utf-16", b"a=b&next=c"),
)


class _Names(HTMLParser):
    """Reads the names of the fields of forms that are sent in the address, and those in the links of a page to itself."""

    def __init__(self, path):
        super().__init__()
        self.path, self.names, self._in_form = path, {}, False

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self._in_form = attrs.get("method", "get").lower() == "get"
        elif tag in {"input", "select", "button"} and self._in_form and attrs.get("name"):
            self.names.setdefault(attrs["name"], attrs.get("value") or "")
        elif tag == "a":
            link = urlsplit(attrs.get("href") or "")
            if link.path in {"", self.path}:
                self.names |= {name: value for name, value in parse_qsl(link.query) if name not in self.names}

    def handle_endtag(self, tag):
        if tag == "form":
            self._in_form = False


def parameters_of(response, path):
    """Return the names a page takes in its address, each with a value that means something to it."""
    reader = _Names(path)
    reader.feed(response.content.decode())
    return dict.fromkeys(ALWAYS, "") | reader.names


def encoded(pairs):
    """Write pairs as a form is sent, lone surrogates as the bytes they would be."""

    def part(text):
        return quote_from_bytes(str(text).encode("utf-8", "surrogatepass"))

    return "&".join(f"{part(name)}={part(value)}" for name, value in pairs)


class Attacker:
    """Makes hostile requests, the same ones for the same seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.kind = VALUES

    def value(self, name):
        """Return a value for a field, for an address to go on to most often one of those."""
        return self.random.choice(LINKS_OFF if name == "next" and self.random.random() < 0.7 else self.kind)

    def all_of(self, values):
        """Return pairs with every value hostile and of one kind, some names twice, some left out, and names that are none."""
        self.kind = self.random.choice(KINDS)
        pairs = [(name, self.value(name)) for name in values if self.random.random() < 0.9]
        pairs += [(name, self.value(name)) for name in values if self.random.random() < 0.1]
        return [*pairs, (self.value(""), self.value(""))]

    def some_of(self, values):
        """Return pairs with what the page itself would send, but for one or two hostile values."""
        self.kind = self.random.choice(KINDS)
        names = list(values)
        struck = set(self.random.sample(names, min(len(names), self.random.choice((1, 1, 2)))))
        return [(n, self.value(n) if n in struck else v) for n in names for v in _listed(values[n])]

    def address(self, path):
        """Return a path with one of its numbers or words replaced."""
        parts = path.strip("/").split("/")
        found = [n for n, part in enumerate(parts) if part.isdecimal() or len(part) > 30]
        if not found:
            return None
        at = self.random.choice(found)
        parts[at] = self.random.choice(("9" * 19, "9" * 30, "0", "-1", "%00", "%ED%A0%80", "a%00b", "x" * 300))
        return f"/{'/'.join(parts)}/" if path.endswith("/") else f"/{'/'.join(parts)}"


def _listed(value):
    return value if isinstance(value, list) else [value]
