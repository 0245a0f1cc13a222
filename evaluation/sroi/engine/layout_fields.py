"""The fields of the JSON layout, each with the reader that refuses what it does not take."""

from functools import partial

from evaluation.sroi.engine.layout_settings import SETTING_READERS
from evaluation.sroi.engine.strict_json import (
    FieldError,
    Reader,
    boolean,
    day,
    needed_text,
    nothing_or,
    number,
    percentage,
    rows,
    shown,
    text,
    whole_number,
)
from evaluation.sroi.engine.values import Materiality, Starts

# As many rows as a study holds: a file the command computes can be imported.
MOST_OUTCOMES = 100
MOST_OTHER_ROWS = 300


def _pounds_sterling(value: object) -> str:
    if value != "GBP":
        raise FieldError(f'{shown(value)} is not "GBP": figures are in pounds')
    return "GBP"


def _one_of(kind: type[Materiality] | type[Starts], value: object) -> Materiality | Starts:
    words = [str(word) for word in kind]
    if not isinstance(value, str) or value not in words:
        raise FieldError(f"{shown(value)} is not one of {', '.join(words)}")
    return kind(value)


def number_of(field: str) -> Reader:
    """Return the reader of a number that keeps the limits of ``field``."""
    return partial(number, field=field)


_PRICE_YEAR = partial(whole_number, field="price_year")
# What a study is about; no figure depends on it.
ABOUT = ("purpose", "scope", "audience", "comparison")
ABOUT_DAYS = ("starts_on", "ends_on")
TOP_READERS: dict[str, Reader] = {
    "title": text,
    "note": text,
    "currency": _pounds_sterling,
    **SETTING_READERS,
    **dict.fromkeys(ABOUT, text),
    **dict.fromkeys(ABOUT_DAYS, nothing_or(day)),
    "inputs": partial(rows, most=MOST_OTHER_ROWS),
    "outcomes": partial(rows, most=MOST_OUTCOMES),
    "stakeholders": partial(rows, most=MOST_OTHER_ROWS),
    "outputs": partial(rows, most=MOST_OTHER_ROWS),
    "figures": lambda value: value,
    "expected": lambda value: value,
}
INPUT_READERS: dict[str, Reader] = {
    "stakeholder": needed_text,
    "description": text,
    "value": number_of("value"),
    "year": partial(whole_number, field="year"),
    "price_year": _PRICE_YEAR,
    "source": text,
}
_OUTCOME_TEXTS = (
    "indicator",
    "quantity_source",
    "proxy_source",
    "deadweight_reason",
    "displacement_reason",
    "attribution_reason",
    "drop_off_reason",
    "materiality_reason",
)
PERCENTAGES = ("deadweight", "displacement", "attribution", "drop_off")
FIGURES = ("quantity", "proxy", *PERCENTAGES)
NOTES = (
    "source",
    "unit",
    "duration_reason",
    "proxy_description",
    "proxy_licence",
    *(f"{name}_source" for name in PERCENTAGES),
)
OUTCOME_READERS: dict[str, Reader] = {
    "stakeholder": needed_text,
    "outcome": needed_text,
    "quantity": number_of("quantity"),
    "duration_years": partial(whole_number, field="duration_years"),
    "proxy": number_of("proxy"),
    **{field: partial(percentage, field=field) for field in PERCENTAGES},
    "starts": partial(_one_of, Starts),
    "price_year": _PRICE_YEAR,
    "materiality": partial(_one_of, Materiality),
    "impact": number_of("impact"),
    "is_open": boolean,
    "ranges": lambda value: value,
    **dict.fromkeys((*_OUTCOME_TEXTS, *NOTES[1:]), text),
}
NEEDED = {"stakeholder", "outcome"}
NEEDED_TO_VALUE = {*NEEDED, "quantity", "duration_years", "proxy", *PERCENTAGES}
