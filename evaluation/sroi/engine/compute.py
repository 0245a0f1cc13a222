"""The social return of a study: impact, value by year, present value, ratio.

The method is that of "A guide to Social Return on Investment" (Cabinet Office 2009, SROI Network 2012). A change that
alters any figure of an existing study gets a new METHOD_VERSION, so that a published figure tells how it was made.
"""

from collections.abc import Iterable
from decimal import Decimal

from evaluation.sroi.engine.figures import HUNDRED, NOUGHT, ONE, BadFigureError, exact
from evaluation.sroi.engine.result import InputWorking, OutcomeWorking, Result, StakeholderShare, YearOfValue
from evaluation.sroi.engine.values import Input, Outcome, Settings, Study

# 1.0: automatic ranges reached past a figure's limit on one side only; a study without a valued outcome had a ratio of 0.
METHOD_VERSION = "1.1"


@exact()
def compute(study: Study) -> Result:
    """Compute every figure of a study, unrounded, with the working by outcome and year.

    Pounds in, pounds out. Rows not valued are listed and carry nothing. Raises BadFigureError naming the row whose
    price year has no deflator, and NoRateError when the schedule ends before the last year with value.
    """
    outcomes = tuple(working_of(outcome, study.settings) for outcome in study.outcomes)
    inputs = tuple(input_working_of(row, study.settings) for row in study.inputs)
    inputs_total = sum((row.counted for row in inputs), NOUGHT)
    total = sum((working.present_value for working in outcomes), NOUGHT)
    ratio = ratio_of(total, inputs_total) if study.valued else None
    return Result(
        method_version=METHOD_VERSION,
        outcomes=outcomes,
        inputs=inputs,
        years=_years_of(outcomes, study),
        stakeholders=_shares_of(outcomes, inputs),
        inputs_total=inputs_total,
        total_present_value=total,
        net_present_value=total - inputs_total,
        ratio=ratio,
        net_ratio=None if ratio is None else ratio - ONE,
    )


@exact()
def impact_of(outcome: Outcome, settings: Settings) -> Decimal:
    """Impact in pounds of the base year: quantity x proxy x what each deduction leaves of what the last one left.

    Deductions multiply and are never added. Raises BadFigureError; see ``rebased``.
    """
    if outcome.proxy is None:
        return NOUGHT
    impact = outcome.quantity * rebased(outcome.proxy, outcome.price_year, settings, outcome.key)
    for deduction in (outcome.deadweight, outcome.displacement, outcome.attribution):
        impact *= (HUNDRED - deduction) / HUNDRED
    return impact


@exact()
def working_of(outcome: Outcome, settings: Settings) -> OutcomeWorking:
    """Work one outcome out year by year; nothing for one that is not valued.

    Its first year has the whole impact, each later one what drop-off leaves of the year before, and after its
    duration there is nothing. An outcome that starts after the activity begins in year 2. Raises as ``compute`` does.
    """
    years: list[YearOfValue] = []
    impact, proxy = NOUGHT, outcome.proxy
    if outcome.is_valued and proxy is not None:
        proxy = rebased(proxy, outcome.price_year, settings, outcome.key)
        value = impact = impact_of(outcome, settings)
        left = (HUNDRED - outcome.drop_off) / HUNDRED
        first = outcome.starts.first_year
        factors = settings.schedule.factors(outcome.last_year, settings.timing)[first - 1 :]
        for year, factor in enumerate(factors, start=first):
            years.append(YearOfValue(year, value, factor, value * factor))
            value *= left
    return OutcomeWorking(
        key=outcome.key,
        stakeholder=outcome.stakeholder,
        label=outcome.label,
        materiality=outcome.materiality,
        proxy=proxy,
        impact=impact,
        years=tuple(years),
        present_value=sum((year.present_value for year in years), NOUGHT),
    )


@exact()
def input_working_of(row: Input, settings: Settings) -> InputWorking:
    """Bring one input to base-year prices and, where the settings say so, to present value. Raises as ``compute``."""
    value = rebased(row.value, row.price_year, settings, row.key)
    counted = value
    if settings.discount_inputs:
        counted = value * settings.schedule.factor(row.year, settings.timing)
    return InputWorking(row.key, row.stakeholder, value, counted)


@exact()
def rebased(amount: Decimal, price_year: int | None, settings: Settings, row: str) -> Decimal:
    """Bring pounds of ``price_year`` to prices of the base year: x deflator[base] / deflator[price year].

    None as a price year means prices of the base year. Raises BadFigureError, naming ``row``, for a missing base
    year or deflator.
    """
    base = settings.price_base_year
    if price_year is None or price_year == base:
        return amount
    if base is None:
        raise BadFigureError(row, "price_year", f"prices are of {price_year}, but the study has no price base year")
    index = {deflator.year: deflator.index for deflator in settings.deflators}
    for year in (price_year, base):
        if year not in index:
            raise BadFigureError(row, "price_year", f"there is no deflator for {year}")
    return amount * index[base] / index[price_year]


@exact()
def ratio_of(total_present_value: Decimal, inputs_total: Decimal) -> Decimal | None:
    """Pounds of value for each pound put in; None without inputs."""
    return total_present_value / inputs_total if inputs_total else None


def _years_of(outcomes: Iterable[OutcomeWorking], study: Study) -> tuple[YearOfValue, ...]:
    last = max((outcome.last_year for outcome in study.valued), default=0)
    values, present_values = [NOUGHT] * last, [NOUGHT] * last
    for working in outcomes:
        for year in working.years:
            values[year.year - 1] += year.value
            present_values[year.year - 1] += year.present_value
    factors = study.settings.schedule.factors(last, study.settings.timing)
    rows = zip(values, factors, present_values, strict=True)
    return tuple(YearOfValue(year, *figures) for year, figures in enumerate(rows, start=1))


def _shares_of(outcomes: Iterable[OutcomeWorking], inputs: Iterable[InputWorking]) -> tuple[StakeholderShare, ...]:
    put_in: dict[str, Decimal] = {}
    changed: dict[str, Decimal] = {}
    for row in inputs:
        put_in[row.stakeholder] = put_in.get(row.stakeholder, NOUGHT) + row.counted
    for working in outcomes:
        changed[working.stakeholder] = changed.get(working.stakeholder, NOUGHT) + working.present_value
    names = dict.fromkeys([*put_in, *changed])
    return tuple(StakeholderShare(name, put_in.get(name, NOUGHT), changed.get(name, NOUGHT)) for name in names)
