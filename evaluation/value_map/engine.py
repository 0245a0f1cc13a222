"""Figures as people type them into a value map: read strictly, and said back the way they are written."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from evaluation.sroi.engine.figures import LIMITS, as_kept, rounded
from evaluation.sroi.engine.figures import plain as plain_digits

MINUS = "\N{MINUS SIGN}"
MOST = LIMITS["quantity"].most
MOST_YEARS = 100
# As many decimals as people read; the figure itself is kept and computed with whole.
SHOWN_DECIMALS = 4
_TYPED = re.compile(r"([-\N{MINUS SIGN}\N{EN DASH}]?)((?:\d+|\d{1,3}(?:,\d{3})+)?(?:\.\d+)?)", flags=re.ASCII)
Figure = Decimal | int | None


class Kind(StrEnum):
    NUMBER = "number"
    YEARS = "years"
    MONEY = "money"
    PERCENT = "percent"


class Wrong(StrEnum):
    """Why a figure cannot be taken; the page makes the sentence."""

    NO_NUMBER = "no_number"
    NO_PERCENTAGE = "no_percentage"
    NO_YEARS = "no_years"
    TOO_LARGE = "too_large"
    NEGATIVE = "negative"
    MAYBE_A_SHARE = "maybe_a_share"


class UnreadableError(ValueError):
    """What was typed is no figure of its kind, or one of two: then ``readings`` are what to type for either."""

    def __init__(self, wrong: Wrong, readings: tuple[str, ...] = ()) -> None:
        super().__init__(str(wrong))
        self.wrong = wrong
        self.readings = readings


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a row of the value map, by the name of its field."""

    name: str
    kind: Kind


CELLS = (
    Cell("quantity", Kind.NUMBER),
    Cell("duration_years", Kind.YEARS),
    Cell("proxy", Kind.MONEY),
    Cell("deadweight", Kind.PERCENT),
    Cell("displacement", Kind.PERCENT),
    Cell("attribution", Kind.PERCENT),
    Cell("drop_off", Kind.PERCENT),
)


def read_figure(kind: Kind, typed: str) -> Figure:
    """Read what a person typed: "1,250", "−275", "£48.25", "35%", "5"; None where nothing was typed.

    Pound signs belong to money, per cent signs to percentages, spaces and commas between thousands to any. A figure is
    kept to 15 digits, as a spreadsheet keeps it. Raises UnreadableError for what is no number, a percentage outside
    0–100, a duration that is not 1 to 100 whole years, what is too large, and a percentage between 0 and 1 without its
    sign: a spreadsheet stores 12% as 0.12, so people are asked which of the two it is.
    """
    text = re.sub(r"\s", "", typed)
    if kind is Kind.MONEY:
        text = text.replace("£", "", 1)
    has_sign = kind is Kind.PERCENT and text.endswith("%")
    if has_sign:
        text = text.removesuffix("%")
    if not text:
        return None
    match = _TYPED.fullmatch(text)
    if not match or not match[2]:
        raise UnreadableError(_not_one(kind))
    value = Decimal(match[2].replace(",", ""))
    value = as_kept(_checked(kind, value.copy_negate() if match[1] else value))
    if kind is Kind.PERCENT and not has_sign and may_be_a_share(value):
        raise UnreadableError(Wrong.MAYBE_A_SHARE, readings_of(value))
    return int(value) if kind is Kind.YEARS else value


def may_be_a_share(value: Decimal) -> bool:
    """Whether a percentage may be a share of 1: 0.12 is 0.12% or, from a spreadsheet, 12%."""
    return 0 < value < 1


def readings_of(value: Decimal) -> tuple[str, str]:
    """Write both readings of a figure that may be a share, the smaller first: "0.12%" and "12%"."""
    return f"{plain_digits(value)}%", f"{plain_digits(value.scaleb(2))}%"


def _checked(kind: Kind, value: Decimal) -> Decimal:
    if kind is Kind.PERCENT and not 0 <= value <= 100:
        raise UnreadableError(Wrong.NO_PERCENTAGE)
    if kind is Kind.YEARS and (value != value.to_integral_value() or not 1 <= value <= MOST_YEARS):
        raise UnreadableError(Wrong.NO_YEARS)
    if abs(value) > MOST:
        raise UnreadableError(Wrong.TOO_LARGE)
    return value


def _not_one(kind: Kind) -> Wrong:
    return {Kind.PERCENT: Wrong.NO_PERCENTAGE, Kind.YEARS: Wrong.NO_YEARS}.get(kind, Wrong.NO_NUMBER)


def said(kind: Kind, value: Figure) -> str:
    """Write a figure as it stands in its box: "£48.25", "−275", "12.5"; empty where there is none.

    Every digit is there, so that a box saved again changes nothing; a percentage below 1 has its sign, for without it
    people would be asked about it.
    """
    if value is None:
        return ""
    value = Decimal(value)
    written = f"{abs(value):,f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    if kind is Kind.MONEY and re.search(r"\.\d$", written):
        written += "0"
    if kind is Kind.PERCENT and may_be_a_share(value):
        written += "%"
    return f"{MINUS if value < 0 else ''}{'£' if kind is Kind.MONEY else ''}{written}"


def shown(kind: Kind, value: Figure) -> str:
    """Write a figure to be read: rounded to 4 decimals, but never to 0, and a percentage with its sign."""
    if value is None:
        return ""
    value = Decimal(value)
    places = SHOWN_DECIMALS if abs(value) >= Decimal("0.0001") else max(SHOWN_DECIMALS, -value.adjusted())
    written = said(kind, rounded(value, places) if value else value)
    return written if kind is not Kind.PERCENT or written.endswith("%") else f"{written}%"
