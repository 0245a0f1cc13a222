import pytest

from evaluation.sroi.engine.checks import Code, Finding, Level, findings_of
from evaluation.sroi.engine.figures import rounded
from evaluation.sroi.engine.values import Materiality
from tests.evaluation.sroi.rows import D, a_study, an_input, an_outcome, wheels

TYPICAL_ROW = {
    "quantity_source": "Register of walks",
    "proxy_source": "Council tariff 2024",
    "deadweight": D(20),
    "attribution": D(25),
    "drop_off": D(20),
    "duration_years": 2,
}


def a_sound_row(key, **fields):
    return an_outcome(key, **{**TYPICAL_ROW, **fields})


def a_sound_study(*rows, **given):
    """Outcomes of which none has half the value, one of them a small loss, at a ratio near the typical one."""
    sound = (
        a_sound_row("walks", stakeholder="Residents"),
        a_sound_row("talks", stakeholder="Council", quantity=D("9.5")),
        a_sound_row("songs", stakeholder="Volunteers", quantity=D(9)),
        a_sound_row("noise", stakeholder="Neighbours", quantity=D("-0.1")),
    )
    return a_study(*sound, *rows, **{"inputs": [an_input(900)], **given})


def codes_about(study, row):
    return [finding.code for finding in findings_of(study) if finding.row == row]


def test_a_sound_study_has_no_gap_only_its_loss_pointed_out():
    [finding] = findings_of(a_sound_study())
    assert (finding.code, finding.level, finding.row) == (Code.NEGATIVE_OUTCOME, Level.UNUSUAL, "noise")
    assert (finding.figures["outcome"], rounded(finding.figures["pounds"], 2)) == ("Outcome of noise", D("-10.80"))


def test_wheels_to_meals_rests_on_one_outcome_of_three_rows():
    [finding] = [finding for finding in findings_of(wheels()) if finding.code is Code.VALUE_IN_ONE_OUTCOME]
    assert finding.row == "outcomes row 1"
    assert {**finding.figures, "percent": str(rounded(finding.figures["percent"], 1))} == {
        "outcome": "Exercise; fewer falls",
        "stakeholder": "Elderly and disabled residents",
        "percent": "96.5",
        "rows": 3,
    }


def test_the_council_of_wheels_to_meals_put_money_in_and_has_no_outcome():
    missing = [finding for finding in findings_of(wheels()) if finding.code is Code.STAKEHOLDER_WITHOUT_OUTCOME]
    assert missing == [
        Finding(Code.STAKEHOLDER_WITHOUT_OUTCOME, Level.CLAIM, figures={"stakeholder": "Local authority"})
    ]


def test_a_stakeholder_named_without_a_row_is_missing():
    study = a_sound_study(stakeholders=["Residents", "Families"])
    assert [f.figures for f in findings_of(study) if f.code is Code.STAKEHOLDER_WITHOUT_OUTCOME] == [
        {"stakeholder": "Families"}
    ]


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"stakeholder": " "}, [Code.OUTCOME_WITHOUT_STAKEHOLDER]),
        ({"quantity_source": ""}, [Code.QUANTITY_WITHOUT_SOURCE]),
        ({"proxy_source": " "}, [Code.PROXY_WITHOUT_SOURCE]),
        ({"deadweight": D(0)}, [Code.NO_REASON_FOR_NO_DEADWEIGHT]),
        ({"deadweight": D(0), "deadweight_reason": "No other walks within 20 miles"}, []),
        ({"attribution": D(0)}, [Code.NO_REASON_FOR_NO_ATTRIBUTION]),
        ({"attribution": D(0), "attribution_reason": "Nobody else takes part"}, []),
        ({"drop_off": D(0)}, [Code.NO_DROP_OFF]),
        ({"duration_years": 1}, [Code.DROP_OFF_WITHOUT_EFFECT]),
        ({"duration_years": 1, "drop_off": D(0)}, []),
        ({"duration_years": 6}, [Code.LONG_DURATION]),
        ({"displacement": D(100)}, [Code.NOTHING_LEFT]),
        ({"quantity": D(-1), "proxy": D(-1)}, [Code.TWO_NEGATIVES]),
        ({"materiality": Materiality.HELD, "proxy": None}, [Code.NO_REASON_FOR_LEAVING_OUT]),
        ({"materiality": Materiality.EXCLUDED, "materiality_reason": "Too few to matter"}, []),
    ],
)
def test_each_gap_of_a_row_is_found_and_nothing_else(fields, codes):
    row = a_sound_row("swims", **{"quantity": D(1), "stakeholder": "Swimmers", **fields})
    assert codes_about(a_sound_study(row), "swims") == codes


def test_the_years_and_reasons_a_sentence_needs_come_with_the_finding():
    row = a_sound_row("swims", quantity=D(1), drop_off=D(0), duration_years=3)
    [finding] = [finding for finding in findings_of(a_sound_study(row)) if finding.row == "swims"]
    assert finding == Finding(Code.NO_DROP_OFF, Level.CLAIM, "swims", {"outcome": "Outcome of swims", "years": 3})


@pytest.mark.parametrize(
    ("fields", "code", "median", "typical"),
    [
        ({"deadweight": D(5)}, Code.UNUSUAL_DEADWEIGHT, 5, D(20)),
        ({"deadweight": D(41)}, Code.UNUSUAL_DEADWEIGHT, 41, D(20)),
        ({"attribution": D(60)}, Code.UNUSUAL_ATTRIBUTION, 60, D("25.5")),
        ({"drop_off": D(50)}, Code.UNUSUAL_DROP_OFF, 50, D("21.5")),
    ],
)
def test_a_median_far_from_typical_practice_is_a_hint(fields, code, median, typical):
    rows = [a_sound_row(key, **fields) for key in ("walks", "talks", "swims")]
    findings = findings_of(a_study(*rows, inputs=[an_input(1000)]))
    assert Finding(code, Level.UNUSUAL, None, {"percent": median, "typical": typical}) in findings


@pytest.mark.parametrize("deadweight", [D(10), D(40)])
def test_half_and_double_the_typical_figure_are_not_yet_unusual(deadweight):
    rows = [a_sound_row(key, deadweight=deadweight) for key in ("walks", "talks")]
    assert Code.UNUSUAL_DEADWEIGHT not in [finding.code for finding in findings_of(a_study(*rows))]


@pytest.mark.parametrize(
    ("inputs", "codes"),
    [
        (300, [Code.UNUSUAL_RATIO]),
        (900, []),
        (2000, [Code.UNUSUAL_RATIO]),
        (5000, [Code.UNUSUAL_RATIO, Code.RATIO_BELOW_ONE]),
    ],
)
def test_an_unusual_ratio_is_a_hint(inputs, codes):
    found = [finding.code for finding in findings_of(a_sound_study(inputs=[an_input(inputs)]))]
    assert [code for code in found if code in (Code.UNUSUAL_RATIO, Code.RATIO_BELOW_ONE)] == codes


def test_a_study_without_rows_says_what_is_missing():
    assert [finding.code for finding in findings_of(a_study(inputs=()))] == [Code.NO_OUTCOMES, Code.NO_INPUTS]


def test_a_study_without_any_loss_is_asked_whether_it_looked_for_one():
    assert Code.NO_NEGATIVE_OUTCOME in [finding.code for finding in findings_of(a_study(a_sound_row("walks")))]
    assert Code.NO_NEGATIVE_OUTCOME not in [finding.code for finding in findings_of(a_sound_study())]
