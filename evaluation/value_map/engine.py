"""Figures as people type them into a value map: read strictly, and said back the way they are written."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

MINUS = "\N{MINUS SIGN}"
MOST_DECIMALS = 4
MOST = Decimal(10) ** 10  # what the database keeps exactly on every backend
MOST_YEARS = 100
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
    TOO_PRECISE = "too_precise"
    NEGATIVE = "negative"


class UnreadableError(ValueError):
    """What was typed is no figure of its kind."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(str(wrong))
        self.wrong = wrong


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

    Pound signs belong to money, per cent signs to percentages, spaces and commas between thousands to any. Raises
    UnreadableError for what is no number, a percentage outside 0–100, a duration that is not 1 to 100 whole years, and
    what is larger or finer than is kept.
    """
    text = re.sub(r"\s", "", typed)
    if kind is Kind.MONEY:
        text = text.replace("£", "", 1)
    if kind is Kind.PERCENT:
        text = text.removesuffix("%")
    if not text:
        return None
    match = _TYPED.fullmatch(text)
    if not match or not match[2]:
        raise UnreadableError(_not_one(kind))
    if len(match[2]) > 40:
        raise UnreadableError(Wrong.TOO_LARGE)
    value = Decimal(match[2].replace(",", "")) * (-1 if match[1] else 1)
    return _checked(kind, value)


def _checked(kind: Kind, value: Decimal) -> Figure:
    if kind is Kind.PERCENT and not 0 <= value <= 100:
        raise UnreadableError(Wrong.NO_PERCENTAGE)
    if kind is Kind.YEARS:
        if value != value.to_integral_value() or not 1 <= value <= MOST_YEARS:
            raise UnreadableError(Wrong.NO_YEARS)
        return int(value)
    if abs(value) >= MOST:
        raise UnreadableError(Wrong.TOO_LARGE)
    if value != round(value, MOST_DECIMALS):
        raise UnreadableError(Wrong.TOO_PRECISE)
    return value + 0


def _not_one(kind: Kind) -> Wrong:
    return {Kind.PERCENT: Wrong.NO_PERCENTAGE, Kind.YEARS: Wrong.NO_YEARS}.get(kind, Wrong.NO_NUMBER)


def said(kind: Kind, value: Figure) -> str:
    """Write a figure as it stands in its box: "£48.25", "−275", "12.5"; empty where there is none."""
    if value is None:
        return ""
    value = Decimal(value)
    written = f"{abs(value):,f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    if kind is Kind.MONEY and re.search(r"\.\d$", written):
        written += "0"
    return f"{MINUS if value < 0 else ''}{'£' if kind is Kind.MONEY else ''}{written}"
