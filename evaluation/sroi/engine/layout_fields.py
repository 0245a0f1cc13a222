"""The fields of the JSON layout, each with the reader that refuses what it does not take."""

from functools import partial

from evaluation.sroi.engine.strict_json import FieldError, Reader, needed_text, number, shown, text, whole_number
from evaluation.sroi.engine.values import Materiality, Starts

MOST_ROWS = 1_000


def _rows(value: object) -> list[object]:
    if not isinstance(value, list):
        raise FieldError(f"{shown(value)} is not a list of rows")
    if len(value) > MOST_ROWS:
        raise FieldError(f"holds {len(value):,} rows, more than {MOST_ROWS:,}")
    return value


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
TOP_READERS: dict[str, Reader] = {
    "title": text,
    "note": text,
    "currency": _pounds_sterling,
    "discount_rate_percent": number_of("discount_rate"),
    "price_base_year": _PRICE_YEAR,
    "deflators": lambda value: value,
    "inputs": _rows,
    "outcomes": _rows,
    "stakeholders": _rows,
    "outputs": _rows,
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
_PERCENTAGES = ("deadweight", "displacement", "attribution", "drop_off")
NOTES = (
    "source",
    "unit",
    "duration_reason",
    "proxy_description",
    "proxy_licence",
    *(f"{name}_source" for name in _PERCENTAGES),
)
OUTCOME_READERS: dict[str, Reader] = {
    "stakeholder": needed_text,
    "outcome": needed_text,
    "quantity": number_of("quantity"),
    "duration_years": partial(whole_number, field="duration_years"),
    "proxy": number_of("proxy"),
    **{field: number_of(field) for field in _PERCENTAGES},
    "starts": partial(_one_of, Starts),
    "price_year": _PRICE_YEAR,
    "materiality": partial(_one_of, Materiality),
    "impact": number_of("impact"),
    **dict.fromkeys((*_OUTCOME_TEXTS, *NOTES[1:]), text),
}
NEEDED = {"stakeholder", "outcome"}
NEEDED_TO_VALUE = {*NEEDED, "quantity", "duration_years", "proxy", *_PERCENTAGES}
