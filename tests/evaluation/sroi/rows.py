"""Rows for the tests of the engine, and the Guide's worked example."""

import json
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

from evaluation.sroi.engine.assumptions import Assumption, Field
from evaluation.sroi.engine.discounting import GREEN_BOOK, Timing, flat_schedule
from evaluation.sroi.engine.layout import read_study
from evaluation.sroi.engine.values import Input, Outcome, Settings, Starts, Study

D = Decimal
HERE = Path(__file__).parent
WHEELS_PATH = HERE / "wheels_to_meals.json"
WHEELS_BYTES = WHEELS_PATH.read_bytes()
WHEELS = json.loads(WHEELS_BYTES)
EXPECTED = WHEELS["expected"]
FACTORS = json.loads((HERE / "discount_factors.json").read_text())
ADMISSIONS = Assumption(Field.QUANTITY, ("outcomes row 1", "outcomes row 2", "outcomes row 3"))


def wheels(*, schedule=GREEN_BOOK, timing=Timing.END_OF_YEAR):
    return read_study(WHEELS_BYTES).study(schedule, timing)


def an_outcome(key="walks", **fields):
    given = {"stakeholder": "Residents", "label": f"Outcome of {key}", "quantity": D(10), "proxy": D(100)}
    return Outcome(key=key, **{**given, **fields})


def an_input(value=1000, key="grant", stakeholder="Council", **fields):
    return Input(key=key, stakeholder=stakeholder, value=D(value), **fields)


ONE_GRANT = (an_input(),)


def a_study(*outcomes, inputs=ONE_GRANT, rate="0", timing=Timing.END_OF_YEAR, stakeholders=(), **settings):
    chosen = Settings(flat_schedule(D(rate)), timing, **settings)
    return Study(chosen, tuple(inputs), tuple(outcomes), tuple(stakeholders))


percentages = st.decimals(0, 100, places=1)
amounts = st.decimals(0, 100_000, places=2)
signed_amounts = st.decimals(-100_000, 100_000, places=2)


def outcomes_strategy(quantities=signed_amounts, **fixed):
    """Up to five outcomes with any deductions, three stakeholders among them."""
    row = st.fixed_dictionaries(
        {
            "stakeholder": st.sampled_from(["Residents", "Volunteers", "Council"]),
            "quantity": quantities,
            "proxy": amounts,
            "duration_years": st.integers(1, 8),
            "starts": st.sampled_from(Starts),
            "deadweight": percentages,
            "displacement": percentages,
            "attribution": percentages,
            "drop_off": percentages,
            **{name: st.just(value) for name, value in fixed.items()},
        }
    )
    rows = st.lists(row, min_size=1, max_size=5)
    return rows.map(lambda rows: tuple(an_outcome(f"row {place}", **row) for place, row in enumerate(rows)))
