"""A study as a file: everything its figures depend on, in the layout ``manage.py compute_sroi`` and the import read."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import ngettext

from evaluation.runs.queries import Shown
from evaluation.sroi.engine.compute import METHOD_VERSION
from evaluation.sroi.engine.figures import plain
from evaluation.sroi.engine.layout_fields import ABOUT, ABOUT_DAYS
from evaluation.sroi.engine.layout_settings import FORMAT_VERSION, written_schedule
from evaluation.sroi.engine.strict_json import printable
from evaluation.sroi.queries import engine_schedule
from evaluation.studies.models import RANGED as STUDY_RANGED
from evaluation.studies.models import Study
from evaluation.value_map.engine import may_be_a_share, readings_of
from evaluation.value_map.models import PERCENTAGES, RANGED, Outcome, StartsWords
from evaluation.value_map.queries import incomplete, kept_figures

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


def layout_of(found: Shown) -> dict[str, Any]:
    """Give a study as one JSON object that can be computed and imported again, with the same figures. One query.

    Valued outcomes with a figure still open go with it, marked ``is_open``; the note says how many do not count.
    """
    study, rows = found.study, found.rows
    still_open = incomplete(rows.outcomes)
    words = ngettext(
        "{count} outcome with figures still open does not count yet.",
        "{count} outcomes with figures still open do not count yet.",
        len(still_open),
    )
    return {
        "format_version": FORMAT_VERSION,
        "method_version": found.headline.result.method_version if found.headline else METHOD_VERSION,
        "title": str(study),
        "note": words.format(count=len(still_open)) if still_open else "",
        "currency": "GBP",
        **_filled(**{name: getattr(study, name) for name in ABOUT}),
        **{name: day.isoformat() for name in ABOUT_DAYS if (day := getattr(study, name)) is not None},
        **_settings(study),
        "stakeholders": [
            _filled(
                name=row.name,
                description=row.description,
                involvement=row.involvement,
                decision=row.decision,
                reason=row.reason,
            )
            for row in rows.stakeholders
        ],
        "inputs": [_input(row) for row in rows.inputs],
        "outputs": [_output(row) for row in study.outputs.select_related("stakeholder")],
        "outcomes": [_outcome(row) for row in rows.outcomes],
        "figures": kept_figures(found.computed),
    }


def _settings(study: Study) -> dict[str, Any]:
    """Give every setting the figures depend on; none is left out, so that nothing has to be assumed."""
    schedule, index = engine_schedule(study.schedule, study.flat_rate), study.price_index
    return {
        "discount_schedule": written_schedule(schedule, study.schedule.source),
        "timing": study.timing,
        "discount_inputs": study.discount_inputs,
        "price_base_year": study.price_base_year,
        "price_index": None
        if index is None
        else {"name": index.name, "edition": index.edition, "source": index.source},
        "deflators": None if index is None else index.indices,
        "ranges": _ranges(study, STUDY_RANGED),
    }


def _ranges(record: Study | Outcome, names: Iterable[str]) -> dict[str, dict[str, Any]]:
    stated = {
        name: _filled(low=_plain(getattr(record, f"{name}_low")), high=_plain(getattr(record, f"{name}_high")))
        for name in names
    }
    return {name: ends for name, ends in stated.items() if ends}


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
        **{name: _percentage(getattr(row, name)) for name in PERCENTAGES},
        starts=row.starts if row.starts != StartsWords.PERIOD else None,
        price_year=row.price_year,
        materiality=row.materiality,
        impact=_plain(row.stated_impact),
        is_open=True if row.open_figures else None,
        ranges=_ranges(row, RANGED) or None,
        **{name: getattr(row, name) for name in _TEXTS},
    )


def _filled(**fields: Any) -> dict[str, Any]:
    return {
        name: printable(value) if isinstance(value, str) else value
        for name, value in fields.items()
        if value is not None and value != ""
    }


def _plain(value: Decimal | int | None) -> str | None:
    return None if value is None else plain(Decimal(value))


def _percentage(value: Decimal | None) -> str | None:
    """Write a percentage in plain digits; below 1 with its sign, which says that it is no share of 1."""
    if value is not None and may_be_a_share(value):
        return readings_of(value)[0]
    return _plain(value)
