"""The value map, as chapters of the SROI report: who is affected, what they put in, and what changes for them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.value_map.engine import Kind, shown
from evaluation.value_map.models import Outcome, Stakeholder
from evaluation.value_map.queries import figure_lines, inputs_total, key_of
from psp.core import reports
from psp.core.money import in_words
from psp.core.reports import Table


@reports.chapter("sroi", key="stakeholders", title=gettext_lazy("Stakeholders, inputs and outputs"), position=40)
def stakeholders(found: Any, at: datetime) -> dict[str, Any]:
    """Read who is affected and how they were asked, what was put in and what was delivered. One query more."""
    rows = found.rows
    outputs = list(found.study.outputs.select_related("stakeholder"))
    return {
        "stakeholders": rows.stakeholders,
        "inputs": _inputs(rows.inputs) if rows.inputs else None,
        "outputs": _outputs(outputs) if outputs else None,
    }


def _inputs(inputs: Sequence[Any]) -> Table:
    rows = [
        (str(row), row.stakeholder.name, row.source or "–", _prices(row.price_year), in_words(row.value))
        for row in inputs
    ]
    rows.append((_("Together, before rebasing and discounting"), "", "", "", in_words(inputs_total(inputs))))
    headings = (_("Input"), _("Stakeholder"), _("Source"), _("Prices of"), _("Value"))
    return Table(_("What is put in"), headings, tuple(rows), numeric=(4,), totals=1)


def _outputs(outputs: Sequence[Any]) -> Table:
    rows = tuple(
        (
            str(row),
            row.stakeholder.name,
            row.source or "–",
            " ".join(filter(None, [shown(Kind.NUMBER, row.quantity), row.unit])) or "–",
        )
        for row in outputs
    )
    return Table(_("What is delivered"), (_("Output"), _("Stakeholder"), _("Source"), _("How many")), rows)


def _prices(year: int | None) -> str:
    return str(year) if year else "–"


@reports.chapter("sroi", key="value_map", title=gettext_lazy("Value map"), position=50)
def value_map(found: Any, at: datetime) -> dict[str, Any]:
    """Read every outcome with each figure, its source and its reason; those not valued with why."""
    worked = {working.key: working for working in found.headline.result.outcomes} if found.headline else {}
    valued = [row for row in found.rows.outcomes if row.is_valued]
    return {
        "outcomes": [(row, _figures(row), worked.get(key_of(row))) for row in valued],
        "others": [row for row in found.rows.outcomes if not row.is_valued],
        "excluded": [person for person in found.rows.stakeholders if _is_left_out(person)],
    }


def _is_left_out(person: Stakeholder) -> bool:
    return person.decision == "excluded"


def _figures(row: Outcome) -> Table:
    rows = tuple(
        (line.label, line.value or _("Open"), line.stated or "–", line.source or "–", line.reason or "–")
        for line in figure_lines(row)
    )
    headings = (_("Figure"), _("Value"), _("Could be"), _("Source"), _("Reason or detail"))
    return Table(str(row), headings, rows)
