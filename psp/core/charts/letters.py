"""How wide words are in the product's typeface, and how they are broken where they do not fit.

Advance widths in thousandths of the type size of Atkinson Hyperlegible Next, regular and bold. A
little is added to each, so that a fallback font of similar width does not overlap either.
"""

import unicodedata
from functools import lru_cache

_REGULAR = (
    "280 286 301 651 592 919 731 160 299 299 485 606 210 362 210 387 648 407 548 576 614 588 598 510 615 595 210 210 "
    "553 628 553 480 778 626 613 645 669 569 552 694 694 392 512 631 541 824 693 714 592 724 614 592 558 690 593 856 "
    "623 575 607 317 387 344 552 372 243 525 566 485 564 538 314 558 550 252 245 492 262 845 550 548 566 574 349 471 "
    "326 540 461 684 481 449 460 344 237 344 555 610 504 824 606 236 236 399 399 240 532 670"
)
_BOLD = (
    "312 303 390 765 610 969 725 210 335 335 485 595 271 373 272 440 659 440 579 600 624 607 626 537 624 571 272 272 "
    "569 612 569 547 781 678 643 658 688 597 566 718 701 424 561 663 552 858 717 746 629 756 650 610 607 686 644 886 "
    "685 650 618 340 440 344 582 400 288 552 596 510 596 563 365 593 571 300 259 555 318 882 571 576 596 599 376 508 "
    "376 567 530 740 539 521 505 381 254 381 537 634 501 832 595 269 269 479 479 294 536 780"
)
_CHARACTERS = "".join(map(chr, range(32, 127))) + "£–—−’‘“”·×…"
_WIDTHS = tuple(dict(zip(_CHARACTERS, map(int, widths.split()), strict=True)) for widths in (_REGULAR, _BOLD))
_OTHER = 640
_WIDE = 1000
_MARGIN = 1.03
ELLIPSIS = "…"


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Measure a text in the units of its type size, a little too wide rather than too narrow."""
    return _thousandths(text, bold) * size * _MARGIN / 1000


def shortened(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """Cut a text to fit, with an ellipsis where something was cut; empty where not even that fits."""
    if width_of(text, size, bold=bold) <= room:
        return text
    most = len(text)
    while most and width_of(text[:most].rstrip() + ELLIPSIS, size, bold=bold) > room:
        most -= 1
    return text[:most].rstrip() + ELLIPSIS if most else ""


def broken(text: str, room: float, size: float, *, bold: bool = False, most_lines: int = 2) -> tuple[str, ...]:
    """Break a text between words into lines that fit, the last one cut where there are too many.

    A word too long for a line is broken inside. An empty text has no lines.
    """
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most_lines - 1:
        line = words.pop(0)
        if width_of(line, size, bold=bold) > room:
            head = _head(line, room, size, bold)
            words.insert(0, line[len(head) :])
            line = head
        while words and width_of(f"{line} {words[0]}", size, bold=bold) <= room:
            line = f"{line} {words.pop(0)}"
        lines.append(line)
    if words:
        lines.append(shortened(" ".join(words), room, size, bold=bold))
    return tuple(line for line in lines if line)


def _head(word: str, room: float, size: float, bold: bool) -> str:
    most = len(word) - 1
    while most > 1 and width_of(word[:most], size, bold=bold) > room:
        most -= 1
    return word[: max(1, most)]


@lru_cache(maxsize=4096)
def _thousandths(text: str, bold: bool) -> int:
    widths = _WIDTHS[bold]
    return sum(widths.get(character) or _guessed(character) for character in text)


def _guessed(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    base = unicodedata.normalize("NFD", character)[0]
    if base != character and base in _WIDTHS[True]:
        return _WIDTHS[True][base]
    return _WIDE if unicodedata.east_asian_width(character) in "WF" or ord(character) > 0xFFFF else _OTHER
