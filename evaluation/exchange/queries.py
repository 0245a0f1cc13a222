"""A study in the JSON layout that ``manage.py compute_sroi`` and the import read."""

from decimal import Decimal
from typing import Any

from django.utils.translation import ngettext

from evaluation.sroi.queries import engine_schedule
from evaluation.studies.models import Study
from evaluation.value_map.models import PERCENTAGES, Outcome, StartsWords
from evaluation.value_map.queries import Rows, incomplete

_TEXTS = (
    "indicator",
    "unit",
    "quantity_source",
    "duration_reason",
    "proxy_description",
    "proxy_source",
    "proxy_licence",
    *(f"{name}_{part}" for name in PERCENTAGES for part in ("reason", "source")),
    "materiality_reason",
)


def layout_of(study: Study, rows: Rows) -> dict[str, Any]:
    """Give a study as one JSON object that can be computed and imported again. One query for the outputs.

    Valued outcomes with a figure still open cannot be computed: they are left out, and the note says how many.
    """
    left_out = incomplete(rows.outcomes)
    note = ngettext(
        "{count} outcome with figures still open is left out.",
        "{count} outcomes with figures still open are left out.",
        len(left_out),
    ).format(count=len(left_out))
    schedule = engine_schedule(study.schedule, study.flat_rate)
    layout: dict[str, Any] = {
        "title": str(study),
        "note": note if left_out else "",
        "currency": "GBP",
        "discount_rate_percent": _plain(schedule.first_rate),
        "price_base_year": study.price_base_year,
        "deflators": study.price_index.indices if study.price_index is not None else None,
        "stakeholders": [
            {
                "name": row.name,
                "description": row.description,
                "involvement": row.involvement,
                "decision": row.decision,
                "reason": row.reason,
            }
            for row in rows.stakeholders
        ],
        "inputs": [_input(row) for row in rows.inputs],
        "outputs": [_output(row) for row in study.outputs.select_related("stakeholder")],
        "outcomes": [_outcome(row) for row in rows.outcomes if row not in left_out],
    }
    return {name: value for name, value in layout.items() if value is not None and value != ""}


def _input(row: Any) -> dict[str, Any]:
    return _filled(
        stakeholder=row.stakeholder.name,
        description=row.description,
        value=_plain(row.value),
        year=row.year,
        price_year=row.price_year,
        source=row.source,
    )


def _output(row: Any) -> dict[str, Any]:
    return _filled(
        stakeholder=row.stakeholder.name,
        description=row.description,
        quantity=_plain(row.quantity),
        unit=row.unit,
        source=row.source,
    )


def _outcome(row: Outcome) -> dict[str, Any]:
    return _filled(
        stakeholder=row.stakeholder.name,
        outcome=row.description,
        quantity=_plain(row.quantity),
        duration_years=row.duration_years,
        proxy=_plain(row.proxy),
        **{name: _plain(getattr(row, name)) for name in PERCENTAGES},
        starts=row.starts if row.starts != StartsWords.PERIOD else None,
        price_year=row.price_year,
        materiality=row.materiality,
        **{name: getattr(row, name) for name in _TEXTS},
    )


def _filled(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None and value != ""}


def _plain(value: Decimal | None) -> str | None:
    """Write a decimal in plain digits without trailing noughts; None stays None."""
    if value is None:
        return None
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
