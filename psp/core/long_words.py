"""Breaks inside words too long for a column, such as addresses, without letting ordinary words break.

A style that lets every word break would also let narrow columns of a table cut short words in two.
"""

import re

# The longest words of English in these reports have fewer letters; the narrowest column holds about as many.
LONGEST = 20
_TAG = re.compile(r"(<[^>]*>)")
_LONG = re.compile(rf"[^\s\u00a0]{{{LONGEST + 1},}}")
_LEFT_ALONE = {"style": "</style>", "title": "</title>", "svg": "</svg>", "script": "</script>"}


def with_breaks(html: str) -> str:
    """Return an HTML document with each long word of its text in ``<span class="psp-long">``, which may break anywhere.

    Expects markup in which ``<`` and ``>`` of text and attributes are escaped, as templates write it. Pictures, styles
    and the title stay as they are.
    """
    parts, waiting_for = [], ""
    for part in _TAG.split(html):
        if part.startswith("<"):
            name = re.match(r"<(\w*)", part)
            waiting_for = waiting_for or _LEFT_ALONE.get(name[1] if name else "", "")
            if part == waiting_for:
                waiting_for = ""
            parts.append(part)
        else:
            parts.append(part if waiting_for else _LONG.sub(r'<span class="psp-long">\g<0></span>', part))
    return "".join(parts)


def shortened(words: str, most: int) -> str:
    """Cut words to ``most`` characters, with an ellipsis where something was cut."""
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
