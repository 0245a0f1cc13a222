import json
from dataclasses import replace

from hypothesis import given

from evaluation.sroi.engine.compute import METHOD_VERSION, compute
from evaluation.sroi.engine.discounting import Timing
from evaluation.sroi.engine.frozen import record_of, result_from, study_from
from evaluation.sroi.engine.values import Deflator, Materiality, StatedRange
from tests.evaluation.sroi.rows import D, a_study, an_input, an_outcome, outcomes_strategy, wheels


def test_a_kept_run_gives_the_same_study_and_figures_again():
    study = wheels(timing=Timing.MID_YEAR)
    kept = json.loads(json.dumps(record_of(study, compute(study))))
    assert study_from(kept) == study
    assert record_of(study_from(kept), compute(study_from(kept))) == kept


def test_a_kept_run_names_method_timing_schedule_and_price_base():
    study = a_study(an_outcome(), price_base_year=2024, deflators=(Deflator(2024, D(100)),))
    kept = record_of(study, compute(study))
    assert (kept["method_version"], kept["result"]["ratio"]) == (METHOD_VERSION, str(compute(study).ratio))
    assert kept["study"]["settings"] == {
        "schedule": {
            "name": "Flat 0 %",
            "version": "flat",
            "in_force_from": "0001-01-01",
            "bands": [{"to_year": None, "rate": "0"}],
        },
        "timing": "end_of_year",
        "price_base_year": 2024,
        "deflators": [{"year": 2024, "index": "100"}],
        "discount_inputs": False,
    }


def test_a_row_held_without_a_price_and_an_undefined_ratio_are_kept_as_nothing():
    study = a_study(an_outcome("joy", proxy=None, materiality=Materiality.HELD), inputs=[an_input(0)])
    kept = json.loads(json.dumps(record_of(study, compute(study))))
    assert (kept["study"]["outcomes"][0]["proxy"], kept["result"]["ratio"]) == (None, None)
    assert study_from(kept) == study


@given(outcomes_strategy())
def test_every_study_comes_back_equal(outcomes):
    study = a_study(*outcomes, rate="3.5", stakeholders=["Residents"])
    assert study_from(record_of(study, compute(study))) == study


@given(outcomes_strategy())
def test_the_figures_come_back_as_they_were_computed(outcomes):
    study = a_study(*outcomes, rate="3.5")
    result = compute(study)
    assert result_from(json.loads(json.dumps(record_of(study, result)))) == result


def test_stated_ranges_come_back_and_a_run_of_before_there_were_any_is_read():
    stated = (StatedRange("proxy", "walks", D(50), None), StatedRange("inputs", None, D(900), D(2000)))
    study = replace(a_study(an_outcome()), stated=stated)
    kept = json.loads(json.dumps(record_of(study, compute(study))))
    assert study_from(kept) == study
    del kept["study"]["stated"]
    assert study_from(kept).stated == ()


def test_kept_figures_stay_whatever_is_computed_today():
    kept = record_of(wheels(), compute(wheels()))
    kept["method_version"] = kept["result"]["method_version"] = "0.9"
    kept["result"]["ratio"] = "2"
    assert (result_from(kept).method_version, result_from(kept).ratio) == ("0.9", D(2))
