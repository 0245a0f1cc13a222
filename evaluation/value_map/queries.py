"""The rows of a value map, as pages show them and as the engine takes them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from evaluation.sroi.engine.discounting import NoRateError, Timing
from evaluation.sroi.engine.figures import BadFigureError, rounded
from evaluation.sroi.engine.headline import Headline, headline_of
from evaluation.sroi.engine.values import Input as EngineInput
from evaluation.sroi.engine.values import Materiality, Settings, Starts, StatedRange
from evaluation.sroi.engine.values import Outcome as EngineOutcome
from evaluation.sroi.engine.values import Study as EngineStudy
from evaluation.sroi.queries import engine_deflators, engine_schedule
from evaluation.studies.models import RANGED as STUDY_RANGED
from evaluation.studies.models import Study
from evaluation.value_map.engine import CELLS, Kind, shown
from evaluation.value_map.models import PERCENTAGES, RANGED, Decision, Input, Outcome, Stakeholder

_TEXTS = (
    "indicator",
    "quantity_source",
    "proxy_source",
    "materiality_reason",
    *(f"{name}_reason" for name in PERCENTAGES),
)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a study in their order, each with its stakeholder."""

    stakeholders: Sequence[Stakeholder]
    inputs: Sequence[Input]
    outcomes: Sequence[Outcome]

    def outcome(self, key: str) -> Outcome | None:
        """Find the outcome of an engine's key."""
        return next((row for row in self.outcomes if key_of(row) == key), None)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a study cannot be computed, and the row it is about, where it is about one."""

    sentence: str
    row: Any = None


@dataclass(frozen=True, slots=True)
class Computed:
    """A study as the engine takes it and what it comes to; or the trouble that is in the way."""

    study: EngineStudy | None = None
    headline: Headline | None = None
    trouble: Trouble | None = None


def rows_of(study: Study) -> Rows:
    """Read a study's stakeholders, inputs and outcomes anew, and leave them at hand. Three queries."""
    study.rows_at_hand = Rows(
        list(study.stakeholders.all()),
        list(study.inputs.select_related("stakeholder")),
        list(study.outcomes.select_related("stakeholder", "edited_by")),
    )
    return study.rows_at_hand


def key_of(row: Input | Outcome) -> str:
    """Return the key by which the engine knows a row."""
    return f"{row._meta.model_name}-{row.pk}"


def engine_study(study: Study, rows: Rows) -> EngineStudy:
    """Give a study as the engine takes it: complete rows only, those still being filled in left out.

    Raises BadFigureError for a figure outside its limits.
    """
    settings = Settings(
        schedule=engine_schedule(study.schedule, study.flat_rate),
        timing=Timing(study.timing),
        price_base_year=study.price_base_year,
        deflators=engine_deflators(study.price_index),
        discount_inputs=study.discount_inputs,
    )
    return EngineStudy(
        settings=settings,
        inputs=tuple(_input(row) for row in rows.inputs),
        outcomes=tuple(_outcome(row) for row in rows.outcomes if not row.open_figures),
        stakeholders=tuple(row.name for row in rows.stakeholders if row.decision != Decision.EXCLUDED),
        stated=tuple(_stated(study, rows)),
    )


def _stated(study: Study, rows: Rows) -> Iterator[StatedRange]:
    """Give every range people stated, those of the study first."""
    for name in STUDY_RANGED:
        yield from _range(study, name, None)
    for row in rows.outcomes:
        if not row.open_figures:
            for name in RANGED:
                yield from _range(row, name, key_of(row))


def _range(record: Study | Outcome, name: str, key: str | None) -> Iterator[StatedRange]:
    low, high = getattr(record, f"{name}_low"), getattr(record, f"{name}_high")
    if low is not None or high is not None:
        yield StatedRange(name, key, *(None if end is None else Decimal(end) for end in (low, high)))


def _input(row: Input) -> EngineInput:
    return EngineInput(key_of(row), row.stakeholder.name, row.value, row.description, row.year, row.price_year)


def _outcome(row: Outcome) -> EngineOutcome:
    deductions = {name: getattr(row, name) for name in PERCENTAGES}
    figures: dict[str, Any] = {name: Decimal(0) if value is None else value for name, value in deductions.items()}
    texts: dict[str, Any] = {name: getattr(row, name) for name in _TEXTS}
    return EngineOutcome(
        key=key_of(row),
        stakeholder=row.stakeholder.name,
        label=row.description,
        quantity=row.quantity if row.quantity is not None else Decimal(0),
        proxy=row.proxy,
        duration_years=row.duration_years or 1,
        starts=Starts(row.starts),
        price_year=row.price_year,
        materiality=Materiality(row.materiality),
        **figures,
        **texts,
    )


def compute_rows(study: Study, rows: Rows) -> Computed:
    """Compute a study from its rows, or say what is in the way. No query."""
    try:
        found = engine_study(study, rows)
        return Computed(found, headline_of(found))
    except BadFigureError as problem:
        return Computed(trouble=_trouble(problem, study, rows))
    except NoRateError:
        words = _(
            "{schedule} has no rate for a year that still has value in it. Choose another schedule or shorten a duration."
        )
        return Computed(trouble=Trouble(words.format(schedule=study.schedule)))


def _trouble(problem: BadFigureError, study: Study, rows: Rows) -> Trouble:
    every: list[Any] = [*rows.outcomes, *rows.inputs]
    row = next((row for row in every if key_of(row) == problem.row), None)
    if row is None or problem.field != "price_year":
        return Trouble(f"{row or problem.row}: {problem.reason}", row)
    if study.price_base_year is None:
        words = _("“{row}” is in prices of {year}. Say in the study’s settings which year’s prices it is in.")
        return Trouble(words.format(row=row, year=row.price_year), row)
    words = _(
        "“{row}” is in prices of {year}, and no price index brings them to prices of {base}. "
        "Choose one in the study’s settings, or change the year."
    )
    return Trouble(words.format(row=row, year=row.price_year, base=study.price_base_year), row)


def kept_figures(computed: Computed) -> dict[str, str]:
    """Give what is kept on the study for lists and overviews, as text: pounds to the penny, ratios to four places."""
    if computed.headline is None:
        return {}
    result, likely = computed.headline.result, computed.headline.likely
    text = result.in_text()
    names = ("inputs_total", "total_present_value", "net_present_value", "ratio")
    figures = {name: text[name] for name in names if text[name] is not None}
    if likely is not None:
        figures |= {"low": str(rounded(likely.low, 4)), "high": str(rounded(likely.high, 4))}
    return {**figures, "method_version": result.method_version}


def inputs_total(inputs: Iterable[Input]) -> Decimal:
    """Add up inputs as they were recorded, before they are brought to one year's prices and discounted."""
    return sum((row.value for row in inputs), Decimal(0))


def incomplete(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """List the valued outcomes with a figure still open: they do not count yet."""
    return [row for row in outcomes if row.open_figures]


@dataclass(slots=True)
class FigureLine:
    """One figure of an outcome with where it comes from, why, and the range people stated for it."""

    label: str
    value: str
    source: str = ""
    reason: str = ""
    stated: str = ""


def figure_lines(row: Outcome) -> list[FigureLine]:
    """List every figure of an outcome in the order of the value map, with its source and its reason."""
    years = shown(Kind.YEARS, row.duration_years)
    proxy = "\n".join(filter(None, [row.proxy_source, row.proxy_licence]))
    lasts = ". ".join(filter(None, [row.duration_reason.rstrip(" ."), row.get_starts_display()]))
    prices = _("prices of {year}").format(year=row.price_year) if row.price_year else ""
    lines = [
        FigureLine(
            _("Quantity"),
            " ".join(filter(None, [shown(Kind.NUMBER, row.quantity), row.unit])),
            row.quantity_source,
        ),
        FigureLine(_("Years it lasts"), years, "", lasts),
        FigureLine(
            _("Worth each"),
            shown(Kind.MONEY, row.proxy),
            proxy,
            ", ".join(filter(None, [row.proxy_description, prices])),
        ),
    ]
    for name in PERCENTAGES:
        field: Any = row._meta.get_field(name)
        label = str(field.verbose_name).capitalize()
        value = getattr(row, name)
        written = shown(Kind.PERCENT, value)
        lines.append(FigureLine(label, written, getattr(row, f"{name}_source"), getattr(row, f"{name}_reason")))
    for cell, line in zip(CELLS, lines, strict=True):
        line.stated = range_words(row, cell.name, cell.kind)
    return lines


def range_words(record: Study | Outcome, name: str, kind: Kind) -> str:
    """Say the range people stated for a figure: "5 to 9", "up to 9", "from 5"; empty where they stated none."""
    low, high = (shown(kind, getattr(record, f"{name}_{end}")) for end in ("low", "high"))
    if low and high:
        return _("{low} to {high}").format(low=low, high=high)
    if low or high:
        return _("from {low}").format(low=low) if low else _("up to {high}").format(high=high)
    return ""
